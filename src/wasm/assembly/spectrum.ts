// Products of spectra, point by point.

import { COMPLEX, madd, nmadd } from './lanes'

/** target = a·b. `bytes` is the length of a spectrum. Target may be a or b. */
export function multiply<T>(target: usize, a: usize, b: usize, bytes: usize): void {
  for (const end = a + bytes; a < end; a += 2 * COMPLEX, b += 2 * COMPLEX, target += 2 * COMPLEX) {
    multiplyVector<T>(target, a, b)
    multiplyVector<T>(target + COMPLEX, a + COMPLEX, b + COMPLEX)
  }
}

@inline
function multiplyVector<T>(target: usize, a: usize, b: usize): void {
  const ar = v128.load(a)
  const ai = v128.load(a, 16)
  const br = v128.load(b)
  const bi = v128.load(b, 16)
  v128.store(target, nmadd<T>(ai, bi, v128.mul<T>(ar, br)))
  v128.store(target, madd<T>(ai, br, v128.mul<T>(ar, bi)), 16)
}

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

/**
 * Stores a scaled spectrum as partition `index` of `partitions` in the layout of `accumulate`: whole groups of four partitions are
 * interleaved vector by vector, so that a group is one stream of memory; the remaining partitions follow one by one.
 */
@inline
export function place<T>(
  kernel: usize,
  spectrum: usize,
  bytes: usize,
  index: i32,
  partitions: i32,
  scale: T,
): void {
  const factor = v128.splat<T>(scale)
  const isInGroup = index < (partitions & ~3)
  const step: usize = isInGroup ? 4 * COMPLEX : COMPLEX
  const within: usize = isInGroup ? <usize>(index & 3) * COMPLEX : 0
  let target = kernel + <usize>(isInGroup ? index & ~3 : index) * bytes + within
  for (const end = spectrum + bytes; spectrum < end; spectrum += COMPLEX, target += step) {
    v128.store(target, v128.mul<T>(factor, v128.load(spectrum)))
    v128.store(target, v128.mul<T>(factor, v128.load(spectrum, 16)), 16)
  }
}

/**
 * target = (or += if `add`) Σ history[newest − p]·kernel[p] over p = from..to − 1, where `history` is a ring of `partitions`
 * spectra. Both are multiples of four, or `to` is all partitions. The order of the sum is that of p, whatever the position of the
 * ring.
 */
export function accumulate<T>(
  target: usize,
  history: usize,
  newest: i32,
  kernel: usize,
  bytes: usize,
  partitions: i32,
  from: i32,
  to: i32,
  add: bool,
): void {
  // The previous contents of the target count from the second group on or, with `add`, from the first.
  let kept = i32x4.splat(add ? -1 : 0)
  let p = from
  // Four partitions per load and store of the target.
  for (; p + 4 <= to; p += 4) {
    accumulate4<T>(target, history, kernel + <usize>p * bytes, bytes, partitions, newest - p, kept)
    kept = i32x4.splat(-1)
  }
  for (; p < to; p++) {
    accumulate1<T>(
      target,
      slot(history, bytes, partitions, newest - p),
      kernel + <usize>p * bytes,
      bytes,
      kept,
    )
    kept = i32x4.splat(-1)
  }
}

@inline
function slot(history: usize, bytes: usize, slots: i32, index: i32): usize {
  return history + <usize>(index < 0 ? index + slots : index) * bytes
}

@inline
function accumulate4<T>(
  target: usize,
  history: usize,
  h: usize,
  bytes: usize,
  slots: i32,
  newest: i32,
  kept: v128,
): void {
  const x0 = slot(history, bytes, slots, newest)
  const x1 = slot(history, bytes, slots, newest - 1)
  const x2 = slot(history, bytes, slots, newest - 2)
  const x3 = slot(history, bytes, slots, newest - 3)
  for (let i: usize = 0; i < bytes; i += COMPLEX) {
    let r = v128.and(kept, v128.load(target + i))
    let m = v128.and(kept, v128.load(target + i, 16))
    let xr = v128.load(x0 + i)
    let xi = v128.load(x0 + i, 16)
    let hr = v128.load(h)
    let hi = v128.load(h, 16)
    r = nmadd<T>(xi, hi, madd<T>(xr, hr, r))
    m = madd<T>(xi, hr, madd<T>(xr, hi, m))
    xr = v128.load(x1 + i)
    xi = v128.load(x1 + i, 16)
    hr = v128.load(h, 32)
    hi = v128.load(h, 48)
    r = nmadd<T>(xi, hi, madd<T>(xr, hr, r))
    m = madd<T>(xi, hr, madd<T>(xr, hi, m))
    // These are overwritten below. They keep hosts from moving the loads that follow up here, for which there are too few registers.
    v128.store(target + i, r)
    v128.store(target + i, m, 16)
    xr = v128.load(x2 + i)
    xi = v128.load(x2 + i, 16)
    hr = v128.load(h, 64)
    hi = v128.load(h, 80)
    r = nmadd<T>(xi, hi, madd<T>(xr, hr, r))
    m = madd<T>(xi, hr, madd<T>(xr, hi, m))
    xr = v128.load(x3 + i)
    xi = v128.load(x3 + i, 16)
    hr = v128.load(h, 96)
    hi = v128.load(h, 112)
    r = nmadd<T>(xi, hi, madd<T>(xr, hr, r))
    m = madd<T>(xi, hr, madd<T>(xr, hi, m))
    v128.store(target + i, r)
    v128.store(target + i, m, 16)
    h += 4 * COMPLEX
  }
}

@inline
function accumulate1<T>(target: usize, x: usize, h: usize, bytes: usize, kept: v128): void {
  for (let i: usize = 0; i < bytes; i += COMPLEX) {
    const xr = v128.load(x + i)
    const xi = v128.load(x + i, 16)
    const hr = v128.load(h + i)
    const hi = v128.load(h + i, 16)
    const r = v128.and(kept, v128.load(target + i))
    const m = v128.and(kept, v128.load(target + i, 16))
    v128.store(target + i, nmadd<T>(xi, hi, madd<T>(xr, hr, r)))
    v128.store(target + i, madd<T>(xi, hr, madd<T>(xr, hi, m)), 16)
  }
}
