// The passes of the inverse transform of real numbers, the transposes of those in join.ts. real.ts explains the transform.

import { columnOf, ONE, ROW, SAMPLES, transposed, UP, vectorOf } from './bins'
import { COMPLEX, evens, madd, nmadd, odds, splatAt } from './lanes'

/** Rows of M/4 points, from the bins. */
export function inverseBins<T>(rows: usize, bins: usize, size: usize, twiddles: usize): void {
  const half = (size >> 1) * sizeof<T>()
  twiddles += half >> 1
  let down = bins + half - 32 + 2 * sizeof<T>()
  let p = rows
  for (let up = bins, end = bins + (half >> 1); up < end; up += 32, down -= 32, p += 128, twiddles += 64) {
    const up1 = up + half
    const down1 = down + half
    const y0 = v128.load(up)
    const z0 = v128.load(up, 16)
    const y1 = v128.load(up1)
    const z1 = v128.load(up1, 16)
    const y2 = v128.load(down1)
    const z2 = v128.load(down1, 16)
    const y3 = v128.load(down)
    const z3 = v128.load(down, 16)
    split<T>(
      p,
      0,
      evens<T>(y0, z0),
      odds<T>(y0, z0),
      evens<T>(y1, z1),
      odds<T>(y1, z1),
      evensDown<T>(y2, z2),
      oddsDown<T>(y2, z2),
      evensDown<T>(y3, z3),
      oddsDown<T>(y3, z3),
      v128.load(twiddles),
      v128.load(twiddles, 16),
      v128.load(twiddles, 32),
      v128.load(twiddles, 48),
      UP,
    )
  }
  splitFirst<T>(rows, bins, half)
}

/** The real parts of two vectors of complex numbers, the last one first. */
@inline
function evensDown<T>(a: v128, b: v128): v128 {
  return sizeof<T>() == 4 ? v128.shuffle<f32>(b, a, 2, 0, 6, 4) : evens<T>(b, a)
}

@inline
function oddsDown<T>(a: v128, b: v128): v128 {
  return sizeof<T>() == 4 ? v128.shuffle<f32>(b, a, 3, 1, 7, 5) : odds<T>(b, a)
}

/** Row 0, from the bins 0, M/8, M/4, 3M/8 and M/2. */
@inline
function splitFirst<T>(row: usize, bins: usize, half: usize): void {
  const apart = half >> 1
  splitReals<T>(
    row,
    0,
    splatAt<T>(bins, 0),
    splatAt<T>(bins + 4 * apart, 0),
    splatAt<T>(bins + apart, 0),
    splatAt<T>(bins + apart, 1),
    splatAt<T>(bins + 2 * apart, 0),
    splatAt<T>(bins + 2 * apart, 1),
    splatAt<T>(bins + 3 * apart, 0),
    splatAt<T>(bins + 3 * apart, 1),
    ONE,
    v128.splat<T>(1),
  )
}

/** Rows of L points, L = `points`, from those of 4L. */
export function inverseRows<T>(
  target: usize,
  source: usize,
  size: usize,
  points: usize,
  twiddles: usize,
): void {
  const half = (size >> 1) * sizeof<T>()
  const leg = half / points
  twiddles += points * sizeof<T>()
  for (let p = source, t = target, end = p + leg; p < end; p += COMPLEX, t += COMPLEX) {
    splitRow<T>(t, leg, p, half >> 1, ROW, v128.splat<T>(1))
  }
  let up = source + leg
  let down = source + half - leg
  for (let p0 = target + 4 * leg; up < down; p0 += 3 * leg, down -= 2 * leg) {
    twiddles += 4 * sizeof<T>()
    const w1r = splatAt<T>(twiddles, 0)
    const w1i = splatAt<T>(twiddles, 1)
    const w2r = splatAt<T>(twiddles, 2)
    const w2i = splatAt<T>(twiddles, 3)
    for (const end = p0 + leg; p0 < end; p0 += COMPLEX, up += COMPLEX, down += COMPLEX) {
      const up1 = up + half
      const down1 = down + half
      split<T>(
        p0,
        leg,
        v128.load(up),
        v128.load(up, 16),
        v128.load(up1),
        v128.load(up1, 16),
        v128.load(down1),
        v128.load(down1, 16),
        v128.load(down),
        v128.load(down, 16),
        w1r,
        w1i,
        w2r,
        w2i,
        ROW,
      )
    }
  }
}

