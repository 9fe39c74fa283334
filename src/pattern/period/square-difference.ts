import type { Samples } from '../../samples.js'
import { lagProducts } from './lag-products.js'

/**
 * McLeod's normalized square difference function, n[ℓ] = 2·Σ x[i]·x[i + ℓ] / Σ (x[i]² + x[i + ℓ]²) over the N − ℓ pairs of
 * samples at each lag ℓ = 0..maxLag < N. It is in [−1, 1], 1 just where all pairs are equal, and long lags are not damped. 0
 * where all pairs are zero.
 *
 * P. McLeod, G. Wyvill, A smarter way to find pitch, Proc. ICMC (2005), eq. 9.
 */
export function normalizedSquareDifference(x: Samples, maxLag: number): Float64Array {
  const values = lagProducts(x, x, 0, maxLag + 1)
  // The sums of squares are built up from the longest lag, of the fewest pairs, down: taking away would lose digits.
  let squares = 0
  for (let i = 0; i < x.length - maxLag; i++) squares += x[i] ** 2 + x[i + maxLag] ** 2
  for (let lag = maxLag; ; lag--) {
    values[lag] = squares > 0 ? clamped((2 * values[lag]) / squares) : 0
    if (lag === 0) return values
    squares += x[lag - 1] ** 2 + x[x.length - lag] ** 2
  }
}

/** Rounding may lead out of the range by some ε. */
function clamped(value: number): number {
  return Math.min(Math.max(value, -1), 1)
}
