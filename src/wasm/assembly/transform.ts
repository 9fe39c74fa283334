// The order-free right-angle transform.
//
// N complex numbers z are read as the polynomial Σ z[n]·tⁿ, and reduced modulo tᴺ − c for a fixed c of modulus 1. As tᴺ − c is
// the product of t^(N/4) − ω·(−i)^j over j = 0..3 with ω⁴ = c, one radix-4 pass reduces a block to four blocks of a quarter of
// the size, each again of the form tⁿ − c′; blocks of one element are the spectrum. It is in the order of the tree, which does not
// matter, because products are taken point by point.
//
// The advantages: one ω serves a whole block, so twiddle factors stay in registers and the table has only N numbers; every block is
// contiguous, so a large transform, taken depth first, works in the cache; and with c = i, real input needs no preparation, and
// the product of two polynomials comes back as y[0..N) + i·y[N..2N), the whole linear convolution (the right-angle convolution: no
// zero padding, no splitting of real spectra).
//
// The plan is a table of twiddles ω, ω², ω³ (re, im each): for every block of every level, from the largest block to
// those of 16, six scalars; then for the blocks of 4, six vectors, each with the values of as many neighbouring blocks as
// it has lanes. If N is an odd power of two, the first level is radix 2 and uses only the first pair (ω). After the first level two
// scalars are left out, so that all vectors are aligned.
//
// From the entry of a block to that of its first part it is a `gap` of (blocks of the level + 3·index of the block) entries; for
// part j, it is j entries more, and the gap of the part is four times as long and 3j entries more.

import { forwardFirst2, forwardFirst4, inverseLast2, inverseLast4 } from './ends'
import { forwardLeaves, forwardLoaded4, inverseLeaf4, inverseLeaves } from './leaves'
import { forwardPass, inversePass } from './passes'
import { multiply } from './spectrum'

/** Blocks up to this many elements are transformed level by level; larger ones depth first, to stay in the L1 cache. */
const CACHED: usize = 1024

/** What to do with a spectrum: the first two bits are the directions, and both together have the product between them. */
const FORWARD: i32 = 1
const INVERSE: i32 = 2
const PRODUCT: i32 = 3

/** The spectrum of N real numbers. */
export function forward<T>(spectrum: usize, source: usize, size: usize, plan: usize): void {
  forwardFirst<T>(spectrum, source, size, plan)
  between<T>(spectrum, size, plan, 0, FORWARD)
}

/** The spectrum of 2N real numbers, or of N complex ones: z[n] = source[n] + i·source[n + N]. */
export function forwardFolded<T>(spectrum: usize, source: usize, size: usize, plan: usize): void {
  forwardFirstFolded<T>(spectrum, source, size, plan)
  between<T>(spectrum, size, plan, 0, FORWARD)
}

/** target[0..2N) = y, without the factor 1/N. The spectrum is overwritten. */
export function inverse<T>(target: usize, spectrum: usize, size: usize, plan: usize): void {
  between<T>(spectrum, size, plan, 0, INVERSE)
  inverseLast<T>(target, spectrum, size, plan)
}

/**
 * target[0..2N) = or, if `add`, += the inverse of the product of `kernel`, a spectrum, and the folded spectrum of the source. `work`
 * has room for a spectrum. The product of each part is taken while it is in the cache.
 */
export function convolve<T>(
  target: usize,
  work: usize,
  source: usize,
  kernel: usize,
  size: usize,
  plan: usize,
  add: bool,
): void {
  forwardFirstFolded<T>(work, source, size, plan)
  between<T>(work, size, plan, kernel - work, PRODUCT)
  if (add) inverseLastAdd<T>(target, work, size, plan)
  else inverseLast<T>(target, work, size, plan)
}

/**
 * Adds the inverse of a sum of products to tail[0..2N − 1). Blocks and segments of N samples reach that far. The last of the 2N
 * samples of the inverse is rounding noise after the last tap, and is left out.
 */
export function finish<T>(tail: usize, sum: usize, size: usize, plan: usize): void {
  const last = tail + (2 * size - 1) * sizeof<T>()
  const beyond = load<T>(last)
  between<T>(sum, size, plan, 0, INVERSE)
  inverseLastAdd<T>(tail, sum, size, plan)
  store<T>(last, beyond)
}

