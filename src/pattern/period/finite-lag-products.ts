import type { Samples } from '../../samples.js'
import { lagProducts } from './lag-products.js'

/**
 * `lagProducts` of two signals of one length that may have gaps, for lags from `firstLag` <= 0 to 0 or later; NaN at the lags that
 * read a gap.
 */
export function finiteLagProducts(a: Samples, b: Samples, firstLag: number, count: number): Float64Array {
  const products = lagProducts(a, b, firstLag, count)
  // Lag 0 reads every value.
  if (Number.isFinite(products[-firstLag])) return products
  const ofA = gapBounds(a)
  const ofB = a === b ? ofA : gapBounds(b)
  if (ofA === undefined && ofB === undefined) return products
  const patched = a.map(orZero)
  const finite = lagProducts(patched, a === b ? patched : b.map(orZero), firstLag, count)
  const end = a.length - 1
  for (let j = 0; j < count; j++) {
    const lag = firstLag + j
    // The lag reads a[0..end − lag] and b[lag..end], or, if it is negative, a[−lag..end] and b[0..end + lag].
    const [early, late] = lag < 0 ? [ofB, ofA] : [ofA, ofB]
    const isReached =
      (early !== undefined && early.first <= end - Math.abs(lag)) ||
      (late !== undefined && late.last >= Math.abs(lag))
    if (isReached) finite[j] = NaN
  }
  return finite
}

/** The indices of the first and the last non-finite sample. */
function gapBounds(signal: Samples): { readonly first: number; readonly last: number } | undefined {
  const isGap = (value: number): boolean => !Number.isFinite(value)
  const first = signal.findIndex(isGap)
  return first < 0 ? undefined : { first, last: signal.findLastIndex(isGap) }
}

function orZero(value: number): number {
  return Number.isFinite(value) ? value : 0
}
