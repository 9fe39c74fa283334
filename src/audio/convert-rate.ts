import { stepOf } from '../filter/step.js'
import type { Samples } from '../samples.js'
import { reachOf, resampledLength, resampleSpan } from '../stream/resampler/resample.js'
import { firstWithin, peakOf } from './first-within.js'

/** A response at another rate. */
export interface ConvertedResponse {
  readonly channels: readonly Float64Array[]
  /** The number of samples before the original first one. */
  readonly lead: number
}

/** Samples beyond the ends that are further below the peak than this are dropped: it is the stopband attenuation of the filter. */
const RINGING_DB = 120

/**
 * Converts a response to another rate, scaled so that it filters as before. The filter rings some 2 ms before and after each
 * sample. If the response begins at once, some of its new samples lie before the beginning. Cutting them off would change its gain
 * by half a decibel at low frequencies and more at high ones, so those above −120 dB are kept.
 */
export function convertRate(
  channels: readonly Float64Array[],
  fromRate: number,
  toRate: number,
): ConvertedResponse {
  const rates = { fromRate, toRate }
  const ringing = Math.ceil((reachOf(rates) * toRate) / fromRate)
  const length = resampledLength(channels[0].length, stepOf(fromRate, toRate))
  const whole = channels.map((channel) =>
    resampleSpan(channel, rates, -ringing, length + 2 * ringing).map((value) => (value * fromRate) / toRate),
  )
  const lead = Math.max(ringing - silenceBefore(whole), 0)
  const tail = Math.max(ringing - silenceBefore(whole.map((channel) => channel.toReversed())), 0)
  return {
    channels: whole.map((channel) =>
      Float64Array.from(channel.subarray(ringing - lead, ringing + length + tail)),
    ),
    lead,
  }
}

/** The number of samples, over all channels, before the first that is within 120 dB of the peak; all of them for silence. */
function silenceBefore(channels: readonly Samples[]): number {
  const peak = Math.max(...channels.map(peakOf))
  if (peak === 0) return channels[0].length
  return Math.min(...channels.map((channel) => firstWithin(channel, RINGING_DB, peak)))
}
