import {
  type CorrelationScale,
  divideByLength,
  divideByNorms,
  divideByOverlap,
} from '../../convolution/correlation-scale.js'
import { precisionOf, type Samples, zeros } from '../../samples.js'
import { areFinite } from '../../convolution/correlate.js'
import { isFlat } from './autocorrelate.js'
import { finiteLagProducts } from './finite-lag-products.js'
import { lessMean } from './less-mean.js'

/**
 * c[ℓ + maxLag] = Σₙ a[n]·b[n + ℓ] for |ℓ| ≤ maxLag, of two windows of one length and type, with zeros beyond their ends;
 * scaled as by `correlate`. NaN at the lags that read a value that is not finite, and everywhere if means or norms read it.
 */
export function crossCorrelation(
  a: Samples,
  b: Samples,
  maxLag: number,
  scale: CorrelationScale,
  demean: boolean,
): Samples {
  const { length } = a
  const precision = precisionOf(a)
  const [x, y] = demean ? [lessMean(a, precision), lessMean(b, precision)] : [a, b]
  const result = zeros(2 * maxLag + 1, precision)
  result.set(finiteLagProducts(x, y, -maxLag, 2 * maxLag + 1))
  if (scale === 'biased') divideByLength(result, length, length)
  if (scale === 'unbiased') divideByOverlap(result, -maxLag, length, length)
  if (scale !== 'coefficient') return result
  if (!areFinite(result)) return result.fill(NaN)
  const isLevel = (signal: Samples, given: Samples): boolean =>
    isFlat(energyOf(signal), length, demean ? given[0] : 0, precision)
  if (isLevel(x, a) || isLevel(y, b)) return result.fill(0)
  divideByNorms(result, x, y)
  return result
}

function energyOf(signal: Samples): number {
  let sum = 0
  for (let n = 0; n < signal.length; n++) sum += signal[n] * signal[n]
  return sum
}