/** The samples, from rows of 8 points. */
export function inverseLast8<T>(samples: usize, rows: usize, size: usize): void {
  const leg = (size >> 3) * sizeof<T>()
  const scale = v128.splat<T>(<T>1 / <T>size)
  for (let x = samples, p = rows, end = x + leg; x < end; x += 16, p += COMPLEX) {
    splitRow<T>(x, leg, p, 2 * leg, SAMPLES, scale)
  }
}

/** The samples, from rows of 4 points. */
export function inverseLast4<T>(samples: usize, rows: usize, size: usize): void {
  const leg = (size >> 2) * sizeof<T>()
  const scale = v128.splat<T>(<T>1 / <T>size)
  const double = v128.splat<T>(<T>2 / <T>size)
  for (let x = samples, p = rows, end = x + leg; x < end; x += 16, p += COMPLEX) {
    const a = v128.load(p)
    const b = v128.load(p, 16)
    const re = v128.load(p + 2 * leg)
    const im = v128.load(p + 2 * leg, 16)
    const even = v128.mul<T>(scale, v128.add<T>(a, b))
    const odd = v128.mul<T>(scale, v128.sub<T>(a, b))
    v128.store(x, madd<T>(double, re, even))
    v128.store(x + leg, nmadd<T>(double, im, odd))
    v128.store(x + 2 * leg, nmadd<T>(double, re, even))
    v128.store(x + 3 * leg, madd<T>(double, im, odd))
  }
}

/** a_j = w̄ʲ·Σ iᵗʲ·y_t, of which the last two are given as conjugates. */
@inline
function split<T>(
  p: usize,
  leg: usize,
  y0r: v128,
  y0i: v128,
  y1r: v128,
  y1i: v128,
  y2r: v128,
  y2i: v128,
  y3r: v128,
  y3i: v128,
  w1r: v128,
  w1i: v128,
  w2r: v128,
  w2i: v128,
  form: i32,
): void {
  const s0r = v128.add<T>(y0r, y2r)
  const s0i = v128.sub<T>(y0i, y2i)
  const u0r = v128.sub<T>(y0r, y2r)
  const u0i = v128.add<T>(y0i, y2i)
  const s1r = v128.add<T>(y1r, y3r)
  const s1i = v128.sub<T>(y1i, y3i)
  const u1r = v128.sub<T>(y1r, y3r)
  const u1i = v128.add<T>(y1i, y3i)
  const t0r = madd<T>(w1i, u0i, v128.mul<T>(w1r, u0r))
  const t0i = nmadd<T>(w1i, u0r, v128.mul<T>(w1r, u0i))
  const t1r = madd<T>(w1i, u1i, v128.mul<T>(w1r, u1r))
  const t1i = nmadd<T>(w1i, u1r, v128.mul<T>(w1r, u1i))
  const a0r = v128.add<T>(s0r, s1r)
  const a0i = v128.add<T>(s0i, s1i)
  const p2r = v128.sub<T>(s0r, s1r)
  const p2i = v128.sub<T>(s0i, s1i)
  const a1r = v128.sub<T>(t0r, t1i)
  const a1i = v128.add<T>(t0i, t1r)
  const p3r = v128.add<T>(t0r, t1i)
  const p3i = v128.sub<T>(t0i, t1r)
  const a2r = madd<T>(w2i, p2i, v128.mul<T>(w2r, p2r))
  const a2i = nmadd<T>(w2i, p2r, v128.mul<T>(w2r, p2i))
  const a3r = madd<T>(w2i, p3i, v128.mul<T>(w2r, p3r))
  const a3i = nmadd<T>(w2i, p3r, v128.mul<T>(w2r, p3i))
  if (form == ROW) {
    const p1 = p + leg
    const p2 = p1 + leg
    const p3 = p2 + leg
    v128.store(p, a0r)
    v128.store(p, a0i, 16)
    v128.store(p1, a1r)
    v128.store(p1, a1i, 16)
    v128.store(p2, a2r)
    v128.store(p2, a2i, 16)
    v128.store(p3, a3r)
    v128.store(p3, a3i, 16)
  } else {
    v128.store(p + vectorOf<T>(0), transposed<T>(0, a0r, a1r, a2r, a3r))
    v128.store(p + vectorOf<T>(0), transposed<T>(0, a0i, a1i, a2i, a3i), 16)
    v128.store(p + vectorOf<T>(1), transposed<T>(1, a0r, a1r, a2r, a3r))
    v128.store(p + vectorOf<T>(1), transposed<T>(1, a0i, a1i, a2i, a3i), 16)
    v128.store(p + vectorOf<T>(2), transposed<T>(2, a0r, a1r, a2r, a3r))
    v128.store(p + vectorOf<T>(2), transposed<T>(2, a0i, a1i, a2i, a3i), 16)
    v128.store(p + vectorOf<T>(3), transposed<T>(3, a0r, a1r, a2r, a3r))
    v128.store(p + vectorOf<T>(3), transposed<T>(3, a0i, a1i, a2i, a3i), 16)
  }
}

