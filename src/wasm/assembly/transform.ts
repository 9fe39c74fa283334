// The order-free right-angle transform.
//
// N complex numbers z are read as the polynomial Σ z[n]·tⁿ, and reduced modulo tᴺ − c for a fixed c of modulus 1. As tᴺ − c is
// the product of t^(N/4) − ω·(−i)^j over j = 0..3 with ω⁴ = c, one radix-4 pass reduces a block to four blocks of a quarter of
// the size, each again of the form tⁿ − c′; blocks of one element are the spectrum. It is in the order of the tree, which does not
// matter, because products are taken point by point.
//
// The advantages: one ω serves a whole block, so twiddle factors stay in registers and the table has only N numbers; every block is
// contiguous, so a large transform, taken depth first, works in the cache; and with c = −i, real input needs no preparation, and
// the product of two polynomials comes back as y[0..N) − i·y[N..2N), the whole linear convolution (the right-angle convolution: no
// zero padding, no splitting of real spectra).
//
// The plan is a table of twiddles ω, ω², ω³ (re, im each): for every block of every level, from the largest block to
// those of 16, six scalars; then for the blocks of 4, six vectors, each with the values of as many neighbouring blocks as
// it has lanes. If N is an odd power of two, the first level is radix 2 and uses only the first pair (ω).

import { forwardFirst2, forwardFirst4, inverseLast2, inverseLast4 } from './ends'
import { forwardLeaves, forwardLoaded4, inverseLeaf4, inverseLeaves } from './leaves'
import { forward4, inverse4 } from './passes'

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
 * Adds the inverse of a sum of products to tail[0..2N − 1). Blocks and segments of N samples reach that far. The last of the 2N
 * samples of the inverse is rounding noise after the last tap, and is left out.
 */
export function finish<T>(tail: usize, sum: usize, size: usize, plan: usize): void {
  const last = tail + (2 * size - 1) * sizeof<T>()
  const beyond = load<T>(last)
  inverseAdd<T>(tail, sum, size, plan)
  store<T>(last, beyond)
}

/** All passes of the forward transform except the first. */
function forwardRest<T>(spectrum: usize, size: usize, level: usize): void {
  const parts: usize = ctz(size) & 1 ? 2 : 4
  const part = size / parts
  if (part == 4) {
    // 16 points: only the blocks of 4 are left.
    for (let b = spectrum, end = b + size * 2 * sizeof<T>(); b < end; b += 128, level += 96)
      forwardLoaded4<T>(b, level)
    return
  }
  for (let j: usize = 0; j < parts; j++) {
    forwardTree<T>(spectrum + j * part * 2 * sizeof<T>(), part, j, level, parts)
  }
}

/** All passes of the inverse transform except the last. */
function inverseRest<T>(spectrum: usize, size: usize, level: usize): void {
  const parts: usize = ctz(size) & 1 ? 2 : 4
  const part = size / parts
  if (part == 4) {
    for (let b = spectrum, end = b + size * 2 * sizeof<T>(); b < end; b += 128, level += 96)
      inverseLeaf4<T>(b, level)
    return
  }
  for (let j: usize = 0; j < parts; j++) {
    inverseTree<T>(spectrum + j * part * 2 * sizeof<T>(), part, j, level, parts)
  }
}

/** Reduces block `index` of the level with blocks of `size`, which has `count` blocks and starts in the table at `level`. */
function forwardTree<T>(block: usize, size: usize, index: usize, level: usize, count: usize): void {
  const stride: usize = 6 * sizeof<T>()
  if (size > CACHED) {
    const quarter = size >> 2
    forwardPass<T>(block, quarter, level + index * stride)
    for (let j: usize = 0; j < 4; j++) {
      forwardTree<T>(
        block + j * quarter * 2 * sizeof<T>(),
        quarter,
        index * 4 + j,
        level + count * stride,
        count * 4,
      )
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
      inverseTree<T>(
        block + j * quarter * 2 * sizeof<T>(),
        quarter,
        index * 4 + j,
        level + count * stride,
        count * 4,
      )
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
