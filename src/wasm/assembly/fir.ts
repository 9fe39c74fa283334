// The direct form.

import { madd, splatAt } from './lanes'

/**
 * y[i] = initial[i] + Σₖ taps[k]·x[i − k] for i < count and k < tapCount, in the order of k for every output.
 * Reads x from −(tapCount − 1) on. Reads and writes up to a whole vector; all arrays have room for that.
 */
@inline
export function fir<T>(y: usize, initial: usize, x: usize, taps: usize, tapCount: usize, count: usize): void {
  const end = x + count * sizeof<T>()
  // Eight vectors at once keep the adders busy; the rest goes through the same operations one vector at a time.
  for (; x + 112 < end; x += 128, y += 128, initial += 128) {
    fir8<T>(y, initial, x, taps, tapCount)
  }
  for (; x < end; x += 16, y += 16, initial += 16) {
    let s = v128.load(initial)
    for (let k: usize = 0, p = x; k < tapCount; k++, p -= sizeof<T>()) {
      s = madd<T>(splatAt<T>(taps, k), v128.load(p), s)
    }
    v128.store(y, s)
  }
}

@inline
function fir8<T>(y: usize, initial: usize, x: usize, taps: usize, tapCount: usize): void {
  let s0 = v128.load(initial)
  let s1 = v128.load(initial, 16)
  let s2 = v128.load(initial, 32)
  let s3 = v128.load(initial, 48)
  let s4 = v128.load(initial, 64)
  let s5 = v128.load(initial, 80)
  let s6 = v128.load(initial, 96)
  let s7 = v128.load(initial, 112)
  let k: usize = tapCount & 1
  if (k) {
    const h = splatAt<T>(taps, 0)
    s0 = madd<T>(h, v128.load(x), s0)
    s1 = madd<T>(h, v128.load(x, 16), s1)
    s2 = madd<T>(h, v128.load(x, 32), s2)
    s3 = madd<T>(h, v128.load(x, 48), s3)
    s4 = madd<T>(h, v128.load(x, 64), s4)
    s5 = madd<T>(h, v128.load(x, 80), s5)
    s6 = madd<T>(h, v128.load(x, 96), s6)
    s7 = madd<T>(h, v128.load(x, 112), s7)
    x -= sizeof<T>()
  }
  // Two taps per iteration: hosts unroll a shorter loop themselves, and run out of registers.
  for (; k < tapCount; k += 2) {
    const h = splatAt<T>(taps, k)
    s0 = madd<T>(h, v128.load(x), s0)
    s1 = madd<T>(h, v128.load(x, 16), s1)
    s2 = madd<T>(h, v128.load(x, 32), s2)
    s3 = madd<T>(h, v128.load(x, 48), s3)
    s4 = madd<T>(h, v128.load(x, 64), s4)
    s5 = madd<T>(h, v128.load(x, 80), s5)
    s6 = madd<T>(h, v128.load(x, 96), s6)
    s7 = madd<T>(h, v128.load(x, 112), s7)
    x -= sizeof<T>()
    const next = splatAt<T>(taps, k + 1)
    s0 = madd<T>(next, v128.load(x), s0)
    s1 = madd<T>(next, v128.load(x, 16), s1)
    s2 = madd<T>(next, v128.load(x, 32), s2)
    s3 = madd<T>(next, v128.load(x, 48), s3)
    s4 = madd<T>(next, v128.load(x, 64), s4)
    s5 = madd<T>(next, v128.load(x, 80), s5)
    s6 = madd<T>(next, v128.load(x, 96), s6)
    s7 = madd<T>(next, v128.load(x, 112), s7)
    x -= sizeof<T>()
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
