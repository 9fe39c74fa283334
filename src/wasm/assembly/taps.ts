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

/**
 * The same for pairs of rows: a loaded vector serves both. Samples are `pitch` bytes apart from row to row, outputs `yPitch`. The taps are
 * rows of `columns`, `step` bytes apart, and successive rows of samples meet successive rows of taps. `weights` holds the first row of
 * taps, then the rows that both outputs of a pair use, each tap beside the one above it, and then the last row.
 *
 * Computes four vectors of each row at a time. The last ones of a row begin earlier, so that they end with it: rows of outputs may be
 * without a gap. A row of less than four vectors runs over into the next, which is written later.
 */
@inline
export function tapsOfPairs<T>(
  y: usize,
  yPitch: usize,
  x: usize,
  pitch: usize,
  weights: usize,
  step: usize,
  columns: usize,
  rows: usize,
  count: usize,
  pairs: i32,
): void {
  const rowBytes = columns * sizeof<T>()
  const firstEnd = weights + rowBytes
  const bothEnd = firstEnd + 2 * rowBytes * (rows - 1)
  const lastEnd = bothEnd + rowBytes
  const back = pitch - columns * step
  const bytes = count * sizeof<T>()
  const last = bytes > 64 ? bytes - 64 : 0
  const zero = v128.splat<T>(0)
  for (; pairs > 0; pairs--, x += 2 * pitch, y += 2 * yPitch) {
    for (let at: usize = 0; ; at = min(at + 64, last)) {
      let p = x + at
      let w = weights
      let a0 = zero
      let a1 = zero
      let a2 = zero
      let a3 = zero
      do {
        const h = splatAt<T>(w, 0)
        a0 = madd<T>(h, v128.load(p), a0)
        a1 = madd<T>(h, v128.load(p, 16), a1)
        a2 = madd<T>(h, v128.load(p, 32), a2)
        a3 = madd<T>(h, v128.load(p, 48), a3)
        w += sizeof<T>()
        p += step
      } while (w < firstEnd)
      let b0 = zero
      let b1 = zero
      let b2 = zero
      let b3 = zero
      while (w < bothEnd) {
        p += back
        const rowEnd = w + 2 * rowBytes
        do {
          const h = splatAt<T>(w, 0)
          const g = splatAt<T>(w, 1)
          const x0 = v128.load(p)
          a0 = madd<T>(h, x0, a0)
          b0 = madd<T>(g, x0, b0)
          const x1 = v128.load(p, 16)
          a1 = madd<T>(h, x1, a1)
          b1 = madd<T>(g, x1, b1)
          const x2 = v128.load(p, 32)
          a2 = madd<T>(h, x2, a2)
          b2 = madd<T>(g, x2, b2)
          const x3 = v128.load(p, 48)
          a3 = madd<T>(h, x3, a3)
          b3 = madd<T>(g, x3, b3)
          w += 2 * sizeof<T>()
          p += step
        } while (w < rowEnd)
      }
      const to = y + at
      v128.store(to, a0)
      v128.store(to, a1, 16)
      v128.store(to, a2, 32)
      v128.store(to, a3, 48)
      p += back
      do {
        const g = splatAt<T>(w, 0)
        b0 = madd<T>(g, v128.load(p), b0)
        b1 = madd<T>(g, v128.load(p, 16), b1)
        b2 = madd<T>(g, v128.load(p, 32), b2)
        b3 = madd<T>(g, v128.load(p, 48), b3)
        w += sizeof<T>()
        p += step
      } while (w < lastEnd)
      const below = to + yPitch
      v128.store(below, b0)
      v128.store(below, b1, 16)
      v128.store(below, b2, 32)
      v128.store(below, b3, 48)
      if (at == last) break
    }
  }
}