@inline
function splitRow<T>(p: usize, leg: usize, row: usize, apart: usize, form: i32, scale: v128): void {
  const row1 = row + apart
  const row2 = row1 + apart
  const row3 = row2 + apart
  splitReals<T>(
    p,
    leg,
    v128.load(row),
    v128.load(row, 16),
    v128.load(row1),
    v128.load(row1, 16),
    v128.load(row2),
    v128.load(row2, 16),
    v128.load(row3),
    v128.load(row3, 16),
    form,
    scale,
  )
}

/** As `split`, to two rows of reals, a_j with w = 1 and b_j with w = exp(−πi/4). */
@inline
function splitReals<T>(
  p: usize,
  leg: usize,
  y0: v128,
  y4: v128,
  y1r: v128,
  y1i: v128,
  y2r: v128,
  y2i: v128,
  y3r: v128,
  y3i: v128,
  form: i32,
  scale: v128,
): void {
  const even = v128.add<T>(y0, y4)
  const odd = v128.sub<T>(y0, y4)
  const re = v128.add<T>(y2r, y2r)
  const im = v128.add<T>(y2i, y2i)
  const root = v128.splat<T>(<T>Math.SQRT2)
  const c = v128.add<T>(y1r, y3r)
  const d = v128.sub<T>(y3i, y1i)
  const e = v128.sub<T>(y1r, y3r)
  const f = v128.add<T>(y1i, y3i)
  putReals<T>(p, leg, 0, v128.add<T>(even, re), v128.add<T>(c, c), form, scale)
  putReals<T>(p, leg, 1, v128.sub<T>(odd, im), v128.mul<T>(root, v128.sub<T>(e, f)), form, scale)
  putReals<T>(p, leg, 2, v128.sub<T>(even, re), v128.add<T>(d, d), form, scale)
  putReals<T>(p, leg, 3, v128.add<T>(odd, im), v128.neg<T>(v128.mul<T>(root, v128.add<T>(e, f))), form, scale)
}

@inline
function putReals<T>(p: usize, leg: usize, j: usize, a: v128, b: v128, form: i32, scale: v128): void {
  if (form == ROW) {
    v128.store(p + j * leg, a)
    v128.store(p + j * leg, b, 16)
  } else if (form == SAMPLES) {
    v128.store(p + j * leg, v128.mul<T>(scale, v128.add<T>(a, b)))
    v128.store(p + (j + 4) * leg, v128.mul<T>(scale, v128.sub<T>(a, b)))
  } else if (sizeof<T>() == 4) {
    v128.store32_lane(p + columnOf<T>(j), a, 0)
    v128.store32_lane(p + columnOf<T>(j), b, 0, 16)
  } else {
    v128.store64_lane(p + columnOf<T>(j), a, 0)
    v128.store64_lane(p + columnOf<T>(j), b, 0, 16)
  }
}
