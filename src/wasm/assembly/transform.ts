// The order-free right-angle transform.
//
// N complex numbers z are read as the polynomial Σ z[n]·tⁿ, and reduced modulo tᴺ − c for a fixed c of modulus 1. As
// tᴺ − c is the product of t^(N/4) − ω·(−i)^j over j = 0..3 with ω⁴ = c, one radix-4 pass reduces a block to four blocks
// of a quarter of the size, each again of the form tⁿ − c′; blocks of one element are the spectrum. The order in which it
// comes out is that of the tree and nobody cares: products are taken point by point.
//
// What this buys: one ω serves a whole block, so that twiddles sit in registers and the table is N numbers in all; every
// block is contiguous, so that a large transform, taken depth first, works in the cache; and with c = −i, of which real
// input needs no preparation, the product of two polynomials comes back as y[0..N) − i·y[N..2N), which is the whole
// linear convolution (the right-angle convolution: no zero padding, no splitting of real spectra).
//
// The plan is a table of twiddles ω, ω², ω³ (re, im each): for every block of every level, from the largest block to
// those of 16, six scalars; then for the blocks of 4, six vectors, each with the values of as many neighbouring blocks as
// it has lanes. Where N is an odd power of two, the first level is radix 2 and uses only the first pair (ω).

import { COMPLEX, evenPairs, highHalves, lanes, lowHalves, madd, nmadd, oddPairs, splatAt } from './lanes'

/** Blocks up to this many elements are transformed level by level; larger ones depth first, to stay in the L1 cache. */
const CACHED: usize = 2048

/** The spectrum of N real numbers. */
export function forward<T>(spectrum: usize, source: usize, size: usize, plan: usize): void {
  if (ctz(size) & 1) forwardFirst2<T>(spectrum, source, size, plan, false)
  else forwardFirst4<T>(spectrum, source, size, plan, false)
  forwardRest<T>(spectrum, size, plan + 6 * sizeof<T>())
}

/** The spectrum of 2N real numbers, or of N complex ones: z[n] = source[n] − i·source[n + N]. */
export function forwardFolded<T>(spectrum: usize, source: usize, size: usize, plan: usize): void {
  if (ctz(size) & 1) forwardFirst2<T>(spectrum, source, size, plan, true)
  else forwardFirst4<T>(spectrum, source, size, plan, true)
  forwardRest<T>(spectrum, size, plan + 6 * sizeof<T>())
}

/** target[0..2N) = y, without the factor 1/N. The spectrum is overwritten. */
export function inverse<T>(target: usize, spectrum: usize, size: usize, plan: usize): void {
  inverseRest<T>(spectrum, size, plan + 6 * sizeof<T>())
  if (ctz(size) & 1) inverseLast2<T>(target, spectrum, size, plan, false)
  else inverseLast4<T>(target, spectrum, size, plan, false)
}

/** target[0..2N) += y. */
export function inverseAdd<T>(target: usize, spectrum: usize, size: usize, plan: usize): void {
  inverseRest<T>(spectrum, size, plan + 6 * sizeof<T>())
  if (ctz(size) & 1) inverseLast2<T>(target, spectrum, size, plan, true)
  else inverseLast4<T>(target, spectrum, size, plan, true)
}

/**
 * Adds the inverse of a sum of products to tail[0..2N − 1). Blocks and segments of N samples reach so far; the last of the
 * 2N samples of the inverse is rounding noise and is kept out: it would lie behind the last tap.
 */
export function finish<T>(tail: usize, sum: usize, size: usize, plan: usize): void {
  const last = tail + (2 * size - 1) * sizeof<T>()
  const beyond = load<T>(last)
  inverseAdd<T>(tail, sum, size, plan)
  store<T>(last, beyond)
}

/** All passes of the forward transform but the first. */
function forwardRest<T>(spectrum: usize, size: usize, level: usize): void {
  const parts: usize = ctz(size) & 1 ? 2 : 4
  const part = size / parts
  if (part == 4) {
    // 16 points: the blocks of 4 are all that is left.
    for (let b = spectrum, end = b + size * 2 * sizeof<T>(); b < end; b += 128, level += 96) forwardLoaded4<T>(b, level)
    return
  }
  for (let j: usize = 0; j < parts; j++) {
    forwardTree<T>(spectrum + j * part * 2 * sizeof<T>(), part, j, level, parts)
  }
}

/** All passes of the inverse transform but the last. */
function inverseRest<T>(spectrum: usize, size: usize, level: usize): void {
  const parts: usize = ctz(size) & 1 ? 2 : 4
  const part = size / parts
  if (part == 4) {
    for (let b = spectrum, end = b + size * 2 * sizeof<T>(); b < end; b += 128, level += 96) inverseLeaf4<T>(b, level)
    return
  }
  for (let j: usize = 0; j < parts; j++) {
    inverseTree<T>(spectrum + j * part * 2 * sizeof<T>(), part, j, level, parts)
  }
}

