// The steps of a partitioned filter that learns in the frequency domain. A spectrum takes `bytes`; a variance, or another real
// number for each of its points, takes half as much, in the same order. All runs are whole turns of 64 bytes, but for `errorOf`.

import { COMPLEX, madd, nmadd } from './lanes'

/**
 * target = Σ history[newest − p]·weights[p] over p < count, where `history` is a ring of `slots` spectra. The sum is taken in the
 * order of p. A turn takes whole lines of the cache, as the spectra lie at a pitch that puts them into the same places of it.
 */
export function respond<T>(
  target: usize,
  history: usize,
  newest: i32,
  slots: i32,
  weights: usize,
  count: i32,
  bytes: usize,
): void {
  for (let i: usize = 0; i < bytes; i += 2 * COMPLEX) {
    let r = v128.splat<T>(0)
    let m = r
    let s = r
    let n = r
    let h = weights + i
    let slot = newest
    for (let p: i32 = 0; p < count; p++, h += bytes) {
      const x = history + <usize>slot * bytes + i
      let xr = v128.load(x)
      let xi = v128.load(x, 16)
      let hr = v128.load(h)
      let hi = v128.load(h, 16)
      r = nmadd<T>(xi, hi, madd<T>(xr, hr, r))
      m = madd<T>(xi, hr, madd<T>(xr, hi, m))
      xr = v128.load(x, 32)
      xi = v128.load(x, 48)
      hr = v128.load(h, 32)
      hi = v128.load(h, 48)
      s = nmadd<T>(xi, hi, madd<T>(xr, hr, s))
      n = madd<T>(xi, hr, madd<T>(xr, hi, n))
      slot = slot == 0 ? slots - 1 : slot - 1
    }
    v128.store(target + i, r)
    v128.store(target + i, m, 16)
    v128.store(target + i, s, 32)
    v128.store(target + i, n, 48)
  }
}

/** |z|² of the complex vector at an address. */
@inline
function squared<T>(z: usize): v128 {
  const r = v128.load(z)
  const m = v128.load(z, 16)
  return madd<T>(m, m, v128.mul<T>(r, r))
}

/** noise = keep·noise + (1 − keep)·|error|². */
@inline
export function trackNoise<T>(noise: usize, error: usize, bytes: usize, keep: T): void {
  const old = v128.splat<T>(keep)
  const fresh = v128.splat<T>(<T>1 - keep)
  for (const end = error + bytes; error < end; error += COMPLEX, noise += 16) {
    v128.store(noise, madd<T>(old, v128.load(noise), v128.mul<T>(fresh, squared<T>(error))))
  }
}

/**
 * inverse = 1/(½·Σ |history[newest − p]|²·variances[p] + weight·max(|error|², share·noise) + least), and drive = error·inverse.
 */
export function normalizeError<T>(
  drive: usize,
  inverse: usize,
  error: usize,
  noise: usize,
  share: T,
  weight: T,
  least: T,
  history: usize,
  newest: i32,
  slots: i32,
  variances: usize,
  count: i32,
  bytes: usize,
): void {
  const half = v128.splat<T>(0.5)
  const one = v128.splat<T>(1)
  const shares = v128.splat<T>(share)
  const weights = v128.splat<T>(weight)
  const leasts = v128.splat<T>(least)
  for (let i: usize = 0, j: usize = 0; i < bytes; i += 2 * COMPLEX, j += 32) {
    let s = v128.splat<T>(0)
    let t = s
    let v = variances + j
    let slot = newest
    for (let p: i32 = 0; p < count; p++, v += bytes / 2) {
      const x = history + <usize>slot * bytes + i
      s = madd<T>(squared<T>(x), v128.load(v), s)
      t = madd<T>(squared<T>(x + COMPLEX), v128.load(v, 16), t)
      slot = slot == 0 ? slots - 1 : slot - 1
    }
    for (let k: usize = 0; k < 2; k++) {
      const e = error + i + k * COMPLEX
      const z = v128.max<T>(squared<T>(e), v128.mul<T>(shares, v128.load(noise + j + k * 16)))
      const sum = madd<T>(half, k == 0 ? s : t, madd<T>(weights, z, leasts))
      const reciprocal = v128.div<T>(one, sum)
      v128.store(inverse + j + k * 16, reciprocal)
      v128.store(drive + i + k * COMPLEX, v128.mul<T>(reciprocal, v128.load(e)))
      v128.store(drive + i + k * COMPLEX, v128.mul<T>(reciprocal, v128.load(e, 16)), 16)
    }
  }
}

