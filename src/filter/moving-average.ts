import { requireCount } from '../require.js'
import type { OwnFloat64Array } from '../samples.js'
import { GREATEST_TAPS } from './greatest-taps.js'

/**
 * Returns the kernel of a moving average: L taps of 1/L.
 *
 * The average of the last L samples is (L − 1)/2 samples late. The gain is 1 at frequency 0, and 0 at all multiples of the sample
 * rate over L: an average over a period of hum takes out the hum and its harmonics.
 *
 * @param length L, the number of samples that are averaged.
 * @returns L taps, as a new array.
 * @throws TypeError, RangeError if the length is not a whole number from 1 to 2²⁶.
 * @example
 * movingAverage(4) // Float64Array [0.25, 0.25, 0.25, 0.25]
 * convolve([3, 3, 6, 3, 3], movingAverage(3), { mode: 'valid' }) // Float64Array [4, 4, 4]
 * @see savitzkyGolay, which keeps peaks; gaussianKernel, which has no ripples in its stopband
 */
export function movingAverage(length: number): OwnFloat64Array {
  requireCount(length, 1, 'length', GREATEST_TAPS)
  return new Float64Array(length).fill(1 / length)
}
