// The passes of the transform of real numbers. real.ts explains the transform.

import { columnOf, DOWN, ONE, put, ROW, transposed, UP, vectorOf } from './bins'
import { COMPLEX, madd, nmadd, splatAt } from './lanes'

/** Rows of 8 points. */
export function forwardFirst8<T>(rows: usize, samples: usize, size: usize): void {
  const apart = (size >> 2) * sizeof<T>()
  const leg = (size >> 3) * sizeof<T>()
  for (let x = samples, p = rows, end = samples + leg; x < end; x += 16, p += COMPLEX) {
    const x0 = v128.load(x)
    const x4 = v128.load(x + 4 * leg)
    const x1 = v128.load(x + leg)
    const x5 = v128.load(x + 5 * leg)
    const x2 = v128.load(x + 2 * leg)
    const x6 = v128.load(x + 6 * leg)
    const x3 = v128.load(x + 3 * leg)
    const x7 = v128.load(x + 7 * leg)
    joinReals<T>(
      p,
      apart,
      v128.add<T>(x0, x4),
      v128.sub<T>(x0, x4),
      v128.add<T>(x1, x5),
      v128.sub<T>(x1, x5),
      v128.add<T>(x2, x6),
      v128.sub<T>(x2, x6),
      v128.add<T>(x3, x7),
      v128.sub<T>(x3, x7),
      ROW,
    )
  }
}

/** Rows of 4 points. */
export function forwardFirst4<T>(rows: usize, samples: usize, size: usize): void {
  const half = (size >> 1) * sizeof<T>()
  const leg = (size >> 2) * sizeof<T>()
  for (let x = samples, p = rows, end = samples + leg; x < end; x += 16, p += COMPLEX) {
    const x0 = v128.load(x)
    const x2 = v128.load(x + 2 * leg)
    const x1 = v128.load(x + leg)
    const x3 = v128.load(x + 3 * leg)
    const even = v128.add<T>(x0, x2)
    const odd = v128.add<T>(x1, x3)
    put<T>(p, v128.add<T>(even, odd), v128.sub<T>(even, odd), ROW)
    put<T>(p + half, v128.sub<T>(x0, x2), v128.sub<T>(x3, x1), ROW)
  }
}

/** Rows of 4L points, L = `points`, from those of L. */
export function forwardRows<T>(
  target: usize,
  source: usize,
  size: usize,
  points: usize,
  twiddles: usize,
): void {
  const half = (size >> 1) * sizeof<T>()
  const leg = half / points
  twiddles += points * sizeof<T>()
  for (let p0 = source, t = target, end = p0 + leg; p0 < end; p0 += COMPLEX, t += COMPLEX) {
    const p1 = p0 + leg
    const p2 = p1 + leg
    const p3 = p2 + leg
    joinReals<T>(
      t,
      half >> 1,
      v128.load(p0),
      v128.load(p0, 16),
      v128.load(p1),
      v128.load(p1, 16),
      v128.load(p2),
      v128.load(p2, 16),
      v128.load(p3),
      v128.load(p3, 16),
      ROW,
    )
  }
  let up = target + leg
  let down = target + half - leg
  for (let p0 = source + 4 * leg; up < down; p0 += 3 * leg, down -= 2 * leg) {
    twiddles += 4 * sizeof<T>()
    // The factors are loaded each time: kept in registers, they would drive other numbers to the stack.
    for (const end = p0 + leg; p0 < end; p0 += COMPLEX, up += COMPLEX, down += COMPLEX) {
      const p1 = p0 + leg
      const p2 = p1 + leg
      const p3 = p2 + leg
      join<T>(
        up,
        down,
        half,
        v128.load(p0),
        v128.load(p0, 16),
        v128.load(p1),
        v128.load(p1, 16),
        v128.load(p2),
        v128.load(p2, 16),
        v128.load(p3),
        v128.load(p3, 16),
        splatAt<T>(twiddles, 0),
        splatAt<T>(twiddles, 1),
        splatAt<T>(twiddles, 2),
        splatAt<T>(twiddles, 3),
        ROW,
      )
    }
  }
}

/** The bins, from rows of M/4 points. */
export function forwardBins<T>(bins: usize, rows: usize, size: usize, twiddles: usize): void {
  const half = (size >> 1) * sizeof<T>()
  twiddles += half >> 1
  let down = bins + half - 32 + 2 * sizeof<T>()
  let p = rows
  for (let up = bins, end = bins + (half >> 1); up < end; up += 32, down -= 32, p += 128, twiddles += 64) {
    const v0r = v128.load(p + vectorOf<T>(0))
    const v0i = v128.load(p + vectorOf<T>(0), 16)
    const v1r = v128.load(p + vectorOf<T>(1))
    const v1i = v128.load(p + vectorOf<T>(1), 16)
    const v2r = v128.load(p + vectorOf<T>(2))
    const v2i = v128.load(p + vectorOf<T>(2), 16)
    const v3r = v128.load(p + vectorOf<T>(3))
    const v3i = v128.load(p + vectorOf<T>(3), 16)
    join<T>(
      up,
      down,
      half,
      transposed<T>(0, v0r, v1r, v2r, v3r),
      transposed<T>(0, v0i, v1i, v2i, v3i),
      transposed<T>(1, v0r, v1r, v2r, v3r),
      transposed<T>(1, v0i, v1i, v2i, v3i),
      transposed<T>(2, v0r, v1r, v2r, v3r),
      transposed<T>(2, v0i, v1i, v2i, v3i),
      transposed<T>(3, v0r, v1r, v2r, v3r),
      transposed<T>(3, v0i, v1i, v2i, v3i),
      v128.load(twiddles),
      v128.load(twiddles, 16),
      v128.load(twiddles, 32),
      v128.load(twiddles, 48),
      UP,
    )
  }
  joinFirst<T>(bins, rows, half)
}

