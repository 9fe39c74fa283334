import { requireNumber, requireOneOf } from '../../require.js'
import type { Plane } from '../plane/plane.js'
import { kernelOf } from './kernel-of.js'

/** The direction of a derivative: 'x' is to the right, 'y' is down. */
export type Direction = 'x' | 'y'

/**
 * Returns the Sobel kernel: 8 times the derivative in one direction, smoothed across it.
 *
 * Use it with `convolve2d`: `convolve2d(image, sobel('x'))` is positive where the image brightens to the right, and with 'y'
 * where it brightens downwards, like OpenCV's Sobel and scipy.ndimage.sobel. A convolution reverses the kernel, so its positive
 * taps are on the left (or at the top). With `correlate2d` or OpenCV's filter2D, the same kernel gives the opposite sign.
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
 * Returns the Scharr kernel: 32 times the derivative in one direction, smoothed across it. Its signs are those of `sobel`, and
 * the directions of its gradients are more accurate.
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
 * Returns a kernel for the Laplacian, the sum of the second derivatives. The result is positive in dark spots, negative in
 * bright ones, and 0 on straight slopes. The kernel is symmetric, so convolution and correlation agree.
 *
 * @param neighbours The number of neighbours used: 4, as in OpenCV's Laplacian of size 1, or 8. Default 4.
 * @throws RangeError for any other number.
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
