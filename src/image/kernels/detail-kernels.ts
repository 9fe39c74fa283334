import { requireInRange } from '../../require.js'
import { kernelOf } from './kernel-of.js'
import type { Plane } from '../plane/plane.js'
import { gaussian, type GaussianOptions } from './smoothing-kernels.js'

/** The most taps that the greatest transform takes; larger kernels would be computed tap by tap. */
const MOST_TAPS = 2 ** 21

/**
 * Returns a kernel that sharpens: it subtracts `amount` times the Laplacian (of 4 neighbours) from the image. The taps sum to
 * 1, so that uniform areas stay as they are.
 *
 * @param amount 0 changes nothing. Default 1.
 * @throws TypeError, RangeError if `amount` is not a finite number.
 * @example
 * sharpen().data // Float64Array [0, -1, 0, -1, 5, -1, 0, -1, 0]
 * @see unsharp, for more than the finest detail
 */
export function sharpen(amount = 1): Plane<Float64Array> {
  requireAmount(amount)
  return kernelOf([0, -amount, 0], [-amount, 1 + 4 * amount, -amount], [0, -amount, 0])
}

/**
 * Returns the kernel of unsharp masking: (1 + amount)·image − amount·(the image blurred by `gaussian(sigma)`) in a single
 * kernel. The taps sum to 1.
 *
 * @param sigma Details up to about this size, in pixels, are emphasised.
 * @param amount How much of the details is added. Default 1.
 * @param options The radius of the Gaussian.
 * @throws TypeError, RangeError as `gaussian`, and if the amount is not a finite number or the kernel has more than 2²¹ taps.
 * @example
 * const { data } = unsharp(0.5, 2, { radius: 1 })
 * Array.from(data, (tap) => tap.toFixed(2)).join(' ') // '-0.02 -0.17 -0.02 -0.17 1.76 -0.17 -0.02 -0.17 -0.02'
 * unsharp(2).width // 17
 */
export function unsharp(sigma: number, amount = 1, options?: GaussianOptions): Plane<Float64Array> {
  requireAmount(amount)
  const { data, width, height } = gaussian(sigma, options)
  if (data.length > MOST_TAPS) {
    throw new RangeError(
      `the kernel must have at most 1448 x 1448 taps, the most that a transform takes, got ${width} x ${height}: ` +
        'choose a smaller sigma or radius',
    )
  }
  const taps = data.map((tap) => -amount * tap)
  taps[(taps.length - 1) / 2] += 1 + amount
  return { data: taps, width, height }
}

/**
 * Returns a kernel that shows an image as a relief, lit from the upper left. With `convolve2d`, slopes that brighten towards
 * the lower right become brighter, and slopes that darken become darker. The taps sum to 1, so that uniform areas stay as they
 * are.
 *
 * @example
 * emboss().data // Float64Array [2, 1, 0, 1, 1, -1, 0, -1, -2]
 */
export function emboss(): Plane<Float64Array> {
  return kernelOf([2, 1, 0], [1, 1, -1], [0, -1, -2])
}

function requireAmount(amount: number): void {
  requireInRange(amount, -Infinity, Infinity, 'amount')
}
