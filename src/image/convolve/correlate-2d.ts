import type { Samples } from '../../samples.js'
import { correlateWith, type SinglePlane } from './convolve-2d.js'
import type { Convolve2dOptions } from './convolve-2d-options.js'
import type { Plane } from '../plane/plane.js'

/**
 * Correlates an image with a template. The template is not reversed: this is convolution with the template rotated by 180
 * degrees.
 *
 * In mode 'valid', out[y][x] = Σₗ Σₖ template[l][k]·image[y + l][x + k], and the other modes extend this result. OpenCV's
 * filter2D and the convolutional layers of neural networks compute the same. With boundary 'reflect' and mode 'same', the
 * results equal those of filter2D for templates with odd sides. Shapes, boundaries, types, cost and errors are those of
 * `convolve2d`.
 *
 * @param image Width x height pixels.
 * @param template The template, whose sides may be odd or even.
 * @param options Mode, boundary, stride, dilation, method.
 * @param out Receives the result. Default: a new array.
 * @example
 * const image = { data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), width: 3, height: 3 }
 * const template = { data: [1, 0, 0, -1], width: 2, height: 2 }
 * correlate2d(image, template, { mode: 'valid' }).data // Float32Array [-4, -4, -4, -4]
 * @see convolve2d, matchTemplate2d
 */
export function correlate2d(
  image: SinglePlane,
  template: Plane,
  options?: Convolve2dOptions,
): Plane<Float32Array>
export function correlate2d(
  image: Plane<Float64Array | readonly number[]>,
  template: Plane,
  options?: Convolve2dOptions,
): Plane<Float64Array>
export function correlate2d(image: Plane, template: Plane, options?: Convolve2dOptions): Plane<Samples>
export function correlate2d<Out extends Samples>(
  image: Plane,
  template: Plane,
  options: Convolve2dOptions,
  out: Out,
): Plane<Out>
export function correlate2d(
  image: Plane,
  template: Plane,
  options?: Convolve2dOptions,
  out?: Samples,
): Plane<Samples> {
  return correlateWith(image, template, options, out, 'template')
}
