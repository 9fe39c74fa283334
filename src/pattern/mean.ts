import type { Samples } from '../samples.js'

/**
 * The mean of a signal that is not empty, in float64. It is taken about the first sample, so that the mean of equal samples
 * is just that value, and an offset costs no digits.
 */
export function meanOf(signal: Samples): number {
  const reference = signal[0]
  let sum = 0
  for (let n = 0; n < signal.length; n++) sum += signal[n] - reference
  return reference + sum / signal.length
}

/** A signal less its mean, in float64. */
export function lessMean(signal: Samples): Float64Array {
  const mean = meanOf(signal)
  const rest = Float64Array.from(signal)
  for (let n = 0; n < rest.length; n++) rest[n] -= mean
  return rest
}
