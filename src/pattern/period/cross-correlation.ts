import {
  type CorrelationScale,
  divideByLength,
  divideByNorms,
  divideByOverlap,
} from '../../convolution/correlation-scale.js'
import { precisionOf, type Samples, zeros } from '../../samples.js'
import { areFinite } from '../../convolution/correlate.js'
import { isFlat } from './autocorrelate.js'
import { lagProducts } from './lag-products.js'
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
  result.set(finiteProducts(x, y, maxLag))
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

/** The products at all lags; NaN at lags that a non-finite value contributes to. */
function finiteProducts(a: Samples, b: Samples, maxLag: number): Float64Array {
  const products = lagProducts(a, b, -maxLag, 2 * maxLag + 1)
  // Lag 0 reads every value.
  if (Number.isFinite(products[maxLag])) return products
  const [ofA, ofB] = [specialsOf(a), specialsOf(b)]
  if (ofA === undefined && ofB === undefined) return products
  const finite = lagProducts(a.map(orZero), b.map(orZero), -maxLag, 2 * maxLag + 1)
  const end = a.length - 1
  for (let lag = -maxLag; lag <= maxLag; lag++) {
    // The lag reads a[0..end − lag] and b[lag..end], or where it is negative a[−lag..end] and b[0..end + lag].
    const [early, late] = lag < 0 ? [ofB, ofA] : [ofA, ofB]
    const isSpoilt =
      (early !== undefined && early.first <= end - Math.abs(lag)) ||
      (late !== undefined && late.last >= Math.abs(lag))
    if (isSpoilt) finite[lag + maxLag] = NaN
  }
  return finite
}

/** The first and the last index of what is not finite. */
function specialsOf(signal: Samples): { readonly first: number; readonly last: number } | undefined {
  const isSpecial = (value: number): boolean => !Number.isFinite(value)
  const first = signal.findIndex(isSpecial)
  return first < 0 ? undefined : { first, last: signal.findLastIndex(isSpecial) }
}

function orZero(value: number): number {
  return Number.isFinite(value) ? value : 0
}

function energyOf(signal: Samples): number {
  let sum = 0
  for (let n = 0; n < signal.length; n++) sum += signal[n] * signal[n]
  return sum
}
