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
 * Stores a scaled spectrum as segment `index` of `count` in the layout of `accumulatePair`: the first one, then whole groups of
 * four that are interleaved vector by vector, so that a group is one stream of memory; the remaining ones follow one by one.
 */
@inline
export function place<T>(
  kernel: usize,
  spectrum: usize,
  bytes: usize,
  index: i32,
  count: i32,
  scale: T,
): void {
  const factor = v128.splat<T>(scale)
  const after = index - 1
  const isInGroup = after >= 0 && after < ((count - 1) & ~3)
  const step: usize = isInGroup ? 4 * COMPLEX : COMPLEX
  const within: usize = isInGroup ? <usize>(after & 3) * COMPLEX : 0
  let target = kernel + <usize>(isInGroup ? (after & ~3) + 1 : index) * bytes + within
  for (const end = spectrum + bytes; spectrum < end; spectrum += COMPLEX, target += step) {
    v128.store(target, v128.mul<T>(factor, v128.load(spectrum)))
    v128.store(target, v128.mul<T>(factor, v128.load(spectrum, 16)), 16)
  }
}

/** sum = (or += if `add`) x·h. */
export function accumulate<T>(sum: usize, x: usize, h: usize, bytes: usize, add: bool): void {
  const kept = i32x4.splat(add ? -1 : 0)
  let i: usize = 0
  do {
    const xr = v128.load(x + i)
    const xi = v128.load(x + i, 16)
    const hr = v128.load(h + i)
    const hi = v128.load(h + i, 16)
    const r = v128.and(kept, v128.load(sum + i))
    const m = v128.and(kept, v128.load(sum + i, 16))
    v128.store(sum + i, nmadd<T>(xi, hi, madd<T>(xr, hr, r)))
    v128.store(sum + i, madd<T>(xi, hr, madd<T>(xr, hi, m)), 16)
    i += COMPLEX
  } while (i < bytes)
}

/**
 * For two blocks at once, so that everything is loaded from memory half as often:
 *
 *   now = (or += if `add`) Σ history[newest − p]·kernel[p], later = (or +=) Σ history[newest + 1 − p]·kernel[p],
 *
 * p = from..to − 1, where `history` is a ring of `slots` spectra. `from` is 1 or 1 more than a multiple of four; so is `to`, or it is
 * all segments. The order of the sums is that of p, whatever the position of the ring.
 */
export function accumulatePair<T>(
  now: usize,
  later: usize,
  history: usize,
  newest: i32,
  kernel: usize,
  bytes: usize,
  slots: i32,
  from: i32,
  to: i32,
  add: bool,
): void {
  let p = from
  // Four segments per load and store of the sums.
  for (; p + 4 <= to; p += 4) {
    const x = newest - p
    accumulate4<T>(
      now,
      later,
      slot(history, bytes, slots, x + 1),
      slot(history, bytes, slots, x),
      slot(history, bytes, slots, x - 1),
      slot(history, bytes, slots, x - 2),
      slot(history, bytes, slots, x - 3),
      kernel + <usize>p * bytes,
      bytes,
      add,
    )
    add = true
  }
  for (; p < to; p++) {
    const h = kernel + <usize>p * bytes
    accumulate<T>(later, slot(history, bytes, slots, newest - p + 1), h, bytes, add)
    accumulate<T>(now, slot(history, bytes, slots, newest - p), h, bytes, add)
    add = true
  }
}

@inline
function slot(history: usize, bytes: usize, slots: i32, index: i32): usize {
  return history + <usize>(index < 0 ? index + slots : index) * bytes
}

/**
 * The condition is at the end of the loop: hosts do not move what is constant out of a loop that tests it first. Stores that are
 * overwritten below keep hosts from moving the loads that follow up here, for which there are too few registers.
 */
@inline
function accumulate4<T>(
  now: usize,
  later: usize,
  x0: usize,
  x1: usize,
  x2: usize,
  x3: usize,
  x4: usize,
  h: usize,
  bytes: usize,
  add: bool,
): void {
  const kept = i32x4.splat(add ? -1 : 0)
  let i: usize = 0
  do {
    let ar = v128.and(kept, v128.load(now + i))
    let ai = v128.and(kept, v128.load(now + i, 16))
    let br = v128.and(kept, v128.load(later + i))
    let bi = v128.and(kept, v128.load(later + i, 16))
    let hr = v128.load(h)
    let hi = v128.load(h, 16)
    let xr = v128.load(x0 + i)
    let xi = v128.load(x0 + i, 16)
    br = nmadd<T>(xi, hi, madd<T>(xr, hr, br))
    bi = madd<T>(xi, hr, madd<T>(xr, hi, bi))
    xr = v128.load(x1 + i)
    xi = v128.load(x1 + i, 16)
    ar = nmadd<T>(xi, hi, madd<T>(xr, hr, ar))
    ai = madd<T>(xi, hr, madd<T>(xr, hi, ai))
    hr = v128.load(h, 32)
    hi = v128.load(h, 48)
    br = nmadd<T>(xi, hi, madd<T>(xr, hr, br))
    bi = madd<T>(xi, hr, madd<T>(xr, hi, bi))
    v128.store(later + i, br)
    v128.store(later + i, bi, 16)
    xr = v128.load(x2 + i)
    xi = v128.load(x2 + i, 16)
    ar = nmadd<T>(xi, hi, madd<T>(xr, hr, ar))
    ai = madd<T>(xi, hr, madd<T>(xr, hi, ai))
    v128.store(now + i, ar)
    v128.store(now + i, ai, 16)
    hr = v128.load(h, 64)
    hi = v128.load(h, 80)
    br = nmadd<T>(xi, hi, madd<T>(xr, hr, br))
    bi = madd<T>(xi, hr, madd<T>(xr, hi, bi))
    xr = v128.load(x3 + i)
    xi = v128.load(x3 + i, 16)
    ar = nmadd<T>(xi, hi, madd<T>(xr, hr, ar))
    ai = madd<T>(xi, hr, madd<T>(xr, hi, ai))
    v128.store(now + i, ar)
    v128.store(now + i, ai, 16)
    hr = v128.load(h, 96)
    hi = v128.load(h, 112)
    br = nmadd<T>(xi, hi, madd<T>(xr, hr, br))
    bi = madd<T>(xi, hr, madd<T>(xr, hi, bi))
    v128.store(later + i, br)
    v128.store(later + i, bi, 16)
    xr = v128.load(x4 + i)
    xi = v128.load(x4 + i, 16)
    ar = nmadd<T>(xi, hi, madd<T>(xr, hr, ar))
    ai = madd<T>(xi, hr, madd<T>(xr, hi, ai))
    v128.store(now + i, ar)
    v128.store(now + i, ai, 16)
    h += 4 * COMPLEX
    i += COMPLEX
  } while (i < bytes)
}
