import { reachOf } from '../filter/polyphase.js'
import { ratioOf } from '../filter/ratio.js'
import { resampleSpan } from '../filter/resample.js'
import { firstWithin, peakOf } from './onset.js'

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
  const ratio = ratioOf(fromRate, toRate)
  const ringing = Math.ceil((reachOf(ratio) * ratio.up) / ratio.down)
  const length = Math.ceil((channels[0].length * ratio.up) / ratio.down)
  const whole = channels.map((channel) =>
    resampleSpan(channel, ratio, -ringing, length + 2 * ringing).map((value) => (value * fromRate) / toRate),
  )
  const peak = Math.max(...whole.map(peakOf))
  const before = whole.map((channel) => firstWithin(channel, RINGING_DB, peak))
  const behind = whole.map((channel) => firstWithin(channel.toReversed(), RINGING_DB, peak))
  const lead = Math.max(ringing - Math.min(...before), 0)
  const tail = Math.max(ringing - Math.min(...behind), 0)
  return {
    channels: whole.map((channel) =>
      Float64Array.from(channel.subarray(ringing - lead, ringing + length + tail)),
    ),
    lead,
  }
}
