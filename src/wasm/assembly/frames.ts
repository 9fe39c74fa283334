// Divides a signal into frames under a window function, and adds them up again by overlap-add.

import { madd } from './lanes'

/**
 * target[i] = source[i]·weights[i] for i < count, and NaN where the source is not finite. Whole vectors are read and written. The
 * target may be the source.
 */
@inline
export function weigh<T>(target: usize, source: usize, weights: usize, count: usize): void {
  for (const end = source + count * sizeof<T>(); source < end; source += 16, weights += 16, target += 16) {
    const x = v128.load(source)
    // x − x is 0, unless x is infinite or NaN.
    v128.store(target, madd<T>(x, v128.load(weights), v128.sub<T>(x, x)))
  }
}

/** sums[i] += source[i]·weights[i] for i < count. Whole vectors are read and written. */
@inline
export function addWeighted<T>(sums: usize, source: usize, weights: usize, count: usize): void {
  for (const end = source + count * sizeof<T>(); source < end; source += 16, weights += 16, sums += 16) {
    v128.store(sums, madd<T>(v128.load(source), v128.load(weights), v128.load(sums)))
  }
}