/** Reduces block `index` of the level of blocks of `size`, which has `count` blocks and starts in the table at `level`. */
function forwardTree<T>(block: usize, size: usize, index: usize, level: usize, count: usize): void {
  const stride: usize = 6 * sizeof<T>()
  if (size > CACHED) {
    const quarter = size >> 2
    forwardPass<T>(block, quarter, level + index * stride)
    for (let j: usize = 0; j < 4; j++) {
      forwardTree<T>(block + j * quarter * 2 * sizeof<T>(), quarter, index * 4 + j, level + count * stride, count * 4)
    }
    return
  }
  const end = block + size * 2 * sizeof<T>()
  while (size > 16) {
    let twiddles = level + index * stride
    for (let b = block; b < end; b += size * 2 * sizeof<T>()) {
      forwardPass<T>(b, size >> 2, twiddles)
      twiddles += stride
    }
    level += count * stride
    count *= 4
    index *= 4
    size >>= 2
  }
  forwardLeaves<T>(block, end, level + index * stride, level + (count + index * 4) * stride)
}

function inverseTree<T>(block: usize, size: usize, index: usize, level: usize, count: usize): void {
  const stride: usize = 6 * sizeof<T>()
  if (size > CACHED) {
    const quarter = size >> 2
    for (let j: usize = 0; j < 4; j++) {
      inverseTree<T>(block + j * quarter * 2 * sizeof<T>(), quarter, index * 4 + j, level + count * stride, count * 4)
    }
    inversePass<T>(block, quarter, level + index * stride)
    return
  }
  const end = block + size * 2 * sizeof<T>()
  const top = size
  while (size > 16) {
    level += count * stride
    count *= 4
    index *= 4
    size >>= 2
  }
  inverseLeaves<T>(block, end, level + index * stride, level + (count + index * 4) * stride)
  while (size < top) {
    size <<= 2
    index >>= 2
    count >>= 2
    level -= count * stride
    let twiddles = level + index * stride
    for (let b = block; b < end; b += size * 2 * sizeof<T>()) {
      inversePass<T>(b, size >> 2, twiddles)
      twiddles += stride
    }
  }
}

function forwardPass<T>(block: usize, quarter: usize, twiddles: usize): void {
  forward4<T>(block, quarter, twiddles)
}

function inversePass<T>(block: usize, quarter: usize, twiddles: usize): void {
  inverse4<T>(block, quarter, twiddles)
}

/** One radix-4 pass over a block: y_j = a₀ + (−i)ʲ·ω·a₁ + (−1)ʲ·ω²·a₂ + iʲ·ω³·a₃. */
// @ts-ignore: decorator
@inline
function forward4<T>(block: usize, quarter: usize, twiddles: usize): void {
  const leg = quarter * 2 * sizeof<T>()
  const w1r = splatAt<T>(twiddles, 0)
  const w1i = splatAt<T>(twiddles, 1)
  const w2r = splatAt<T>(twiddles, 2)
  const w2i = splatAt<T>(twiddles, 3)
  const w3r = splatAt<T>(twiddles, 4)
  const w3i = splatAt<T>(twiddles, 5)
  const end = block + leg
  for (let p0 = block; p0 < end; p0 += COMPLEX) {
    const p1 = p0 + leg
    const p2 = p1 + leg
    const p3 = p2 + leg
    let ar = v128.load(p1)
    let ai = v128.load(p1, 16)
    const b1r = nmadd<T>(w1i, ai, v128.mul<T>(w1r, ar))
    const b1i = madd<T>(w1i, ar, v128.mul<T>(w1r, ai))
    ar = v128.load(p3)
    ai = v128.load(p3, 16)
    const b3r = nmadd<T>(w3i, ai, v128.mul<T>(w3r, ar))
    const b3i = madd<T>(w3i, ar, v128.mul<T>(w3r, ai))
    const s2r = v128.add<T>(b1r, b3r)
    const s2i = v128.add<T>(b1i, b3i)
    const s3r = v128.sub<T>(b1r, b3r)
    const s3i = v128.sub<T>(b1i, b3i)
    ar = v128.load(p2)
    ai = v128.load(p2, 16)
    const b2r = nmadd<T>(w2i, ai, v128.mul<T>(w2r, ar))
    const b2i = madd<T>(w2i, ar, v128.mul<T>(w2r, ai))
    ar = v128.load(p0)
    ai = v128.load(p0, 16)
    const s0r = v128.add<T>(ar, b2r)
    const s0i = v128.add<T>(ai, b2i)
    const s1r = v128.sub<T>(ar, b2r)
    const s1i = v128.sub<T>(ai, b2i)
    v128.store(p0, v128.add<T>(s0r, s2r))
    v128.store(p0, v128.add<T>(s0i, s2i), 16)
    v128.store(p1, v128.add<T>(s1r, s3i))
    v128.store(p1, v128.sub<T>(s1i, s3r), 16)
    v128.store(p2, v128.sub<T>(s0r, s2r))
    v128.store(p2, v128.sub<T>(s0i, s2i), 16)
    v128.store(p3, v128.sub<T>(s1r, s3i))
    v128.store(p3, v128.add<T>(s1i, s3r), 16)
  }
}

