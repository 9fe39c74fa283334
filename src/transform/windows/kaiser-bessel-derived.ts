import { kaiser } from './kaiser.js'

/**
 * The Kaiser-Bessel derived window of an even number of samples: the square root of the running sum of a Kaiser window of half
 * as many samples plus one, divided by the whole sum. The squares of samples half a window apart add up to 1 (Princen and
 * Bradley's condition).
 */
export function kaiserBesselDerived(beta: number, length: number): Float64Array {
  const half = length / 2
  const valueAt = kaiser(beta)
  const sums = new Float64Array(half + 1)
  let sum = 0
  for (let n = 0; n <= half; n++) {
    sum += valueAt((2 * n) / half - 1)
    sums[n] = sum
  }
  return Float64Array.from({ length }, (_, n) => Math.sqrt(sums[Math.min(n, length - 1 - n)] / sum))
}
