// Copies rows and columns of numbers into a layout and out of it.

import { splatAt } from './lanes'

/**
 * y[j·yPitch + i·yStep] = x[j·xPitch + i·xStep] for i < columns and j < rows; pitches and steps in bytes. Nothing else is
 * touched.
 */
@inline
export function copyGrid<T>(
  y: usize,
  yPitch: usize,
  yStep: usize,
  x: usize,
  xPitch: usize,
  xStep: usize,
  columns: usize,
  rows: usize,
): void {
  const isDense = xStep == sizeof<T>() && yStep == sizeof<T>()
  const whole = isDense ? (columns * sizeof<T>()) & ~63 : 0
  const rest = columns - whole / sizeof<T>()
  for (; rows > 0; rows--, x += xPitch, y += yPitch) {
    for (let i: usize = 0; i < whole; i += 64) {
      const a = v128.load(x + i)
      const b = v128.load(x + i, 16)
      const c = v128.load(x + i, 32)
      const d = v128.load(x + i, 48)
      v128.store(y + i, a)
      v128.store(y + i, b, 16)
      v128.store(y + i, c, 32)
      v128.store(y + i, d, 48)
    }
    let p = x + whole
    let q = y + whole
    for (let i: usize = 0; i < rest; i++, p += xStep, q += yStep) store<T>(q, load<T>(p))
  }
}

/**
 * Spreads rows that lie end to end: row i moves from x + i·count to y + i·pitch (in bytes). Returns whether all numbers are finite. The
 * target may lie before the source, and overlap it: a row never moves forward, and loads come before stores.
 */
@inline
export function spread<T>(y: usize, pitch: usize, x: usize, count: usize, rows: usize): bool {
  const bytes = count * sizeof<T>()
  // x − x is 0, with no bit set, unless x is infinite or NaN.
  let others = v128.splat<T>(0)
  for (; rows > 0; rows--, y += pitch) {
    const end = x + bytes
    let to = y
    for (const whole = x + (bytes & ~31); x < whole; x += 32, to += 32) {
      const a = v128.load(x)
      const b = v128.load(x, 16)
      v128.store(to, a)
      v128.store(to, b, 16)
      others = v128.or(others, v128.or(v128.sub<T>(a, a), v128.sub<T>(b, b)))
    }
    for (; x < end; x += sizeof<T>(), to += sizeof<T>()) {
      const a = splatAt<T>(x, 0)
      store<T>(to, load<T>(x))
      others = v128.or(others, v128.sub<T>(a, a))
    }
  }
  return !v128.any_true(others)
}