/** The transpose of `forward4`: a₀..a₃ from y₀..y₃, without the factor 1/4. */
// @ts-ignore: decorator
@inline
function inverse4<T>(block: usize, quarter: usize, twiddles: usize): void {
  const leg = quarter * 2 * sizeof<T>()
  const w1r = splatAt<T>(twiddles, 0)
  const w1i = splatAt<T>(twiddles, 1)
  const w2r = splatAt<T>(twiddles, 2)
  const w2i = splatAt<T>(twiddles, 3)
  const w3r = splatAt<T>(twiddles, 4)
  const w3i = splatAt<T>(twiddles, 5)
  const end = block + leg
  for (let p0 = block; p0 < end; p0 += COMPLEX) {
    const p1 = p0 + leg
    const p2 = p1 + leg
    const p3 = p2 + leg
    const y0r = v128.load(p0)
    const y0i = v128.load(p0, 16)
    const y2r = v128.load(p2)
    const y2i = v128.load(p2, 16)
    const s0r = v128.add<T>(y0r, y2r)
    const s0i = v128.add<T>(y0i, y2i)
    const s1r = v128.sub<T>(y0r, y2r)
    const s1i = v128.sub<T>(y0i, y2i)
    const y1r = v128.load(p1)
    const y1i = v128.load(p1, 16)
    const y3r = v128.load(p3)
    const y3i = v128.load(p3, 16)
    const s2r = v128.add<T>(y1r, y3r)
    const s2i = v128.add<T>(y1i, y3i)
    const s3r = v128.sub<T>(y1r, y3r)
    const s3i = v128.sub<T>(y1i, y3i)
    v128.store(p0, v128.add<T>(s0r, s2r))
    v128.store(p0, v128.add<T>(s0i, s2i), 16)
    const c2r = v128.sub<T>(s0r, s2r)
    const c2i = v128.sub<T>(s0i, s2i)
    v128.store(p2, madd<T>(w2i, c2i, v128.mul<T>(w2r, c2r)))
    v128.store(p2, nmadd<T>(w2i, c2r, v128.mul<T>(w2r, c2i)), 16)
    const c1r = v128.sub<T>(s1r, s3i)
    const c1i = v128.add<T>(s1i, s3r)
    v128.store(p1, madd<T>(w1i, c1i, v128.mul<T>(w1r, c1r)))
    v128.store(p1, nmadd<T>(w1i, c1r, v128.mul<T>(w1r, c1i)), 16)
    const c3r = v128.add<T>(s1r, s3i)
    const c3i = v128.sub<T>(s1i, s3r)
    v128.store(p3, madd<T>(w3i, c3i, v128.mul<T>(w3r, c3r)))
    v128.store(p3, nmadd<T>(w3i, c3r, v128.mul<T>(w3r, c3i)), 16)
  }
}

/** The last two levels, blocks of 16 and blocks of 4. `pairs` and `quads` are the tables of these levels. */
// @ts-ignore: decorator
@inline
function forwardLeaves<T>(block: usize, end: usize, twiddles16: usize, twiddles4: usize): void {
  if (sizeof<T>() == 4) {
    for (let p = block; p < end; p += 128) {
      forwardLeaf16<T>(p, twiddles16, twiddles4)
      twiddles16 += 24
      twiddles4 += 96
    }
  } else {
    for (let p = block; p < end; p += 256) {
      forward4<T>(p, 4, twiddles16)
      forwardLoaded4<T>(p, twiddles4)
      forwardLoaded4<T>(p + 128, twiddles4 + 96)
      twiddles16 += 48
      twiddles4 += 192
    }
  }
}

// @ts-ignore: decorator
@inline
function inverseLeaves<T>(block: usize, end: usize, twiddles16: usize, twiddles4: usize): void {
  if (sizeof<T>() == 4) {
    for (let p = block; p < end; p += 128) {
      inverseLeaf16<T>(p, twiddles16, twiddles4)
      twiddles16 += 24
      twiddles4 += 96
    }
  } else {
    for (let p = block; p < end; p += 256) {
      inverseLeaf4<T>(p, twiddles4)
      inverseLeaf4<T>(p + 128, twiddles4 + 96)
      inverse4<T>(p, 4, twiddles16)
      twiddles16 += 48
      twiddles4 += 192
    }
  }
}

