import { type OptionNames, readOptions, requireCount, requireInRange } from '../require.js'
import type { OwnFloat64Array } from '../samples.js'
import { GREATEST_TAPS } from './greatest-taps.js'

/** The options of `gaussianKernel`. */
export interface GaussianKernelOptions {
  /** How far the kernel reaches from its center, in samples. Default: ⌊4·sigma + ½⌋, as in scipy.ndimage (`truncate`: 4). */
  readonly radius?: number
}

const OPTIONS: OptionNames<GaussianKernelOptions> = { radius: true }

/** The standard deviations that the default radius has. */
const KEPT_SIGMAS = 4

const GREATEST_RADIUS = GREATEST_TAPS / 2 - 1
const GREATEST_SIGMA = GREATEST_RADIUS / KEPT_SIGMAS

/**
 * Returns a Gaussian kernel, which smooths without ripples, neither in time nor in frequency.
 *
 * g[i] = exp(−i²/(2·sigma²))/Σ for i from −radius to radius: the taps sum to 1. The kernel is `radius` samples late. With the
 * default radius, mode 'same' and edges 'reflect' or 'nearest', `convolve` gives the results of scipy.ndimage's
 * `gaussian_filter1d` with the same name of edges. The gain is 1/√2 (−3 dB) at 0.1325/sigma of the sample rate.
 *
 * @param sigma The standard deviation, in samples.
 * @param options Radius.
 * @returns 2·radius + 1 taps, as a new array.
 * @throws TypeError, RangeError if sigma is not above 0 or is above 2²³ − 1, or the radius is not a whole number from 0 to 2²⁵ − 1.
 * @example
 * Array.from(gaussianKernel(0.5, { radius: 1 }), (tap) => tap.toFixed(3)).join(' ') // '0.107 0.787 0.107'
 * gaussianKernel(2).length // 17
 * @see movingAverage, savitzkyGolay; `gaussian` of tapline/image
 */
export function gaussianKernel(sigma: number, options?: GaussianKernelOptions): OwnFloat64Array {
  requireInRange(sigma, Number.MIN_VALUE, GREATEST_SIGMA, 'sigma')
  const { radius = Math.floor(KEPT_SIGMAS * sigma + 0.5) } = readOptions(options, OPTIONS)
  requireCount(radius, 0, 'radius', GREATEST_RADIUS)
  const taps = new Float64Array(2 * radius + 1)
  let sum = 0
  for (let i = 0; i < taps.length; i++) {
    const deviation = i === radius ? 0 : (i - radius) / sigma
    taps[i] = Math.exp(-0.5 * deviation ** 2)
    sum += taps[i]
  }
  for (let i = 0; i < taps.length; i++) taps[i] /= sum
  return taps
}
