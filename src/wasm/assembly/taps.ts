// Taps at arbitrary offsets: the direct form in several dimensions, and for layers with many channels. Rows lie end to end, and an
// offset is the distance of a tap within a row, to another row or to another channel, in bytes.
//
// Outputs are computed several vectors at a time, so memory after the last output is also read and written.

import { highHalves, madd, splatAt } from './lanes'

/**
 * y[i] = bias + Σₜ weights[t]·x[i + offsets[t]] for i < count, in the order of t. Computes eight vectors at a time, which keeps the
 * adders busy.
 */
@inline
export function taps<T>(
  y: usize,
  x: usize,
  weights: usize,
  bias: T,
  offsets: usize,
  tapCount: usize,
  count: usize,
): void {
  const lastOffset = offsets + (tapCount << 2)
  const initial = v128.splat<T>(bias)
  for (const end = x + count * sizeof<T>(); x < end; x += 128, y += 128) {
    let s0 = initial
    let s1 = initial
    let s2 = initial
    let s3 = initial
    let s4 = initial
    let s5 = initial
    let s6 = initial
    let s7 = initial
    let k = offsets
    let w = weights
    if (tapCount & 1) {
      const h = splatAt<T>(w, 0)
      const p = x + load<i32>(k)
      s0 = madd<T>(h, v128.load(p), s0)
      s1 = madd<T>(h, v128.load(p, 16), s1)
      s2 = madd<T>(h, v128.load(p, 32), s2)
      s3 = madd<T>(h, v128.load(p, 48), s3)
      s4 = madd<T>(h, v128.load(p, 64), s4)
      s5 = madd<T>(h, v128.load(p, 80), s5)
      s6 = madd<T>(h, v128.load(p, 96), s6)
      s7 = madd<T>(h, v128.load(p, 112), s7)
      k += 4
      w += sizeof<T>()
    }
    // Two taps a turn: hosts unroll a shorter loop themselves, and run out of registers.
    for (; k < lastOffset; k += 8, w += 2 * sizeof<T>()) {
      const h = splatAt<T>(w, 0)
      const p = x + load<i32>(k)
      s0 = madd<T>(h, v128.load(p), s0)
      s1 = madd<T>(h, v128.load(p, 16), s1)
      s2 = madd<T>(h, v128.load(p, 32), s2)
      s3 = madd<T>(h, v128.load(p, 48), s3)
      s4 = madd<T>(h, v128.load(p, 64), s4)
      s5 = madd<T>(h, v128.load(p, 80), s5)
      s6 = madd<T>(h, v128.load(p, 96), s6)
      s7 = madd<T>(h, v128.load(p, 112), s7)
      const next = splatAt<T>(w, 1)
      const q = x + load<i32>(k, 4)
      s0 = madd<T>(next, v128.load(q), s0)
      s1 = madd<T>(next, v128.load(q, 16), s1)
      s2 = madd<T>(next, v128.load(q, 32), s2)
      s3 = madd<T>(next, v128.load(q, 48), s3)
      s4 = madd<T>(next, v128.load(q, 64), s4)
      s5 = madd<T>(next, v128.load(q, 80), s5)
      s6 = madd<T>(next, v128.load(q, 96), s6)
      s7 = madd<T>(next, v128.load(q, 112), s7)
    }
    v128.store(y, s0)
    v128.store(y, s1, 16)
    v128.store(y, s2, 32)
    v128.store(y, s3, 48)
    v128.store(y, s4, 64)
    v128.store(y, s5, 80)
    v128.store(y, s6, 96)
    v128.store(y, s7, 112)
  }
}

/**
 * The same for four outputs at once, the rows y, y + stride, ... : weights[t] and `bias` are four numbers each. Loaded samples
 * serve all four. Computes two vectors at a time.
 */
@inline
export function tapsOfFour<T>(
  y: usize,
  stride: usize,
  x: usize,
  weights: usize,
  bias: usize,
  offsets: usize,
  tapCount: usize,
  count: usize,
): void {
  const lastOffset = offsets + (tapCount << 2)
  for (const end = x + count * sizeof<T>(); x < end; x += 32, y += 32) {
    let a0 = splatAt<T>(bias, 0)
    let b0 = a0
    let a1 = splatAt<T>(bias, 1)
    let b1 = a1
    let a2 = splatAt<T>(bias, 2)
    let b2 = a2
    let a3 = splatAt<T>(bias, 3)
    let b3 = a3
    for (let k = offsets, w = weights; k < lastOffset; k += 4, w += 4 * sizeof<T>()) {
      const p = x + load<i32>(k)
      const a = v128.load(p)
      const b = v128.load(p, 16)
      const h0 = splatAt<T>(w, 0)
      a0 = madd<T>(h0, a, a0)
      b0 = madd<T>(h0, b, b0)
      const h1 = splatAt<T>(w, 1)
      a1 = madd<T>(h1, a, a1)
      b1 = madd<T>(h1, b, b1)
      const h2 = splatAt<T>(w, 2)
      a2 = madd<T>(h2, a, a2)
      b2 = madd<T>(h2, b, b2)
      const h3 = splatAt<T>(w, 3)
      a3 = madd<T>(h3, a, a3)
      b3 = madd<T>(h3, b, b3)
    }
    let to = y
    v128.store(to, a0)
    v128.store(to, b0, 16)
    to += stride
    v128.store(to, a1)
    v128.store(to, b1, 16)
    to += stride
    v128.store(to, a2)
    v128.store(to, b2, 16)
    to += stride
    v128.store(to, a3)
    v128.store(to, b3, 16)
  }
}

/**
 * sums[t] = Σ a[i]·b[i + offsets[t]] over i < count, for t < tapCount, a multiple of eight: the correlation of a with each shifted
 * b. `count` is a whole number of pairs of vectors.
 */
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
  for (const last = offsets + (tapCount << 2); offsets < last; offsets += 32, sums += 8 * sizeof<T>()) {
    const zero = v128.splat<T>(0)
    let s0 = zero
    const b0 = b + load<i32>(offsets)
    let s1 = zero
    const b1 = b + load<i32>(offsets, 4)
    let s2 = zero
    const b2 = b + load<i32>(offsets, 8)
    let s3 = zero
    const b3 = b + load<i32>(offsets, 12)
    let s4 = zero
    const b4 = b + load<i32>(offsets, 16)
    let s5 = zero
    const b5 = b + load<i32>(offsets, 20)
    let s6 = zero
    const b6 = b + load<i32>(offsets, 24)
    let s7 = zero
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
    store<T>(sums, total<T>(s0))
    store<T>(sums, total<T>(s1), 1 * sizeof<T>())
    store<T>(sums, total<T>(s2), 2 * sizeof<T>())
    store<T>(sums, total<T>(s3), 3 * sizeof<T>())
    store<T>(sums, total<T>(s4), 4 * sizeof<T>())
    store<T>(sums, total<T>(s5), 5 * sizeof<T>())
    store<T>(sums, total<T>(s6), 6 * sizeof<T>())
    store<T>(sums, total<T>(s7), 7 * sizeof<T>())
  }
}

/** The sum of all lanes. */
@inline
function total<T>(s: v128): T {
  const pairs = v128.add<T>(s, highHalves(s, s))
  const first = v128.extract_lane<T>(pairs, 0)
  return sizeof<T>() == 4 ? first + v128.extract_lane<T>(pairs, 1) : first
}