// @ts-ignore: decorator
@inline
function forwardLeaf16<T>(p: usize, twiddles16: usize, twiddles4: usize): void {
  const w1r = splatAt<T>(twiddles16, 0)
  const w1i = splatAt<T>(twiddles16, 1)
  const w2r = splatAt<T>(twiddles16, 2)
  const w2i = splatAt<T>(twiddles16, 3)
  const w3r = splatAt<T>(twiddles16, 4)
  const w3i = splatAt<T>(twiddles16, 5)
  let ar = v128.load(p, 32)
  let ai = v128.load(p, 48)
  const b1r = nmadd<T>(w1i, ai, v128.mul<T>(w1r, ar))
  const b1i = madd<T>(w1i, ar, v128.mul<T>(w1r, ai))
  ar = v128.load(p, 96)
  ai = v128.load(p, 112)
  const b3r = nmadd<T>(w3i, ai, v128.mul<T>(w3r, ar))
  const b3i = madd<T>(w3i, ar, v128.mul<T>(w3r, ai))
  const s2r = v128.add<T>(b1r, b3r)
  const s2i = v128.add<T>(b1i, b3i)
  const s3r = v128.sub<T>(b1r, b3r)
  const s3i = v128.sub<T>(b1i, b3i)
  ar = v128.load(p, 64)
  ai = v128.load(p, 80)
  const b2r = nmadd<T>(w2i, ai, v128.mul<T>(w2r, ar))
  const b2i = madd<T>(w2i, ar, v128.mul<T>(w2r, ai))
  ar = v128.load(p)
  ai = v128.load(p, 16)
  const s0r = v128.add<T>(ar, b2r)
  const s0i = v128.add<T>(ai, b2i)
  const s1r = v128.sub<T>(ar, b2r)
  const s1i = v128.sub<T>(ai, b2i)
  forwardLeaf4<T>(
    p,
    twiddles4,
    v128.add<T>(s0r, s2r),
    v128.add<T>(s0i, s2i),
    v128.add<T>(s1r, s3i),
    v128.sub<T>(s1i, s3r),
    v128.sub<T>(s0r, s2r),
    v128.sub<T>(s0i, s2i),
    v128.sub<T>(s1r, s3i),
    v128.add<T>(s1i, s3r),
  )
}

// @ts-ignore: decorator
@inline
function forwardLoaded4<T>(p: usize, twiddles: usize): void {
  forwardLeaf4<T>(
    p,
    twiddles,
    v128.load(p),
    v128.load(p, 16),
    v128.load(p, 32),
    v128.load(p, 48),
    v128.load(p, 64),
    v128.load(p, 80),
    v128.load(p, 96),
    v128.load(p, 112),
  )
}

/** The blocks of 4 that lie in the four vectors v₀..v₃: transposed, so that a lane holds a block, and reduced. */
// @ts-ignore: decorator
@inline
function forwardLeaf4<T>(
  p: usize,
  twiddles: usize,
  v0r: v128,
  v0i: v128,
  v1r: v128,
  v1i: v128,
  v2r: v128,
  v2i: v128,
  v3r: v128,
  v3i: v128,
): void {
  let a0r: v128, a0i: v128, a1r: v128, a1i: v128, a2r: v128, a2i: v128, a3r: v128, a3i: v128
  if (sizeof<T>() == 4) {
    const e01r = evenPairs<T>(v0r, v1r)
    const o01r = oddPairs<T>(v0r, v1r)
    const e23r = evenPairs<T>(v2r, v3r)
    const o23r = oddPairs<T>(v2r, v3r)
    a0r = lowHalves(e01r, e23r)
    a1r = highHalves(e01r, e23r)
    a2r = lowHalves(o01r, o23r)
    a3r = highHalves(o01r, o23r)
    const e01i = evenPairs<T>(v0i, v1i)
    const o01i = oddPairs<T>(v0i, v1i)
    const e23i = evenPairs<T>(v2i, v3i)
    const o23i = oddPairs<T>(v2i, v3i)
    a0i = lowHalves(e01i, e23i)
    a1i = highHalves(e01i, e23i)
    a2i = lowHalves(o01i, o23i)
    a3i = highHalves(o01i, o23i)
  } else {
    a0r = evenPairs<T>(v0r, v2r)
    a1r = oddPairs<T>(v0r, v2r)
    a2r = evenPairs<T>(v1r, v3r)
    a3r = oddPairs<T>(v1r, v3r)
    a0i = evenPairs<T>(v0i, v2i)
    a1i = oddPairs<T>(v0i, v2i)
    a2i = evenPairs<T>(v1i, v3i)
    a3i = oddPairs<T>(v1i, v3i)
  }
  let wr = v128.load(twiddles)
  let wi = v128.load(twiddles, 16)
  const b1r = nmadd<T>(wi, a1i, v128.mul<T>(wr, a1r))
  const b1i = madd<T>(wi, a1r, v128.mul<T>(wr, a1i))
  wr = v128.load(twiddles, 64)
  wi = v128.load(twiddles, 80)
  const b3r = nmadd<T>(wi, a3i, v128.mul<T>(wr, a3r))
  const b3i = madd<T>(wi, a3r, v128.mul<T>(wr, a3i))
  const s2r = v128.add<T>(b1r, b3r)
  const s2i = v128.add<T>(b1i, b3i)
  const s3r = v128.sub<T>(b1r, b3r)
  const s3i = v128.sub<T>(b1i, b3i)
  wr = v128.load(twiddles, 32)
  wi = v128.load(twiddles, 48)
  const b2r = nmadd<T>(wi, a2i, v128.mul<T>(wr, a2r))
  const b2i = madd<T>(wi, a2r, v128.mul<T>(wr, a2i))
  const s0r = v128.add<T>(a0r, b2r)
  const s0i = v128.add<T>(a0i, b2i)
  const s1r = v128.sub<T>(a0r, b2r)
  const s1i = v128.sub<T>(a0i, b2i)
  v128.store(p, v128.add<T>(s0r, s2r))
  v128.store(p, v128.add<T>(s0i, s2i), 16)
  v128.store(p, v128.add<T>(s1r, s3i), 32)
  v128.store(p, v128.sub<T>(s1i, s3r), 48)
  v128.store(p, v128.sub<T>(s0r, s2r), 64)
  v128.store(p, v128.sub<T>(s0i, s2i), 80)
  v128.store(p, v128.sub<T>(s1r, s3i), 96)
  v128.store(p, v128.add<T>(s1i, s3r), 112)
}

