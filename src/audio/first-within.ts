import type { SignalLike } from '../samples.js'

/** The index of the first sample that is at most `decibels` below `peak` in magnitude; 0 for silence. */
export function firstWithin(channel: SignalLike, decibels: number, peak = peakOf(channel)): number {
  const least = peak * 10 ** (-decibels / 20)
  for (let n = 0; n < channel.length; n++) if (Math.abs(channel[n]) >= least) return n
  return channel.length
}

/** max |h|. */
export function peakOf(channel: SignalLike): number {
  let peak = 0
  for (let n = 0; n < channel.length; n++) peak = Math.max(peak, Math.abs(channel[n]))
  return peak
}
