// The transform of real numbers in natural order, built from order-free transforms.
//
// The odd bins of M real samples are those of v[n] = x[n] − x[n + M/2], the coefficients of a polynomial modulo
// t^(M/2) + 1. Half of these bins are the conjugates of the others, and the bins 3, 7, 11 … are the spectrum modulo
// t^(M/4) − i: that of one folded transform of M/4 points. The even bins are those of the M/2 samples
// u[n] = x[n] + x[n + M/2], and so on down to 512 samples. So no pass is needed that splits the spectrum of packed numbers, and it only
// remains to move the bins to their places.
//
// The last M ≤ 512 samples, `base`, cost less as one transform of N = M/2 complex numbers z modulo tᴺ − 1, with the samples of even
// index as real parts and those of odd index as imaginary ones. By the symmetries of their spectra, with h[k] = −i/2·exp(−2πik/M),
//
//   X[k] = A + T and X[N − k] = conj(A − T), where A = (Z[k] + conj Z[N − k])/2 and T = h[k]·(Z[k] − conj Z[N − k]),
//
// and back, Z[k] = A + D and Z[N − k] = conj(A − D), where A = (X[k] + conj X[N − k])/2 and D = conj h[k]·(X[k] − conj X[N − k]).
//
// In a block of 16 points of the order-free spectrum of N points, the value r (lane + 4·vector for four lanes) belongs to the point
// q + r·N/16, with one q for the block. So each r has its own stretch of bins. `order` lists the blocks, as distances in bytes, by q.
// In the base, the blocks q and N/16 − q mirror each other, with r against 15 − r; block 0 mirrors itself, with r against 16 − r.
// `factors` are the h of the blocks 0..N/32, vector by vector in the order of r.

import { COMPLEX, evenPairs, highHalves, lowHalves, madd, nmadd, oddPairs } from './lanes'
import { forwardFolded, inverse } from './transform'

/** The greatest base. */
const BASE: usize = 512

/**
 * bins[0..M/2] = Σ samples[n]·exp(−2πikn/M), M = `size` a power of two of at least 32. The samples are overwritten, and `work`, M
 * samples. `tables` are the addresses of the plan, the order and the factors of the base, then for M/4 points, and for each half of
 * them down to a quarter of twice the base, of a plan and an order.
 */
@inline
export function forwardNatural<T>(
  bins: usize,
  samples: usize,
  work: usize,
  size: usize,
  tables: usize,
): void {
  let level = tables + 3 * sizeof<usize>()
  let step: usize = 1
  let length = size
  for (; length > BASE; length >>= 1) {
    const half = (length >> 1) * sizeof<T>()
    splitHalves<T>(samples, half)
    forwardFolded<T>(work, samples + half, length >> 2, load<usize>(level))
    placeBins<T>(bins, work, length >> 2, load<usize>(level, sizeof<usize>()), step, size, true)
    level += 2 * sizeof<usize>()
    step <<= 1
  }
  const half = (length >> 1) * sizeof<T>()
  const packed = work + length * sizeof<T>()
  for (let p = packed, x = samples, end = packed + half; p < end; p += 16, x += 32) {
    const a = v128.load(x)
    const b = v128.load(x, 16)
    v128.store(p, evens<T>(a, b))
    v128.store(p + half, odds<T>(a, b))
  }
  forwardFolded<T>(work, packed, length >> 1, load<usize>(tables))
  split<T>(bins, work, packed, length, step, tables)
}

/** samples[0..M) = Σ bins[k]·exp(2πikn/M)/M over all k of −M/2..M/2, the negative ones being conjugates. */
@inline
export function inverseNatural<T>(
  samples: usize,
  bins: usize,
  work: usize,
  size: usize,
  tables: usize,
): void {
  let length = min(size, BASE)
  let step = size / length
  merge<T>(work, bins, length, step, tables)
  const packed = work + length * sizeof<T>()
  inverse<T>(packed, work, length >> 1, load<usize>(tables))
  const scale = v128.splat<T>(<T>2 / <T>size)
  const quarter = (length >> 1) * sizeof<T>()
  for (let p = packed, x = samples, end = packed + quarter; p < end; p += 16, x += 32) {
    const re = v128.mul<T>(scale, v128.load(p))
    const im = v128.mul<T>(scale, v128.load(p + quarter))
    v128.store(x, firstPairs<T>(re, im))
    v128.store(x, lastPairs<T>(re, im), 16)
  }
  let level = tables + (3 + 2 * ctz(step)) * sizeof<usize>()
  while (length < size) {
    length <<= 1
    step >>= 1
    level -= 2 * sizeof<usize>()
    const half = (length >> 1) * sizeof<T>()
    placeBins<T>(bins, work, length >> 2, load<usize>(level, sizeof<usize>()), step, size, false)
    inverse<T>(samples + half, work, length >> 2, load<usize>(level))
    joinHalves<T>(samples, half, scale)
  }
}