/** The transpose of the last two levels for four lanes, kept in registers between them. */
// @ts-ignore: decorator
@inline
function inverseLeaf16<T>(p: usize, twiddles16: usize, twiddles4: usize): void {
  const y0r = v128.load(p)
  const y0i = v128.load(p, 16)
  const y2r = v128.load(p, 64)
  const y2i = v128.load(p, 80)
  const s0r = v128.add<T>(y0r, y2r)
  const s0i = v128.add<T>(y0i, y2i)
  const s1r = v128.sub<T>(y0r, y2r)
  const s1i = v128.sub<T>(y0i, y2i)
  const y1r = v128.load(p, 32)
  const y1i = v128.load(p, 48)
  const y3r = v128.load(p, 96)
  const y3i = v128.load(p, 112)
  const s2r = v128.add<T>(y1r, y3r)
  const s2i = v128.add<T>(y1i, y3i)
  const s3r = v128.sub<T>(y1r, y3r)
  const s3i = v128.sub<T>(y1i, y3i)
  const a0r = v128.add<T>(s0r, s2r)
  const a0i = v128.add<T>(s0i, s2i)
  let cr = v128.sub<T>(s0r, s2r)
  let ci = v128.sub<T>(s0i, s2i)
  let wr = v128.load(twiddles4, 32)
  let wi = v128.load(twiddles4, 48)
  const a2r = madd<T>(wi, ci, v128.mul<T>(wr, cr))
  const a2i = nmadd<T>(wi, cr, v128.mul<T>(wr, ci))
  cr = v128.sub<T>(s1r, s3i)
  ci = v128.add<T>(s1i, s3r)
  wr = v128.load(twiddles4)
  wi = v128.load(twiddles4, 16)
  const a1r = madd<T>(wi, ci, v128.mul<T>(wr, cr))
  const a1i = nmadd<T>(wi, cr, v128.mul<T>(wr, ci))
  cr = v128.add<T>(s1r, s3i)
  ci = v128.sub<T>(s1i, s3r)
  wr = v128.load(twiddles4, 64)
  wi = v128.load(twiddles4, 80)
  const a3r = madd<T>(wi, ci, v128.mul<T>(wr, cr))
  const a3i = nmadd<T>(wi, cr, v128.mul<T>(wr, ci))
  inverseRegisters4<T>(
    p,
    twiddles16,
    lowHalves(evenPairs<T>(a0r, a1r), evenPairs<T>(a2r, a3r)),
    lowHalves(evenPairs<T>(a0i, a1i), evenPairs<T>(a2i, a3i)),
    highHalves(evenPairs<T>(a0r, a1r), evenPairs<T>(a2r, a3r)),
    highHalves(evenPairs<T>(a0i, a1i), evenPairs<T>(a2i, a3i)),
    lowHalves(oddPairs<T>(a0r, a1r), oddPairs<T>(a2r, a3r)),
    lowHalves(oddPairs<T>(a0i, a1i), oddPairs<T>(a2i, a3i)),
    highHalves(oddPairs<T>(a0r, a1r), oddPairs<T>(a2r, a3r)),
    highHalves(oddPairs<T>(a0i, a1i), oddPairs<T>(a2i, a3i)),
  )
}

