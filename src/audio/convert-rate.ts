import { stepOf } from '../filter/step.js'
import type { Samples } from '../samples.js'
import { reachOf, resampledLength, resampleSpan } from '../stream/resampler/resample.js'
import { firstWithin, peakOf } from './first-within.js'

/** A response at another rate. */
export interface ConvertedResponse {
  readonly channels: readonly Float64Array[]
  /** How many samples precede what was the first one. */
  readonly lead: number
}

/** What is further below the peak is not kept beyond the ends: as little as the filter lets through of what it stops. */
const RINGING_DB = 120

/**
 * A response at another rate, scaled so that it filters as it did. The filter rings some 2 ms before and behind each sample.
 * Where the response begins at once, its first samples come from before the beginning, and cutting them off would change
 * its gain by half a decibel at low frequencies and more at high ones: they are kept, as far as they are above −120 dB.
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

/** How many samples precede the first, of all channels, that is within 120 dB of the peak: all of them in silence. */
function silenceBefore(channels: readonly Samples[]): number {
  const peak = Math.max(...channels.map(peakOf))
  if (peak === 0) return channels[0].length
  return Math.min(...channels.map((channel) => firstWithin(channel, RINGING_DB, peak)))
}
