// The transform of M real numbers in natural order.
//
// The samples x are read as B = M/L interleaved sequences x[q + B·n], n < L, and row k holds bin k of the L-point transforms of all
// of them, q = 0..B − 1. A pass joins the sequences q + B/4·j, j = 0..3, to one of 4L points: with w = exp(−2πik/4L),
//
//   row (k + tL) of the new rows = Σ_j (−i)^(tj)·wʲ·(quarter j of row k).
//
// Neighbouring lanes hold neighbouring sequences, and one w serves a whole row, so no pass shuffles lanes or loads twiddle factors
// vector by vector, and rows come out in the order of their bins: this is Stockham's arrangement, with decimation in time. The last
// pass alone, where a row holds four numbers, transposes rows to vectors of four neighbouring bins, and stores them where they belong.
//
// The numbers are real, so rows above L/2 are the conjugates of those below and are left out; what the formula gives for rows above
// 2L is stored as conjugates in rows L − k and 2L − k. Rows 0 and L/2 are real. They share row 0, as real and as imaginary parts, so
// that rows 0..L/2 − 1 take M numbers. The first pass makes rows of 8 or, if M is an even power of two, of 4 points.
//
// The sum over j is taken in two steps of two, with w² and then w: without w³, all numbers of a pass fit into 16 registers. Hosts
// keep what does not on the stack, where vectors may cross cache lines, so that the speed would depend on the caller.
//
// `twiddles` holds w and w² (re, im each) of all rows of L points from index L on, and those of the last pass, L = M/4, vector by
// vector: each with the values of as many neighbouring k as it has lanes.

import { forwardBins, forwardFirst4, forwardFirst8, forwardRows } from './join'
import { inverseBins, inverseLast4, inverseLast8, inverseRows } from './split'

/**
 * bins[0..M/2] = Σ samples[n]·exp(−2πikn/M), M = `size` a power of two of at least 32. The samples are overwritten, and `work`, M
 * numbers.
 */
export function forwardNatural<T>(
  bins: usize,
  samples: usize,
  work: usize,
  size: usize,
  twiddles: usize,
): void {
  let points = firstPoints(size)
  if (points == 8) forwardFirst8<T>(work, samples, size)
  else forwardFirst4<T>(work, samples, size)
  let source = work
  let target = samples
  for (; points < size >> 2; points <<= 2) {
    forwardRows<T>(target, source, size, points, twiddles)
    const free = source
    source = target
    target = free
  }
  forwardBins<T>(bins, source, size, twiddles)
}

/**
 * samples[0..M) = Σ bins[k]·exp(2πikn/M)/M over all k of −M/2..M/2, the negative ones being conjugates. The imaginary parts of bins 0
 * and M/2 are ignored. `work` is overwritten.
 */
export function inverseNatural<T>(
  samples: usize,
  bins: usize,
  work: usize,
  size: usize,
  twiddles: usize,
): void {
  // If this is not 0, the number of passes between rows is odd. The last rows must be in `work`.
  const odd = ctz(size) & 2
  let source = odd ? samples : work
  let target = odd ? work : samples
  inverseBins<T>(source, bins, size, twiddles)
  const first = firstPoints(size)
  for (let points = size >> 4; points >= first; points >>= 2) {
    inverseRows<T>(target, source, size, points, twiddles)
    const free = source
    source = target
    target = free
  }
  if (first == 8) inverseLast8<T>(samples, work, size)
  else inverseLast4<T>(samples, work, size)
}

@inline
function firstPoints(size: usize): usize {
  return ctz(size) & 1 ? 8 : 4
}
