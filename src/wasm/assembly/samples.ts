// A look at samples before they are computed with.

// @ts-ignore: decorator
@inline export const SILENT: i32 = 0
// @ts-ignore: decorator
@inline export const ORDINARY: i32 = 1
// @ts-ignore: decorator
@inline export const SPECIAL: i32 = 2

/**
 * SILENT: all are zero. ORDINARY: all are zero or of a magnitude in [least, greatest]. SPECIAL: there are others, which
 * are NaN, infinite or too small to be computed with at full speed.
 */
// @ts-ignore: decorator
@inline
export function classify<T>(x: usize, count: usize, least: T, greatest: T): i32 {
  const low = v128.splat<T>(least)
  const high = v128.splat<T>(greatest)
  const zero = v128.splat<T>(0)
  let ordinary = v128.eq<T>(zero, zero)
  let sounding = zero
  const end = x + count * sizeof<T>()
  for (; x + (16 - sizeof<T>()) < end; x += 16) {
    const a = v128.abs<T>(v128.load(x))
    const nonzero = v128.ne<T>(a, zero)
    sounding = v128.or(sounding, nonzero)
    ordinary = v128.and(ordinary, v128.or(v128.not(nonzero), v128.and(v128.ge<T>(a, low), v128.le<T>(a, high))))
  }
  let kind = v128.any_true(sounding) ? ORDINARY : SILENT
  if (!v128.all_true<i32>(ordinary)) return SPECIAL
  for (; x < end; x += sizeof<T>()) {
    const a = abs<T>(load<T>(x))
    if (a == 0) continue
    if (!(a >= least && a <= greatest)) return SPECIAL
    kind = ORDINARY
  }
  return kind
}