/** Bins 0, M/8, M/4, 3M/8 and M/2, from row 0. */
@inline
function joinFirst<T>(bins: usize, row: usize, half: usize): void {
  joinReals<T>(
    bins,
    half >> 1,
    splatAt<T>(row + columnOf<T>(0), 0),
    splatAt<T>(row + columnOf<T>(0) + 16, 0),
    splatAt<T>(row + columnOf<T>(1), 0),
    splatAt<T>(row + columnOf<T>(1) + 16, 0),
    splatAt<T>(row + columnOf<T>(2), 0),
    splatAt<T>(row + columnOf<T>(2) + 16, 0),
    splatAt<T>(row + columnOf<T>(3), 0),
    splatAt<T>(row + columnOf<T>(3) + 16, 0),
    ONE,
  )
  const last = bins + 2 * half
  store<T>(last, load<T>(bins, sizeof<T>()))
  store<T>(last, 0, sizeof<T>())
  store<T>(bins, 0, sizeof<T>())
}

/** y_t = Σ (−i)^(tj)·wʲ·a_j; the last two are stored as conjugates. */
@inline
function join<T>(
  up: usize,
  down: usize,
  half: usize,
  a0r: v128,
  a0i: v128,
  a1r: v128,
  a1i: v128,
  a2r: v128,
  a2i: v128,
  a3r: v128,
  a3i: v128,
  w1r: v128,
  w1i: v128,
  w2r: v128,
  w2i: v128,
  form: i32,
): void {
  const p2r = nmadd<T>(w2i, a2i, v128.mul<T>(w2r, a2r))
  const p2i = madd<T>(w2i, a2r, v128.mul<T>(w2r, a2i))
  const p3r = nmadd<T>(w2i, a3i, v128.mul<T>(w2r, a3r))
  const p3i = madd<T>(w2i, a3r, v128.mul<T>(w2r, a3i))
  const s0r = v128.add<T>(a0r, p2r)
  const s0i = v128.add<T>(a0i, p2i)
  const s1r = v128.sub<T>(a0r, p2r)
  const s1i = v128.sub<T>(a0i, p2i)
  const t0r = v128.add<T>(a1r, p3r)
  const t0i = v128.add<T>(a1i, p3i)
  const t1r = v128.sub<T>(a1r, p3r)
  const t1i = v128.sub<T>(a1i, p3i)
  const u0r = nmadd<T>(w1i, t0i, v128.mul<T>(w1r, t0r))
  const u0i = madd<T>(w1i, t0r, v128.mul<T>(w1r, t0i))
  const u1r = nmadd<T>(w1i, t1i, v128.mul<T>(w1r, t1r))
  const u1i = madd<T>(w1i, t1r, v128.mul<T>(w1r, t1i))
  const down1 = form == UP ? DOWN : form
  put<T>(up + half, v128.add<T>(s1r, u1i), v128.sub<T>(s1i, u1r), form)
  put<T>(down, v128.sub<T>(s1r, u1i), v128.neg<T>(v128.add<T>(u1r, s1i)), down1)
  put<T>(up, v128.add<T>(s0r, u0r), v128.add<T>(s0i, u0i), form)
  put<T>(down + half, v128.sub<T>(s0r, u0r), v128.sub<T>(u0i, s0i), down1)
}

/** As `join`, of two rows of reals: a_j with w = 1, and b_j with w = exp(−πi/4). */
@inline
function joinReals<T>(
  p: usize,
  apart: usize,
  a0: v128,
  b0: v128,
  a1: v128,
  b1: v128,
  a2: v128,
  b2: v128,
  a3: v128,
  b3: v128,
  form: i32,
): void {
  const even = v128.add<T>(a0, a2)
  const odd = v128.add<T>(a1, a3)
  const root = v128.splat<T>(<T>Math.SQRT1_2)
  const d = v128.sub<T>(b1, b3)
  const s = v128.add<T>(b1, b3)
  put<T>(p, v128.add<T>(even, odd), v128.sub<T>(even, odd), form)
  put<T>(p + apart, madd<T>(root, d, b0), v128.neg<T>(madd<T>(root, s, b2)), form)
  put<T>(p + 2 * apart, v128.sub<T>(a0, a2), v128.sub<T>(a3, a1), form)
  put<T>(p + 3 * apart, nmadd<T>(root, d, b0), nmadd<T>(root, s, b2), form)
}
