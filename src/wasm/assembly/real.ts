// The transform of real numbers in natural order, built from order-free transforms.
//
// The odd bins of M real samples are those of v[n] = x[n] − x[n + M/2], the coefficients of a polynomial modulo
// t^(M/2) + 1. Half of these bins are the conjugates of the others, and the bins 3, 7, 11 … are the spectrum modulo
// t^(M/4) − i: that of one folded transform of M/4 points. The even bins are those of the M/2 samples
// u[n] = x[n] + x[n + M/2], and so on down to 32 samples, which are transformed by definition. So no pass is needed that splits the
// spectrum of packed numbers, and it only remains to move the bins to their places.
//
// In a block of 16 points of the order-free spectrum of N points, the value r (lane + 4·vector for four lanes) belongs to the point
// q + r·N/16, with one q for the block. So each r has its own stretch of bins, upwards below the middle and, conjugated, downwards
// above it. `order` lists the blocks, as distances in bytes, by q.

import { COMPLEX, evenPairs, highHalves, lowHalves, madd, nmadd, oddPairs, splatAt } from './lanes'
import { forwardFolded, inverse } from './transform'

/** The number of samples that are transformed by definition. */
const BASE: usize = 32

/** Numbers in a row of the matrix of the definition: 17 complex bins and two zeros. */
const ROW: usize = 36

/**
 * bins[0..M/2] = Σ samples[n]·exp(−2πikn/M), M = `size` a power of two of at least 32. The samples are overwritten.
 * `tables` are the addresses of the matrix of the definition, then for M/4 points, and for each half of them down to 16, of
 * a plan and an order.
 */
@inline
export function forwardNatural<T>(
  bins: usize,
  samples: usize,
  work: usize,
  size: usize,
  tables: usize,
): void {
  const matrix = load<usize>(tables)
  tables += sizeof<usize>()
  let step: usize = 1
  for (let length = size; length > BASE; length >>= 1) {
    const half = (length >> 1) * sizeof<T>()
    splitHalves<T>(samples, half)
    forwardFolded<T>(work, samples + half, length >> 2, load<usize>(tables))
    placeBins<T>(bins, work, length >> 2, load<usize>(tables, sizeof<usize>()), step, size, true)
    tables += 2 * sizeof<usize>()
    step <<= 1
  }
  forwardBase<T>(bins, samples, work, step, matrix)
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
  let step = size / BASE
  inverseBase<T>(samples, bins, step, load<usize>(tables))
  const scale = v128.splat<T>(<T>2 / <T>size)
  tables += sizeof<usize>() * (2 * ctz(step) - 1)
  for (let length: usize = 2 * BASE; length <= size; length <<= 1) {
    step >>= 1
    const half = (length >> 1) * sizeof<T>()
    placeBins<T>(bins, work, length >> 2, load<usize>(tables, sizeof<usize>()), step, size, false)
    inverse<T>(samples + half, work, length >> 2, load<usize>(tables))
    joinHalves<T>(samples, half, scale)
    tables -= 2 * sizeof<usize>()
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
    if (sizeof<T>() == 4) {
      for (let j: usize = 0; j < 2; j++) {
        const above = down - 4 * j * stretch
        moveFour<T>(up + 4 * j * stretch, stretch, block + j * COMPLEX, false, forward)
        moveFour<T>(above, -stretch, block + (j + 2) * COMPLEX, true, forward)
      }
    } else {
      for (let j: usize = 0; j < 2; j++) {
        const below = up + 4 * j * stretch
        const above = down - 4 * j * stretch
        moveTwo<T>(below, stretch, block + j * COMPLEX, false, forward)
        moveTwo<T>(below + 2 * stretch, stretch, block + (j + 4) * COMPLEX, false, forward)
        moveTwo<T>(above, -stretch, block + (j + 2) * COMPLEX, true, forward)
        moveTwo<T>(above - 2 * stretch, -stretch, block + (j + 6) * COMPLEX, true, forward)
      }
    }
    up += 4 * step * bin
    down -= 4 * step * bin
  }
}

