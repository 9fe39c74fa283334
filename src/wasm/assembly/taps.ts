// Taps at arbitrary offsets: the direct form in several dimensions. Rows lie end to end, and an offset is the distance of a tap within
// a row or to another row, in bytes.
//
// Outputs are computed several vectors at a time, so memory after the last output is also read and written.

import { madd, splatAt } from './lanes'

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