function forwardFirst<T>(spectrum: usize, source: usize, size: usize, plan: usize): void {
  if (ctz(size) & 1) forwardFirst2<T>(spectrum, source, size, plan, false)
  else forwardFirst4<T>(spectrum, source, size, plan, false)
}

function forwardFirstFolded<T>(spectrum: usize, source: usize, size: usize, plan: usize): void {
  if (ctz(size) & 1) forwardFirst2<T>(spectrum, source, size, plan, true)
  else forwardFirst4<T>(spectrum, source, size, plan, true)
}

function inverseLast<T>(target: usize, spectrum: usize, size: usize, plan: usize): void {
  if (ctz(size) & 1) inverseLast2<T>(target, spectrum, size, plan, false)
  else inverseLast4<T>(target, spectrum, size, plan, false)
}

function inverseLastAdd<T>(target: usize, spectrum: usize, size: usize, plan: usize): void {
  if (ctz(size) & 1) inverseLast2<T>(target, spectrum, size, plan, true)
  else inverseLast4<T>(target, spectrum, size, plan, true)
}

/** All passes except the first of the forward transform and the last of the inverse. */
function between<T>(spectrum: usize, size: usize, plan: usize, distance: usize, directions: i32): void {
  const entry: usize = 6 * sizeof<T>()
  const parts: usize = ctz(size) & 1 ? 2 : 4
  let twiddles = plan + 8 * sizeof<T>()
  if (size == 16) {
    smallest<T>(spectrum, twiddles, distance, directions)
    return
  }
  const end = spectrum + size * 2 * sizeof<T>()
  const part = size / parts
  if (size <= CACHED) {
    tree<T>(spectrum, end, part, twiddles, parts * entry, distance, directions)
    return
  }
  const bytes = part * 2 * sizeof<T>()
  for (let gap = parts * entry; spectrum < end; spectrum += bytes, twiddles += entry, gap += 3 * entry) {
    tree<T>(spectrum, spectrum + bytes, part, twiddles, gap, distance, directions)
  }
}

/** Of 16 points only the blocks of 4 are left. */
function smallest<T>(spectrum: usize, twiddles: usize, distance: usize, directions: i32): void {
  for (const end = spectrum + 32 * sizeof<T>(); spectrum < end; spectrum += 128, twiddles += 96) {
    if (directions & FORWARD) forwardLoaded4<T>(spectrum, twiddles)
    if (directions == PRODUCT) multiply<T>(spectrum, spectrum, spectrum + distance, 128)
    if (directions & INVERSE) inverseLeaf4<T>(spectrum, twiddles)
  }
}

/**
 * Transforms the blocks of `size` elements up to `end`, whose entries in the table begin at `twiddles`. `distance` leads from the
 * spectrum to the one that it is multiplied by.
 */
function tree<T>(
  block: usize,
  end: usize,
  size: usize,
  twiddles: usize,
  gap: usize,
  distance: usize,
  directions: i32,
): void {
  if (size > CACHED) {
    if (directions & FORWARD) forwardPass<T>(block, end, size, twiddles)
    const part = (size >> 2) * 2 * sizeof<T>()
    for (let j: usize = 0; j < 4; j++) {
      const entries = j * 6 * sizeof<T>()
      const from = block + j * part
      tree<T>(
        from,
        from + part,
        size >> 2,
        twiddles + gap + entries,
        4 * gap + 3 * entries,
        distance,
        directions,
      )
    }
    if (directions & INVERSE) inversePass<T>(block, end, size, twiddles)
    return
  }
  let least = size
  for (; least > 16; least >>= 2) {
    if (directions & FORWARD) forwardPass<T>(block, end, least, twiddles)
    twiddles += gap
    gap <<= 2
  }
  if (directions & FORWARD) forwardLeaves<T>(block, end, twiddles, twiddles + gap)
  if (directions == PRODUCT) multiply<T>(block, block, block + distance, end - block)
  if (!(directions & INVERSE)) return
  inverseLeaves<T>(block, end, twiddles, twiddles + gap)
  while (least < size) {
    least <<= 2
    gap >>= 2
    twiddles -= gap
    inversePass<T>(block, end, least, twiddles)
  }
}