/** target = variance·conj(x)·drive. */
@inline
export function gradient<T>(target: usize, x: usize, drive: usize, variance: usize, bytes: usize): void {
  for (const end = x + bytes; x < end; x += COMPLEX, drive += COMPLEX, target += COMPLEX, variance += 16) {
    const v = v128.load(variance)
    const xr = v128.mul<T>(v, v128.load(x))
    const xi = v128.mul<T>(v, v128.load(x, 16))
    const dr = v128.load(drive)
    const di = v128.load(drive, 16)
    v128.store(target, madd<T>(xi, di, v128.mul<T>(xr, dr)))
    v128.store(target, nmadd<T>(xi, dr, v128.mul<T>(xr, di)), 16)
  }
}

/** variance *= 1 − ½·variance·|x|²·inverse. */
@inline
export function shrink<T>(variance: usize, x: usize, inverse: usize, bytes: usize): void {
  const half = v128.splat<T>(0.5)
  const one = v128.splat<T>(1)
  for (const end = x + bytes; x < end; x += COMPLEX, variance += 16, inverse += 16) {
    const v = v128.load(variance)
    const share = v128.mul<T>(v128.mul<T>(half, v), v128.mul<T>(squared<T>(x), v128.load(inverse)))
    v128.store(variance, v128.mul<T>(v, v128.sub<T>(one, share)))
  }
}

/** samples = factor·samples + offset. */
@inline
export function rescale<T>(samples: usize, count: usize, factor: T, offset: T): void {
  const factors = v128.splat<T>(factor)
  const offsets = v128.splat<T>(offset)
  for (const end = samples + count * sizeof<T>(); samples < end; samples += 16) {
    v128.store(samples, madd<T>(factors, v128.load(samples), offsets))
  }
}

/** samples = max(samples, least). */
@inline
export function raise<T>(samples: usize, count: usize, least: T): void {
  const leasts = v128.splat<T>(least)
  for (const end = samples + count * sizeof<T>(); samples < end; samples += 16) {
    v128.store(samples, v128.max<T>(v128.load(samples), leasts))
  }
}

/** target += factor·source. */
@inline
export function addScaled<T>(target: usize, source: usize, count: usize, factor: T): void {
  const factors = v128.splat<T>(factor)
  for (const end = target + count * sizeof<T>(); target < end; target += 16, source += 16) {
    v128.store(target, madd<T>(factors, v128.load(source), v128.load(target)))
  }
}

/** target = desired − factor·response. Any count: whole vectors are read and written. */
@inline
export function errorOf<T>(target: usize, desired: usize, response: usize, count: usize, factor: T): void {
  const factors = v128.splat<T>(factor)
  const end = target + count * sizeof<T>()
  for (; target < end; target += 16, desired += 16, response += 16) {
    v128.store(target, nmadd<T>(factors, v128.load(response), v128.load(desired)))
  }
}

/** Σ x·y. */
@inline
export function dot<T>(x: usize, y: usize, count: usize): f64 {
  let s = v128.splat<T>(0)
  let t = s
  for (const end = x + count * sizeof<T>(); x < end; x += 32, y += 32) {
    s = madd<T>(v128.load(x), v128.load(y), s)
    t = madd<T>(v128.load(x, 16), v128.load(y, 16), t)
  }
  s = v128.add<T>(s, t)
  const low = <f64>v128.extract_lane<T>(s, 0) + <f64>v128.extract_lane<T>(s, 1)
  if (sizeof<T>() == 8) return low
  return low + (<f64>f32x4.extract_lane(s, 2) + <f64>f32x4.extract_lane(s, 3))
}
