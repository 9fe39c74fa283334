import { type OptionNames, readOptions } from '../../require.js'
import type { Samples } from '../../samples.js'
import { convolve2d, type SinglePlane } from './convolve-2d.js'
import type { Convolve2dOptions } from './convolve-2d-options.js'
import { sobel } from '../kernels/edge-kernels.js'
import { type Plane, readPlane } from '../plane/plane.js'

/** The gradients of an image, for each pixel. */
export interface Gradients<Data extends Samples = Samples> {
  /** √(gx² + gy²): how steeply the brightness rises; 8 for a slope of 1 per pixel. */
  readonly magnitude: Plane<Data>
  /**
   * atan2(gy, gx): the direction in which the brightness rises, in radians from −π to π. 0 is to the right, π/2 down, ±π to the
   * left, −π/2 up. Where it does not rise, the direction is 0, or arbitrary after rounding.
   */
  readonly orientation: Plane<Data>
}

/** The options of `gradients`. */
export type GradientsOptions = Pick<Convolve2dOptions, 'boundary' | 'fillValue'>

const GRADIENTS_OPTIONS: OptionNames<GradientsOptions> = { boundary: true, fillValue: true }

/**
 * Computes how steeply the brightness of an image rises at each pixel, and in which direction, with the Sobel kernels:
 * gx = `convolve2d(image, sobel('x'))` and gy = `convolve2d(image, sobel('y'))`.
 *
 * Shapes: those of the image. Computed and returned in float32 for images of float32 or bytes, else in float64. Cost: two
 * convolutions, and a square root and an arctangent per pixel. Allocates the results.
 *
 * @param image The brightness. For a frame, pass `luminance(frame)`.
 * @param options The boundary. The default, 'reflect' (as in OpenCV), finds no edges along the border of the image.
 * @throws TypeError, RangeError as `convolve2d`.
 * @example
 * const image = { data: Float32Array.of(0, 0, 1, 1, 0, 0, 1, 1), width: 4, height: 2 }
 * const { magnitude, orientation } = gradients(image)
 * magnitude.data // Float32Array [0, 4, 4, 0, 0, 4, 4, 0]
 * orientation.data // Float32Array [0, 0, 0, 0, 0, 0, 0, 0]
 */
export function gradients(image: SinglePlane, options?: GradientsOptions): Gradients<Float32Array>
export function gradients(
  image: Plane<Float64Array | readonly number[]>,
  options?: GradientsOptions,
): Gradients<Float64Array>
export function gradients(image: Plane, options?: GradientsOptions): Gradients
export function gradients(image: Plane, options?: GradientsOptions): Gradients {
  const { boundary = 'reflect', fillValue = 0 } = readOptions(options, GRADIENTS_OPTIONS)
  const given = readPlane(image, 'image')
  const same = { mode: 'same', boundary, fillValue } as const
  const x = convolve2d(given, sobel('x'), same)
  const y = convolve2d(given, sobel('y'), same)
  // The two derivatives are overwritten by the magnitude and the orientation.
  for (let i = 0; i < x.data.length; i++) {
    const [gx, gy] = [x.data[i], y.data[i]]
    x.data[i] = Math.sqrt(gx * gx + gy * gy)
    y.data[i] = Math.atan2(gy, gx)
  }
  return { magnitude: x, orientation: y }
}