/** `inverse4` for a block of four vectors that are in registers. */
// @ts-ignore: decorator
@inline
function inverseRegisters4<T>(
  p: usize,
  twiddles: usize,
  y0r: v128,
  y0i: v128,
  y1r: v128,
  y1i: v128,
  y2r: v128,
  y2i: v128,
  y3r: v128,
  y3i: v128,
): void {
  const s0r = v128.add<T>(y0r, y2r)
  const s0i = v128.add<T>(y0i, y2i)
  const s1r = v128.sub<T>(y0r, y2r)
  const s1i = v128.sub<T>(y0i, y2i)
  const s2r = v128.add<T>(y1r, y3r)
  const s2i = v128.add<T>(y1i, y3i)
  const s3r = v128.sub<T>(y1r, y3r)
  const s3i = v128.sub<T>(y1i, y3i)
  v128.store(p, v128.add<T>(s0r, s2r))
  v128.store(p, v128.add<T>(s0i, s2i), 16)
  let cr = v128.sub<T>(s0r, s2r)
  let ci = v128.sub<T>(s0i, s2i)
  let wr = splatAt<T>(twiddles, 2)
  let wi = splatAt<T>(twiddles, 3)
  v128.store(p, madd<T>(wi, ci, v128.mul<T>(wr, cr)), 64)
  v128.store(p, nmadd<T>(wi, cr, v128.mul<T>(wr, ci)), 80)
  cr = v128.sub<T>(s1r, s3i)
  ci = v128.add<T>(s1i, s3r)
  wr = splatAt<T>(twiddles, 0)
  wi = splatAt<T>(twiddles, 1)
  v128.store(p, madd<T>(wi, ci, v128.mul<T>(wr, cr)), 32)
  v128.store(p, nmadd<T>(wi, cr, v128.mul<T>(wr, ci)), 48)
  cr = v128.add<T>(s1r, s3i)
  ci = v128.sub<T>(s1i, s3r)
  wr = splatAt<T>(twiddles, 4)
  wi = splatAt<T>(twiddles, 5)
  v128.store(p, madd<T>(wi, ci, v128.mul<T>(wr, cr)), 96)
  v128.store(p, nmadd<T>(wi, cr, v128.mul<T>(wr, ci)), 112)
}

/** The transpose of the last level alone. */
// @ts-ignore: decorator
@inline
function inverseLeaf4<T>(p: usize, twiddles: usize): void {
  const y0r = v128.load(p)
  const y0i = v128.load(p, 16)
  const y2r = v128.load(p, 64)
  const y2i = v128.load(p, 80)
  const s0r = v128.add<T>(y0r, y2r)
  const s0i = v128.add<T>(y0i, y2i)
  const s1r = v128.sub<T>(y0r, y2r)
  const s1i = v128.sub<T>(y0i, y2i)
  const y1r = v128.load(p, 32)
  const y1i = v128.load(p, 48)
  const y3r = v128.load(p, 96)
  const y3i = v128.load(p, 112)
  const s2r = v128.add<T>(y1r, y3r)
  const s2i = v128.add<T>(y1i, y3i)
  const s3r = v128.sub<T>(y1r, y3r)
  const s3i = v128.sub<T>(y1i, y3i)
  const a0r = v128.add<T>(s0r, s2r)
  const a0i = v128.add<T>(s0i, s2i)
  let cr = v128.sub<T>(s0r, s2r)
  let ci = v128.sub<T>(s0i, s2i)
  let wr = v128.load(twiddles, 32)
  let wi = v128.load(twiddles, 48)
  const a2r = madd<T>(wi, ci, v128.mul<T>(wr, cr))
  const a2i = nmadd<T>(wi, cr, v128.mul<T>(wr, ci))
  cr = v128.sub<T>(s1r, s3i)
  ci = v128.add<T>(s1i, s3r)
  wr = v128.load(twiddles)
  wi = v128.load(twiddles, 16)
  const a1r = madd<T>(wi, ci, v128.mul<T>(wr, cr))
  const a1i = nmadd<T>(wi, cr, v128.mul<T>(wr, ci))
  cr = v128.add<T>(s1r, s3i)
  ci = v128.sub<T>(s1i, s3r)
  wr = v128.load(twiddles, 64)
  wi = v128.load(twiddles, 80)
  const a3r = madd<T>(wi, ci, v128.mul<T>(wr, cr))
  const a3i = nmadd<T>(wi, cr, v128.mul<T>(wr, ci))
  if (sizeof<T>() == 4) {
    storeTransposed<T>(p, a0r, a1r, a2r, a3r)
    storeTransposed<T>(p + 16, a0i, a1i, a2i, a3i)
    return
  }
  v128.store(p, evenPairs<T>(a0r, a1r))
  v128.store(p, evenPairs<T>(a0i, a1i), 16)
  v128.store(p, evenPairs<T>(a2r, a3r), 32)
  v128.store(p, evenPairs<T>(a2i, a3i), 48)
  v128.store(p, oddPairs<T>(a0r, a1r), 64)
  v128.store(p, oddPairs<T>(a0i, a1i), 80)
  v128.store(p, oddPairs<T>(a2r, a3r), 96)
  v128.store(p, oddPairs<T>(a2i, a3i), 112)
}

// @ts-ignore: decorator
@inline
function storeTransposed<T>(p: usize, a0: v128, a1: v128, a2: v128, a3: v128): void {
  const e01 = evenPairs<T>(a0, a1)
  const e23 = evenPairs<T>(a2, a3)
  v128.store(p, lowHalves(e01, e23))
  v128.store(p, highHalves(e01, e23), 32)
  const o01 = oddPairs<T>(a0, a1)
  const o23 = oddPairs<T>(a2, a3)
  v128.store(p, lowHalves(o01, o23), 64)
  v128.store(p, highHalves(o01, o23), 96)
}

