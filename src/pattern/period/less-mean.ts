import { type Precision, type Samples, type TypedSignal, zeros } from '../../samples.js'

/**
 * A signal that is not empty, less its mean, which is taken in float64 and about the first sample: an offset costs no digits,
 * and equal samples give just 0.
 */
export function lessMean(signal: TypedSignal, precision: 'float64'): Float64Array
export function lessMean(signal: TypedSignal, precision: Precision): Samples
export function lessMean(signal: TypedSignal, precision: Precision): Samples {
  const reference = signal[0]
  let sum = 0
  for (let n = 0; n < signal.length; n++) sum += signal[n] - reference
  const offset = sum / signal.length
  const rest = zeros(signal.length, precision)
  for (let n = 0; n < signal.length; n++) rest[n] = signal[n] - reference - offset
  return rest
}
