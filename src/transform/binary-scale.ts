import type { SignalLike } from '../samples.js'

/**
 * Returns the greatest power of two that is at most the peak magnitude of a signal, or 0 for a silent signal. Dividing by a power
 * of two changes no digits. The quotients are less than 2 and the greatest is at least 1, so the sum of their squares neither
 * overflows nor vanishes.
 */
export function binaryScale(signal: SignalLike): number {
  let peak = 0
  for (let n = 0; n < signal.length; n++) peak = Math.max(peak, Math.abs(signal[n]))
  // The logarithm of the greatest finite number is rounded up to 1024.
  return 2 ** Math.min(Math.floor(Math.log2(peak)), 1023)
}
