import { type OptionNames, readOptions } from '../require.js'
import type { Samples } from '../samples.js'
import { convolve2d, type SinglePlane } from './convolve-2d.js'
import type { Convolve2dOptions } from './convolve-2d-options.js'
import { sobel } from './edge-kernels.js'
import { type Plane, readPlane } from './plane.js'

/** What `gradients` returns, for each pixel. */
export interface Gradients<Data extends Samples = Samples> {
  /** √(gx² + gy²): how steeply the brightness rises; 8 for a slope of 1 a pixel. */
  readonly magnitude: Plane<Data>
  /**
   * atan2(gy, gx), where it rises to, in radians from −π to π: 0 is to the right, π/2 down, ±π to the left, −π/2 up. Where it
   * does not rise, 0, or what rounding leaves.
   */
  readonly orientation: Plane<Data>
}

/** The options of `gradients`. */
export type GradientsOptions = Pick<Convolve2dOptions, 'boundary' | 'fillValue'>

const GRADIENTS_OPTIONS: OptionNames<GradientsOptions> = { boundary: true, fillValue: true }

/**
 * Computes how steeply the brightness of an image rises at each pixel, and in which direction, by Sobel's kernels:
 * gx = `convolve2d(image, sobel('x'))` and gy = `convolve2d(image, sobel('y'))`.
 *
 * Shapes: those of the image. Computed and returned in float32 for images of float32 and of bytes, else in float64. Cost: two
 * convolutions, and a root and an arctangent a pixel. Allocates the results.
 *
 * @param image The brightness; that of a frame is `luminance(frame)`.
 * @param options The boundary, 'reflect' by default (OpenCV's default), which finds no edges at the image's own ones.
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
  // They become what they are the parts of.
  for (let i = 0; i < x.data.length; i++) {
    const [gx, gy] = [x.data[i], y.data[i]]
    x.data[i] = Math.sqrt(gx * gx + gy * gy)
    y.data[i] = Math.atan2(gy, gx)
  }
  return { magnitude: x, orientation: y }
}
