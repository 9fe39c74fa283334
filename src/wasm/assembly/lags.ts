// Correlations by spectra, point by point.

import { COMPLEX, madd, nmadd } from './lanes'

/**
 * sum += conj(a − i·previous)·b, point by point: the correlation of a, and of the block before it, with b. At every point of
 * the spectrum tᴺ is i, so that −i·previous is that block N samples earlier. b may be a.
 */
@inline
export function accumulateLags<T>(sum: usize, previous: usize, a: usize, b: usize, bytes: usize): void {
  for (const end = a + bytes; a < end; a += COMPLEX, b += COMPLEX, previous += COMPLEX, sum += COMPLEX) {
    const r = v128.add<T>(v128.load(a), v128.load(previous, 16))
    const m = v128.sub<T>(v128.load(a, 16), v128.load(previous))
    const br = v128.load(b)
    const bi = v128.load(b, 16)
    v128.store(sum, madd<T>(m, bi, madd<T>(r, br, v128.load(sum))))
    v128.store(sum, nmadd<T>(m, br, madd<T>(r, bi, v128.load(sum, 16))), 16)
  }
}