/** u = low + high in place of the low half, v = low − high in place of the high half. */
@inline
function splitHalves<T>(samples: usize, half: usize): void {
  for (const end = samples + half; samples < end; samples += 16) {
    const low = v128.load(samples)
    const high = v128.load(samples + half)
    v128.store(samples, v128.add<T>(low, high))
    v128.store(samples + half, v128.sub<T>(low, high))
  }
}

/** low = u + scale·v, high = u − scale·v, in place of u and v. */
@inline
function joinHalves<T>(samples: usize, half: usize, scale: v128): void {
  for (const end = samples + half; samples < end; samples += 16) {
    const u = v128.load(samples)
    const v = v128.load(samples + half)
    v128.store(samples, madd<T>(scale, v, u))
    v128.store(samples + half, nmadd<T>(scale, v, u))
  }
}

/**
 * Converts between an order-free spectrum of N points and the bins step·(4k + 3) that it represents: moves the points to their bins
 * or, unless `forward`, back.
 */
@inline
function placeBins<T>(
  bins: usize,
  spectrum: usize,
  points: usize,
  order: usize,
  step: usize,
  size: usize,
  forward: bool,
): void {
  const bin = 2 * sizeof<T>()
  const stretch = (points >> 2) * step * bin
  let up = bins + 3 * step * bin
  let down = bins + (size - 3 * step) * bin - 8 * stretch
  for (const end = order + (points >> 4) * 4; order < end; order += 4) {
    const block = spectrum + <usize>load<u32>(order)
    for (let u: usize = 0; u < sizeof<T>() / 2; u++) {
      const distance = u * LANES<T>() * stretch
      move<T>(up + distance, stretch, block + placeOf<T>(u), false, forward)
      move<T>(down - distance, -stretch, block + placeOf<T>(u + sizeof<T>() / 2), true, forward)
    }
    up += 4 * step * bin
    down -= 4 * step * bin
  }
}

/** Moves the complex numbers of a vector, or their conjugates, to bins `stretch` bytes apart or, unless `forward`, back. */
@inline
function move<T>(bin: usize, stretch: usize, vector: usize, conjugate: bool, forward: bool): void {
  if (forward) {
    const im = v128.load(vector, 16)
    scatter<T>(bin, stretch, v128.load(vector), conjugate ? v128.neg<T>(im) : im)
  } else {
    const a = firstBins<T>(bin, stretch)
    const b = lastBins<T>(bin, stretch)
    const im = odds<T>(a, b)
    v128.store(vector, evens<T>(a, b))
    v128.store(vector, conjugate ? v128.neg<T>(im) : im, 16)
  }
}

/** The bins X of the points Z of the base, `step` bins apart. */
@inline
function split<T>(
  bins: usize,
  spectrum: usize,
  scratch: usize,
  size: usize,
  step: usize,
  tables: usize,
): void {
  const order = load<usize>(tables, sizeof<usize>())
  let factors = load<usize>(tables, 2 * sizeof<usize>())
  const blocks = size >> 5
  const bin = <usize>(2 * sizeof<T>()) * step
  const stretch = blocks * bin
  const half = v128.splat<T>(0.5)
  rotate<T>(scratch, spectrum + <usize>load<u32>(order))
  for (let q: usize = 0; q <= blocks >> 1; q++) {
    const block = spectrum + <usize>load<u32>(order + 4 * q)
    const mirror = q == 0 ? scratch : spectrum + <usize>load<u32>(order + 4 * (blocks - q))
    let up = bins + q * bin
    let down = bins + ((size >> 1) - q) * bin
    for (let u: usize = 0; u < sizeof<T>(); u++, factors += COMPLEX) {
      const z = block + placeOf<T>(u)
      const m = mirror + placeOf<T>(sizeof<T>() - 1 - u)
      const zr = v128.load(z)
      const zi = v128.load(z, 16)
      const mr = reversed<T>(v128.load(m))
      const mi = reversed<T>(v128.load(m, 16))
      const ar = v128.mul<T>(half, v128.add<T>(zr, mr))
      const ai = v128.mul<T>(half, v128.sub<T>(zi, mi))
      const dr = v128.sub<T>(zr, mr)
      const di = v128.add<T>(zi, mi)
      const hr = v128.load(factors)
      const hi = v128.load(factors, 16)
      const tr = nmadd<T>(hi, di, v128.mul<T>(hr, dr))
      const ti = madd<T>(hi, dr, v128.mul<T>(hr, di))
      scatter<T>(up, stretch, v128.add<T>(ar, tr), v128.add<T>(ai, ti))
      scatter<T>(down, -stretch, v128.sub<T>(ar, tr), v128.sub<T>(ti, ai))
      up += LANES<T>() * stretch
      down -= LANES<T>() * stretch
    }
  }
}