/** The first pass of an even power of two, from real numbers; `folded`: z = low − i·high, else z = low. */
// @ts-ignore: decorator
@inline
function forwardFirst4<T>(spectrum: usize, source: usize, size: usize, twiddles: usize, folded: bool): void {
  const quarter = (size >> 2) * sizeof<T>()
  const high = size * sizeof<T>()
  const w1r = splatAt<T>(twiddles, 0)
  const w1i = splatAt<T>(twiddles, 1)
  const w2r = splatAt<T>(twiddles, 2)
  const w2i = splatAt<T>(twiddles, 3)
  const w3r = splatAt<T>(twiddles, 4)
  const w3i = splatAt<T>(twiddles, 5)
  const leg = quarter * 2
  for (let x: usize = source, end = source + quarter, p0 = spectrum; x < end; x += 16, p0 += COMPLEX) {
    const x1 = x + quarter
    const x2 = x1 + quarter
    const x3 = x2 + quarter
    const p1 = p0 + leg
    const p2 = p1 + leg
    const p3 = p2 + leg
    const a0 = v128.load(x)
    const a1 = v128.load(x1)
    const a2 = v128.load(x2)
    const a3 = v128.load(x3)
    let b1r = v128.mul<T>(w1r, a1)
    let b1i = v128.mul<T>(w1i, a1)
    let b3r = v128.mul<T>(w3r, a3)
    let b3i = v128.mul<T>(w3i, a3)
    let s0r: v128, s1r: v128, s0i: v128, s1i: v128
    if (folded) {
      // the imaginary parts are minus the high half
      const h1 = v128.load(x1 + high)
      const h3 = v128.load(x3 + high)
      b1r = madd<T>(w1i, h1, b1r)
      b1i = nmadd<T>(w1r, h1, b1i)
      b3r = madd<T>(w3i, h3, b3r)
      b3i = nmadd<T>(w3r, h3, b3i)
      const h0 = v128.load(x + high)
      const h2 = v128.load(x2 + high)
      const b2r = madd<T>(w2i, h2, v128.mul<T>(w2r, a2))
      const b2i = nmadd<T>(w2r, h2, v128.mul<T>(w2i, a2))
      s0r = v128.add<T>(a0, b2r)
      s1r = v128.sub<T>(a0, b2r)
      s0i = v128.sub<T>(b2i, h0)
      s1i = v128.neg<T>(v128.add<T>(b2i, h0))
    } else {
      s0r = madd<T>(w2r, a2, a0)
      s1r = nmadd<T>(w2r, a2, a0)
      s0i = v128.mul<T>(w2i, a2)
      s1i = v128.neg<T>(s0i)
    }
    const s2r = v128.add<T>(b1r, b3r)
    const s2i = v128.add<T>(b1i, b3i)
    const s3r = v128.sub<T>(b1r, b3r)
    const s3i = v128.sub<T>(b1i, b3i)
    v128.store(p0, v128.add<T>(s0r, s2r))
    v128.store(p0, v128.add<T>(s0i, s2i), 16)
    v128.store(p1, v128.add<T>(s1r, s3i))
    v128.store(p1, v128.sub<T>(s1i, s3r), 16)
    v128.store(p2, v128.sub<T>(s0r, s2r))
    v128.store(p2, v128.sub<T>(s0i, s2i), 16)
    v128.store(p3, v128.sub<T>(s1r, s3i))
    v128.store(p3, v128.add<T>(s1i, s3r), 16)
  }
}

/** The first pass of an odd power of two. */
// @ts-ignore: decorator
@inline
function forwardFirst2<T>(spectrum: usize, source: usize, size: usize, twiddles: usize, folded: bool): void {
  const half = (size >> 1) * sizeof<T>()
  const high = size * sizeof<T>()
  const wr = splatAt<T>(twiddles, 0)
  const wi = splatAt<T>(twiddles, 1)
  for (let x: usize = source, end = source + half, p = spectrum; x < end; x += 16, p += COMPLEX) {
    const x1 = x + half
    const p1 = p + half * 2
    const a0 = v128.load(x)
    const a1 = v128.load(x1)
    if (folded) {
      const h0 = v128.load(x + high)
      const h1 = v128.load(x1 + high)
      const br = madd<T>(wi, h1, v128.mul<T>(wr, a1))
      const bi = nmadd<T>(wr, h1, v128.mul<T>(wi, a1))
      v128.store(p, v128.add<T>(a0, br))
      v128.store(p, v128.sub<T>(bi, h0), 16)
      v128.store(p1, v128.sub<T>(a0, br))
      v128.store(p1, v128.neg<T>(v128.add<T>(bi, h0)), 16)
    } else {
      const bi = v128.mul<T>(wi, a1)
      v128.store(p, madd<T>(wr, a1, a0))
      v128.store(p, bi, 16)
      v128.store(p1, nmadd<T>(wr, a1, a0))
      v128.store(p1, v128.neg<T>(bi), 16)
    }
  }
}

