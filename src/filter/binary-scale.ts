import type { SignalLike } from '../samples.js'

/**
 * The power of two below the greatest magnitude of a signal that is not silent. What is divided by it is not rounded, and
 * its squares, and sums of them, neither overflow nor vanish.
 */
export function binaryScale(signal: SignalLike): number {
  let peak = 0
  for (let n = 0; n < signal.length; n++) peak = Math.max(peak, Math.abs(signal[n]))
  // The logarithm of the greatest number is rounded up to 1024.
  return 2 ** Math.min(Math.floor(Math.log2(peak)), 1023)
}
