// A look at samples before they are computed with, and sums of them.

@inline export const SILENT: i32 = 0
@inline export const ORDINARY: i32 = 1
@inline export const SPECIAL: i32 = 2

/**
 * Copies samples (which may stay where they are) and tells what they are. SILENT: all are zero. ORDINARY: all are zero or
 * of a magnitude in [least, greatest]. SPECIAL: there are others, which are NaN, infinite or too small to be computed with
 * at full speed.
 */
@inline
export function ingest<T>(target: usize, source: usize, count: usize, least: T, greatest: T): i32 {
  const low = v128.splat<T>(least)
  const high = v128.splat<T>(greatest)
  const zero = v128.splat<T>(0)
  let ordinary = v128.eq<T>(zero, zero)
  let sounding = zero
  const end = source + count * sizeof<T>()
  for (; source + (16 - sizeof<T>()) < end; source += 16, target += 16) {
    const x = v128.load(source)
    v128.store(target, x)
    const a = v128.abs<T>(x)
    const isZero = v128.eq<T>(a, zero)
    sounding = v128.or(sounding, a)
    ordinary = v128.and(ordinary, v128.or(isZero, v128.and(v128.ge<T>(a, low), v128.le<T>(a, high))))
  }
  let kind = v128.any_true(sounding) ? ORDINARY : SILENT
  let isSpecial = !v128.all_true<i32>(ordinary)
  for (; source < end; source += sizeof<T>(), target += sizeof<T>()) {
    const x = load<T>(source)
    store<T>(target, x)
    const a = abs<T>(x)
    if (a == 0) continue
    kind = ORDINARY
    isSpecial = isSpecial || !(a >= least && a <= greatest)
  }
  return isSpecial ? SPECIAL : kind
}

/** target[i] = a[i] + b[i] for i < count. Whole vectors are read and written; the target may lie on a, or before it. */
@inline
export function add<T>(target: usize, a: usize, b: usize, count: usize): void {
  // From the front to the back, so that sums of neighbours can be taken in place.
  for (const end = a + count * sizeof<T>(); a < end; a += 16, b += 16, target += 16) {
    v128.store(target, v128.add<T>(v128.load(a), v128.load(b)))
  }
}