/** The last pass of the inverse of an even power of two: y = Re z, then −Im z. */
// @ts-ignore: decorator
@inline
function inverseLast4<T>(target: usize, spectrum: usize, size: usize, twiddles: usize, add: bool): void {
  const quarter = (size >> 2) * sizeof<T>()
  const high = size * sizeof<T>()
  const w1r = splatAt<T>(twiddles, 0)
  const w1i = splatAt<T>(twiddles, 1)
  const w2r = splatAt<T>(twiddles, 2)
  const w2i = splatAt<T>(twiddles, 3)
  const w3r = splatAt<T>(twiddles, 4)
  const w3i = splatAt<T>(twiddles, 5)
  const leg = quarter * 2
  for (let x: usize = target, end = target + quarter, p0 = spectrum; x < end; x += 16, p0 += COMPLEX) {
    const x1 = x + quarter
    const x2 = x1 + quarter
    const x3 = x2 + quarter
    const p1 = p0 + leg
    const p2 = p1 + leg
    const p3 = p2 + leg
    const y0r = v128.load(p0)
    const y0i = v128.load(p0, 16)
    const y2r = v128.load(p2)
    const y2i = v128.load(p2, 16)
    const s0r = v128.add<T>(y0r, y2r)
    const s0i = v128.add<T>(y0i, y2i)
    const s1r = v128.sub<T>(y0r, y2r)
    const s1i = v128.sub<T>(y0i, y2i)
    const y1r = v128.load(p1)
    const y1i = v128.load(p1, 16)
    const y3r = v128.load(p3)
    const y3i = v128.load(p3, 16)
    const s2r = v128.add<T>(y1r, y3r)
    const s2i = v128.add<T>(y1i, y3i)
    const s3r = v128.sub<T>(y1r, y3r)
    const s3i = v128.sub<T>(y1i, y3i)
    put<T>(x, v128.add<T>(s0r, s2r), add)
    putNegative<T>(x + high, v128.add<T>(s0i, s2i), add)
    const c2r = v128.sub<T>(s0r, s2r)
    const c2i = v128.sub<T>(s0i, s2i)
    put<T>(x2, madd<T>(w2i, c2i, v128.mul<T>(w2r, c2r)), add)
    putNegative<T>(x2 + high, nmadd<T>(w2i, c2r, v128.mul<T>(w2r, c2i)), add)
    const c1r = v128.sub<T>(s1r, s3i)
    const c1i = v128.add<T>(s1i, s3r)
    put<T>(x1, madd<T>(w1i, c1i, v128.mul<T>(w1r, c1r)), add)
    putNegative<T>(x1 + high, nmadd<T>(w1i, c1r, v128.mul<T>(w1r, c1i)), add)
    const c3r = v128.add<T>(s1r, s3i)
    const c3i = v128.sub<T>(s1i, s3r)
    put<T>(x3, madd<T>(w3i, c3i, v128.mul<T>(w3r, c3r)), add)
    putNegative<T>(x3 + high, nmadd<T>(w3i, c3r, v128.mul<T>(w3r, c3i)), add)
  }
}

// @ts-ignore: decorator
@inline
function inverseLast2<T>(target: usize, spectrum: usize, size: usize, twiddles: usize, add: bool): void {
  const half = (size >> 1) * sizeof<T>()
  const high = size * sizeof<T>()
  const wr = splatAt<T>(twiddles, 0)
  const wi = splatAt<T>(twiddles, 1)
  for (let x: usize = target, end = target + half, p = spectrum; x < end; x += 16, p += COMPLEX) {
    const x1 = x + half
    const p1 = p + half * 2
    const y0r = v128.load(p)
    const y0i = v128.load(p, 16)
    const y1r = v128.load(p1)
    const y1i = v128.load(p1, 16)
    put<T>(x, v128.add<T>(y0r, y1r), add)
    putNegative<T>(x + high, v128.add<T>(y0i, y1i), add)
    const cr = v128.sub<T>(y0r, y1r)
    const ci = v128.sub<T>(y0i, y1i)
    put<T>(x1, madd<T>(wi, ci, v128.mul<T>(wr, cr)), add)
    putNegative<T>(x1 + high, nmadd<T>(wi, cr, v128.mul<T>(wr, ci)), add)
  }
}

// @ts-ignore: decorator
@inline
function put<T>(address: usize, value: v128, add: bool): void {
  v128.store(address, add ? v128.add<T>(v128.load(address), value) : value)
}

// @ts-ignore: decorator
@inline
function putNegative<T>(address: usize, value: v128, add: bool): void {
  v128.store(address, add ? v128.sub<T>(v128.load(address), value) : v128.neg<T>(value))
}