/** The points Z of such bins. */
@inline
function merge<T>(spectrum: usize, bins: usize, size: usize, step: usize, tables: usize): void {
  const order = load<usize>(tables, sizeof<usize>())
  let factors = load<usize>(tables, 2 * sizeof<usize>())
  const blocks = size >> 5
  const bin = <usize>(2 * sizeof<T>()) * step
  const stretch = blocks * bin
  const half = v128.splat<T>(0.5)
  for (let q: usize = 0; q <= blocks >> 1; q++) {
    const block = spectrum + <usize>load<u32>(order + 4 * q)
    const mirror = spectrum + <usize>load<u32>(order + 4 * (q == 0 ? 0 : blocks - q))
    let up = bins + q * bin
    let down = bins + ((size >> 1) - q) * bin
    for (let u: usize = 0; u < sizeof<T>(); u++, factors += COMPLEX) {
      const x0 = firstBins<T>(up, stretch)
      const x1 = lastBins<T>(up, stretch)
      const y0 = firstBins<T>(down, -stretch)
      const y1 = lastBins<T>(down, -stretch)
      const xr = evens<T>(x0, x1)
      const xi = odds<T>(x0, x1)
      const yr = evens<T>(y0, y1)
      const yi = odds<T>(y0, y1)
      const ar = v128.mul<T>(half, v128.add<T>(xr, yr))
      const ai = v128.mul<T>(half, v128.sub<T>(xi, yi))
      const tr = v128.sub<T>(xr, yr)
      const ti = v128.add<T>(xi, yi)
      const hr = v128.load(factors)
      const hi = v128.load(factors, 16)
      const dr = madd<T>(hi, ti, v128.mul<T>(hr, tr))
      const di = nmadd<T>(hi, tr, v128.mul<T>(hr, ti))
      const z = block + placeOf<T>(u)
      v128.store(z, v128.add<T>(ar, dr))
      v128.store(z, v128.add<T>(ai, di), 16)
      if (q != 0) {
        const m = mirror + placeOf<T>(sizeof<T>() - 1 - u)
        v128.store(m, reversed<T>(v128.sub<T>(ar, dr)))
        v128.store(m, reversed<T>(v128.sub<T>(di, ai)), 16)
      }
      up += LANES<T>() * stretch
      down -= LANES<T>() * stretch
    }
  }
}

/** Block 0 with each value r at the place of r − 1, and the first one last. */
@inline
function rotate<T>(target: usize, block: usize): void {
  for (let u: usize = 0; u < sizeof<T>(); u++) {
    const from = block + placeOf<T>(u)
    const next = block + placeOf<T>((u + 1) & (sizeof<T>() - 1))
    const to = target + placeOf<T>(u)
    for (let part: usize = 0; part < COMPLEX; part += 16) {
      const a = v128.load(from + part)
      const b = v128.load(next + part)
      v128.store(
        to + part,
        sizeof<T>() == 4 ? v128.shuffle<f32>(a, b, 1, 2, 3, 4) : v128.shuffle<f64>(a, b, 1, 2),
      )
    }
  }
}

@inline
function LANES<T>(): usize {
  return 16 / sizeof<T>()
}

/** Where in a block of 16 points vector `u` lies, in the order of r. */
@inline
function placeOf<T>(u: usize): usize {
  return (sizeof<T>() == 4 ? u : (u >> 1) + (u & 1) * 4) * COMPLEX
}

@inline
function reversed<T>(a: v128): v128 {
  return sizeof<T>() == 4 ? v128.shuffle<f32>(a, a, 3, 2, 1, 0) : v128.shuffle<f64>(a, a, 1, 0)
}

@inline
function evens<T>(a: v128, b: v128): v128 {
  return sizeof<T>() == 4 ? v128.shuffle<f32>(a, b, 0, 2, 4, 6) : lowHalves(a, b)
}

@inline
function odds<T>(a: v128, b: v128): v128 {
  return sizeof<T>() == 4 ? v128.shuffle<f32>(a, b, 1, 3, 5, 7) : highHalves(a, b)
}

/** The first half of the complex numbers of two vectors, interleaved. */
@inline
function firstPairs<T>(re: v128, im: v128): v128 {
  return sizeof<T>() == 4 ? evenPairs<T>(re, im) : lowHalves(re, im)
}

@inline
function lastPairs<T>(re: v128, im: v128): v128 {
  return sizeof<T>() == 4 ? oddPairs<T>(re, im) : highHalves(re, im)
}

/** Stores the complex numbers of a vector `stretch` bytes apart. */
@inline
function scatter<T>(bin: usize, stretch: usize, re: v128, im: v128): void {
  const a = firstPairs<T>(re, im)
  const b = lastPairs<T>(re, im)
  if (sizeof<T>() == 4) {
    v128.store64_lane(bin, a, 0)
    v128.store64_lane(bin + stretch, a, 1)
    v128.store64_lane(bin + 2 * stretch, b, 0)
    v128.store64_lane(bin + 3 * stretch, b, 1)
  } else {
    v128.store(bin, a)
    v128.store(bin + stretch, b)
  }
}

/** The first half of the complex numbers that are stored so. */
@inline
function firstBins<T>(bin: usize, stretch: usize): v128 {
  return sizeof<T>() == 4 ? v128.load64_lane(bin + stretch, v128.load64_zero(bin), 1) : v128.load(bin)
}

@inline
function lastBins<T>(bin: usize, stretch: usize): v128 {
  return sizeof<T>() == 4 ? firstBins<T>(bin + 2 * stretch, stretch) : v128.load(bin + stretch)
}