/** The four complex numbers of a vector of floats, to or from `stretch` bytes apart. */
@inline
function moveFour<T>(bin: usize, stretch: usize, vector: usize, conjugate: bool, forward: bool): void {
  if (forward) {
    const re = v128.load(vector)
    const im = conjugate ? v128.neg<T>(v128.load(vector, 16)) : v128.load(vector, 16)
    const a = evenPairs<T>(re, im)
    const b = oddPairs<T>(re, im)
    v128.store64_lane(bin, a, 0)
    v128.store64_lane(bin + stretch, a, 1)
    v128.store64_lane(bin + 2 * stretch, b, 0)
    v128.store64_lane(bin + 3 * stretch, b, 1)
  } else {
    const a = v128.load64_lane(bin + stretch, v128.load64_zero(bin), 1)
    const b = v128.load64_lane(bin + 3 * stretch, v128.load64_zero(bin + 2 * stretch), 1)
    const im = v128.shuffle<f32>(a, b, 1, 3, 5, 7)
    v128.store(vector, v128.shuffle<f32>(a, b, 0, 2, 4, 6))
    v128.store(vector, conjugate ? v128.neg<T>(im) : im, 16)
  }
}

/** The two complex numbers of a vector of doubles. */
@inline
function moveTwo<T>(bin: usize, stretch: usize, vector: usize, conjugate: bool, forward: bool): void {
  if (forward) {
    const re = v128.load(vector)
    const im = conjugate ? v128.neg<T>(v128.load(vector, 16)) : v128.load(vector, 16)
    v128.store(bin, lowHalves(re, im))
    v128.store(bin + stretch, highHalves(re, im))
  } else {
    const a = v128.load(bin)
    const b = v128.load(bin + stretch)
    const im = highHalves(a, b)
    v128.store(vector, lowHalves(a, b))
    v128.store(vector, conjugate ? v128.neg<T>(im) : im, 16)
  }
}

/** Computes the bins of 32 samples by definition, Σ samples[n]·row n of the matrix, and stores them `step` bins apart. */
@inline
function forwardBase<T>(bins: usize, samples: usize, work: usize, step: usize, matrix: usize): void {
  for (let column: usize = 0; column < ROW * sizeof<T>(); column += 16) {
    let sum = v128.splat<T>(0)
    for (let n: usize = 0; n < BASE; n++) {
      sum = madd<T>(splatAt<T>(samples, n), v128.load(matrix + n * ROW * sizeof<T>() + column), sum)
    }
    v128.store(work + column, sum)
  }
  for (let k: usize = 0; k <= BASE / 2; k++) {
    const bin = bins + k * step * 2 * sizeof<T>()
    store<T>(bin, load<T>(work + 2 * k * sizeof<T>()))
    store<T>(bin + sizeof<T>(), load<T>(work + (2 * k + 1) * sizeof<T>()))
  }
}

/**
 * Computes the 32 samples of such bins, as a sum over their real and imaginary parts; the matrix of the inverse has 34 rows of 32
 * numbers.
 */
@inline
function inverseBase<T>(samples: usize, bins: usize, step: usize, matrix: usize): void {
  matrix += BASE * ROW * sizeof<T>()
  for (let column: usize = 0; column < BASE * sizeof<T>(); column += 16) {
    let sum = v128.splat<T>(0)
    for (let k: usize = 0; k <= BASE / 2; k++) {
      const bin = bins + k * step * 2 * sizeof<T>()
      const row = matrix + k * 2 * BASE * sizeof<T>() + column
      sum = madd<T>(splatAt<T>(bin, 0), v128.load(row), sum)
      sum = madd<T>(splatAt<T>(bin, 1), v128.load(row + BASE * sizeof<T>()), sum)
    }
    v128.store(samples + column, sum)
  }
}
