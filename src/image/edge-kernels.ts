import { requireNumber, requireOneOf } from '../require.js'
import type { Plane } from './plane.js'
import { kernelOf } from './kernel-of.js'

/** The direction of a derivative: 'x' is to the right, 'y' is down. */
export type Direction = 'x' | 'y'

/**
 * Returns Sobel's kernel, for the derivative in one direction: 8 times it, smoothed across.
 *
 * It is made for `convolve2d`: `convolve2d(image, sobel('x'))` is positive where the image brightens to the right, and with 'y'
 * where it brightens downwards, as OpenCV's Sobel and scipy.ndimage.sobel have it. As a convolution reverses, the positive taps
 * are on the left (at the top); with `correlate2d`, or OpenCV's filter2D, the same kernel gives the opposite sign.
 *
 * @param direction 'x' or 'y'.
 * @throws TypeError, RangeError if it is neither.
 * @example
 * sobel('x').data // Float64Array [1, 0, -1, 2, 0, -2, 1, 0, -1]
 * const ramp = { data: [0, 1, 2, 0, 1, 2, 0, 1, 2], width: 3, height: 3 }
 * convolve2d(ramp, sobel('x'), { mode: 'valid' }).data // Float64Array [8]
 * @see gradients, scharr
 *
 * References: I. Sobel & G. Feldman, A 3x3 isotropic gradient operator for image processing (1968).
 */
export function sobel(direction: Direction): Plane<Float64Array> {
  return derivative(direction, [1, 2, 1])
}

/**
 * Returns Scharr's kernel, for the derivative in one direction: 32 times it. Its directions are truer than those of `sobel`, of
 * which it has the signs.
 *
 * @param direction 'x' or 'y'.
 * @throws TypeError, RangeError if it is neither.
 * @example
 * scharr('y').data // Float64Array [3, 10, 3, 0, 0, 0, -3, -10, -3]
 *
 * References: H. Scharr, Optimal operators in digital image processing (dissertation, Heidelberg 2000).
 */
export function scharr(direction: Direction): Plane<Float64Array> {
  return derivative(direction, [3, 10, 3])
}

/**
 * Returns a kernel for the Laplacian, the sum of the second derivatives: positive in dark spots, negative in bright ones, 0 on
 * slopes that are straight. It is the same in a mirror, so that convolution and correlation agree.
 *
 * @param neighbours How many of a pixel's neighbours take part: 4, as in OpenCV's Laplacian of size 1, or 8. Default 4.
 * @throws RangeError if it is another number.
 * @example
 * laplacian().data // Float64Array [0, 1, 0, 1, -4, 1, 0, 1, 0]
 * laplacian(8).data // Float64Array [1, 1, 1, 1, -8, 1, 1, 1, 1]
 */
export function laplacian(neighbours: 4 | 8 = 4): Plane<Float64Array> {
  switch (neighbours) {
    case 4:
      return kernelOf([0, 1, 0], [1, -4, 1], [0, 1, 0])
    case 8:
      return kernelOf([1, 1, 1], [1, -8, 1], [1, 1, 1])
    default:
      requireNumber(neighbours, 'neighbours')
      throw new RangeError(`neighbours must be 4 or 8, got ${String(neighbours)}`)
  }
}

function derivative(direction: Direction, [a, b, c]: readonly [number, number, number]): Plane<Float64Array> {
  requireOneOf(direction, ['x', 'y'], 'direction')
  return direction === 'x'
    ? kernelOf([a, 0, -a], [b, 0, -b], [c, 0, -c])
    : kernelOf([a, b, c], [0, 0, 0], [-a, -b, -c])
}
