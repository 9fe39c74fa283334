import type { SignalLike } from '../samples.js'

/**
 * Returns the power of two at or below the greatest magnitude of a signal, or 0 if the signal is silent. Dividing by it does
 * not round, and the squares of the quotients and their sums neither overflow nor vanish.
 */
export function binaryScale(signal: SignalLike): number {
  let peak = 0
  for (let n = 0; n < signal.length; n++) peak = Math.max(peak, Math.abs(signal[n]))
  // The logarithm of the greatest finite number is rounded up to 1024.
  return 2 ** Math.min(Math.floor(Math.log2(peak)), 1023)
}
