import { choose } from '../image/convolve/choose-method-2d.js'
import {
  convolve2d as convolve2dHere,
  isFiniteKernel,
  readTask2d,
  type SinglePlane,
} from '../image/convolve/convolve-2d.js'
import { CONVOLVE_2D_OPTIONS, type Convolve2dOptions } from '../image/convolve/convolve-2d-options.js'
import { requireTaken } from '../image/convolve/make-plan.js'
import type { Plane } from '../image/plane/plane.js'
import { readOptions, withNames } from '../require.js'
import type { Samples } from '../samples.js'
import { isWorthSharing, shareOut } from './crew.js'
import { PARALLEL_OPTIONS, type ParallelOptions, readSharing } from './parallel-options.js'
import { rowsTiles } from './tiles/rows-tiles.js'

/** The options of `convolve2d` in threads. */
export interface ParallelConvolve2dOptions extends Convolve2dOptions, ParallelOptions {}

const OPTIONS = /* @__PURE__ */ withNames(CONVOLVE_2D_OPTIONS, PARALLEL_OPTIONS)

/**
 * Convolves an image with a kernel on all processor cores: `convolve2d` of `tapline/image`, with the same bits.
 *
 * Worker threads compute bands of rows; an image and an `out` in shared memory are not copied. A convolution of less than about 5 ms, or of
 * few taps, is computed on the calling thread.
 *
 * @param image Width x height pixels.
 * @param kernel The kernel.
 * @param options As for `convolve2d`; threads and the signal that aborts.
 * @param out Receives the result, as for `convolve2d`.
 * @throws TypeError, RangeError as `convolve2d`, by rejection. The reason of `abortSignal`, if that aborts; `out` may hold some results
 *   then. Error if a thread could not be started.
 * @example
 * import { convolve2d } from 'tapline/parallel'
 * const image = { data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), width: 3, height: 3 }
 * const kernel = { data: [1, 0, 0, -1], width: 2, height: 2 }
 * const { data } = await convolve2d(image, kernel, { mode: 'valid' })
 * data // Float32Array [4, 4, 4, 4]
 */
export async function convolve2d(
  image: SinglePlane,
  kernel: Plane,
  options?: ParallelConvolve2dOptions,
): Promise<Plane<Float32Array>>
export async function convolve2d(
  image: Plane<Float64Array | readonly number[]>,
  kernel: Plane,
  options?: ParallelConvolve2dOptions,
): Promise<Plane<Float64Array>>
export async function convolve2d(
  image: Plane,
  kernel: Plane,
  options?: ParallelConvolve2dOptions,
): Promise<Plane<Samples>>
export async function convolve2d<Out extends Samples>(
  image: Plane,
  kernel: Plane,
  options: ParallelConvolve2dOptions,
  out: Out,
): Promise<Plane<Out>>
export async function convolve2d(
  image: Plane,
  kernel: Plane,
  options?: ParallelConvolve2dOptions,
  out?: Samples,
): Promise<Plane<Samples>> {
  const { threads, abortSignal, ...own } = readOptions<ParallelConvolve2dOptions>(options, OPTIONS)
  const sharing = readSharing({ threads, abortSignal })
  const whole = readTask2d(image, kernel, own, out, 'kernel')
  const { task, precision, approximation, result } = whole
  if (!isFiniteKernel(whole)) return result
  const choice = choose(task, precision, { approximation, method: whole.method })
  const method = requireTaken(whole.method, choice)
  if (!isWorthSharing(choice.costs[method], [whole.data, result.data], sharing.threads)) {
    // With the room for the results that was made above.
    return convolve2dHere(image, kernel, own, result.data)
  }
  await shareOut(rowsTiles(whole, method, choice, sharing.threads), sharing.threads, sharing.abortSignal)
  return result
}
