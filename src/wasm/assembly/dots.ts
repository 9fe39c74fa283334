// Sums of products of signals at many lags: the gradients of a layer's weights.

import { highHalves, madd } from './lanes'

/** The bytes of a signal that are summed for all lags and outputs before the next ones: they stay in the cache. */
@inline const BLOCK: usize = 1024

/**
 * sums[o·sumsPitch + t] += Σ a[o·aPitch + i]·b[i + offsets[t]] over i < count, for o < outputs, a multiple of four, and t < tapCount, a
 * multiple of eight: the correlation of each a with each shifted b. Pitches and offsets in bytes; `count` is a whole number of pairs of
 * vectors.
 */
@inline
export function dotsOfFour<T>(
  sums: usize,
  sumsPitch: usize,
  a: usize,
  aPitch: usize,
  b: usize,
  offsets: usize,
  tapCount: usize,
  count: usize,
  outputs: usize,
): void {
  const lastOffset = offsets + (tapCount << 2)
  const end = count * sizeof<T>()
  for (let from: usize = 0; from < end; from += BLOCK) {
    const bytes = min(BLOCK, end - from)
    let x = a + from
    let row = sums
    for (let left = outputs; left > 0; left -= 4) {
      ofFour<T>(row, sumsPitch, x, aPitch, b + from, offsets, lastOffset, bytes)
      x += 4 * aPitch
      row += 4 * sumsPitch
    }
  }
}

/** Four outputs, two lags at a time. Loaded numbers serve both, or all four. */
@inline
function ofFour<T>(
  sums: usize,
  sumsPitch: usize,
  a: usize,
  aPitch: usize,
  b: usize,
  offsets: usize,
  lastOffset: usize,
  bytes: usize,
): void {
  for (; offsets < lastOffset; offsets += 8, sums += 2 * sizeof<T>()) {
    let p = b + load<i32>(offsets)
    let q = b + load<i32>(offsets, 4)
    let p0 = v128.splat<T>(0)
    let q0 = p0
    let p1 = p0
    let q1 = p0
    let p2 = p0
    let q2 = p0
    let p3 = p0
    let q3 = p0
    const end = a + bytes
    for (let at = a; at < end; at += 32, p += 32, q += 32) {
      let u = v128.load(p)
      let v = v128.load(q)
      const x0 = v128.load(at)
      p0 = madd<T>(x0, u, p0)
      q0 = madd<T>(x0, v, q0)
      const x1 = v128.load(at + aPitch)
      p1 = madd<T>(x1, u, p1)
      q1 = madd<T>(x1, v, q1)
      const x2 = v128.load(at + 2 * aPitch)
      p2 = madd<T>(x2, u, p2)
      q2 = madd<T>(x2, v, q2)
      const x3 = v128.load(at + 3 * aPitch)
      p3 = madd<T>(x3, u, p3)
      q3 = madd<T>(x3, v, q3)
      u = v128.load(p, 16)
      v = v128.load(q, 16)
      const y0 = v128.load(at, 16)
      p0 = madd<T>(y0, u, p0)
      q0 = madd<T>(y0, v, q0)
      const y1 = v128.load(at + aPitch, 16)
      p1 = madd<T>(y1, u, p1)
      q1 = madd<T>(y1, v, q1)
      const y2 = v128.load(at + 2 * aPitch, 16)
      p2 = madd<T>(y2, u, p2)
      q2 = madd<T>(y2, v, q2)
      const y3 = v128.load(at + 3 * aPitch, 16)
      p3 = madd<T>(y3, u, p3)
      q3 = madd<T>(y3, v, q3)
    }
    accumulate<T>(sums, p0, q0)
    accumulate<T>(sums + sumsPitch, p1, q1)
    accumulate<T>(sums + 2 * sumsPitch, p2, q2)
    accumulate<T>(sums + 3 * sumsPitch, p3, q3)
  }
}

/** sums[t] += Σ a[i]·b[i + offsets[t]] over i < count, as `dotsOfFour`: eight lags at a time. */
@inline
export function dots<T>(
  sums: usize,
  a: usize,
  b: usize,
  offsets: usize,
  tapCount: usize,
  count: usize,
): void {
  const bytes = count * sizeof<T>()
  for (
    const lastOffset = offsets + (tapCount << 2);
    offsets < lastOffset;
    offsets += 32, sums += 8 * sizeof<T>()
  ) {
    let s0 = v128.splat<T>(0)
    let s1 = s0
    let s2 = s0
    let s3 = s0
    let s4 = s0
    let s5 = s0
    let s6 = s0
    let s7 = s0
    const b0 = b + load<i32>(offsets)
    const b1 = b + load<i32>(offsets, 4)
    const b2 = b + load<i32>(offsets, 8)
    const b3 = b + load<i32>(offsets, 12)
    const b4 = b + load<i32>(offsets, 16)
    const b5 = b + load<i32>(offsets, 20)
    const b6 = b + load<i32>(offsets, 24)
    const b7 = b + load<i32>(offsets, 28)
    for (let i: usize = 0; i < bytes; i += 32) {
      const x = v128.load(a + i)
      s0 = madd<T>(x, v128.load(b0 + i), s0)
      s1 = madd<T>(x, v128.load(b1 + i), s1)
      s2 = madd<T>(x, v128.load(b2 + i), s2)
      s3 = madd<T>(x, v128.load(b3 + i), s3)
      s4 = madd<T>(x, v128.load(b4 + i), s4)
      s5 = madd<T>(x, v128.load(b5 + i), s5)
      s6 = madd<T>(x, v128.load(b6 + i), s6)
      s7 = madd<T>(x, v128.load(b7 + i), s7)
      const y = v128.load(a + i, 16)
      s0 = madd<T>(y, v128.load(b0 + i, 16), s0)
      s1 = madd<T>(y, v128.load(b1 + i, 16), s1)
      s2 = madd<T>(y, v128.load(b2 + i, 16), s2)
      s3 = madd<T>(y, v128.load(b3 + i, 16), s3)
      s4 = madd<T>(y, v128.load(b4 + i, 16), s4)
      s5 = madd<T>(y, v128.load(b5 + i, 16), s5)
      s6 = madd<T>(y, v128.load(b6 + i, 16), s6)
      s7 = madd<T>(y, v128.load(b7 + i, 16), s7)
    }
    accumulate<T>(sums, s0, s1)
    accumulate<T>(sums + 2 * sizeof<T>(), s2, s3)
    accumulate<T>(sums + 4 * sizeof<T>(), s4, s5)
    accumulate<T>(sums + 6 * sizeof<T>(), s6, s7)
  }
}

/** Adds the sums of the lanes to two numbers. */
@inline
function accumulate<T>(sums: usize, s: v128, t: v128): void {
  store<T>(sums, load<T>(sums) + total<T>(s))
  store<T>(sums, load<T>(sums, sizeof<T>()) + total<T>(t), sizeof<T>())
}

/** The sum of all lanes. */
@inline
function total<T>(s: v128): T {
  const pairs = v128.add<T>(s, highHalves(s, s))
  const first = v128.extract_lane<T>(pairs, 0)
  return sizeof<T>() == 4 ? first + v128.extract_lane<T>(pairs, 1) : first
}
