import { requireRepresentable } from '../../convolution/require-representable.js'
import { readOptions, requireOutput } from '../../require.js'
import { type Precision, type Samples, type TypedSignal, zeros } from '../../samples.js'
import type { Boundary } from '../plane/boundary.js'
import { type Plane, planePrecisionOf, readPlane } from '../plane/plane.js'
import {
  CONVOLVE_2D_OPTIONS,
  type Convolve2dOptions,
  requireConvolve2dOptions,
} from './convolve-2d-options.js'
import { makePlan } from './make-plan.js'
import type { Method2d } from './method-2d.js'
import type { Plan, Sink, Task } from './plan.js'
import { Raster } from './raster.js'
import { taskOf } from './task-of.js'

/** An image whose results are computed and returned in float32. */
export type SinglePlane = Plane<Float32Array | Uint8Array | Uint8ClampedArray>

/**
 * Convolves an image with a kernel.
 *
 * out[y][x] = Σₗ Σₖ kernel[l][k]·image[y − l][x − k], with stride and dilation out[j][i] = Σₗ Σₖ kernel[l][k]·image[s·j − d·l +
 * y₀][s·i − d·k + x₀]. There is no scaling. The results equal those of scipy.signal.convolve2d, which calls its boundaries
 * 'fill', 'wrap' and 'symm'. OpenCV's filter2D correlates instead (see `correlate2d`).
 *
 * Boundaries, for a row a b c d (OpenCV's names in brackets):
 * - `fill` [BORDER_CONSTANT]: `fillValue` everywhere.
 * - `wrap` [BORDER_WRAP]: b c d | a b c d | a b c.
 * - `symmetric` [BORDER_REFLECT]: c b a | a b c d | d c b.
 * - `reflect` [BORDER_REFLECT_101, its default]: d c b | a b c d | c b a.
 * - `replicate` [BORDER_REPLICATE]: a a a | a b c d | d d d.
 *
 * Shapes: with K' = (K − 1)·dilation + 1, a side of N pixels gives N + K' − 1 (`full`), N from ⌊(K' − 1)/2⌋ on (`same`), or N −
 * K' + 1 (`valid`) results. A stride s keeps the first of these n results and every s-th one after it, ⌈n/s⌉ in all. With
 * `padding` of p and q pixels, there are ⌊(p + N + q − K')/s⌋ + 1. (TensorFlow's layers correspond to `correlate2d` with
 * padding 'same-upper' or mode 'valid'.)
 *
 * Computed and returned in float32 for images of float32 or bytes, else in float64. With every method, a non-finite pixel makes
 * NaN of exactly the outputs whose sums contain it.
 *
 * Cost per pixel, whichever is least: one multiplication per tap (`direct`), one per row and column of the kernel
 * (`separable`), one addition per doubling of the kernel's sides (`box`), or about a dozen times log₂ of the kernel's size
 * (`fft`). Rounding error of the transforms: at most about ε·log₂(N)·‖tile‖₂·‖kernel‖₂. Allocates the result.
 *
 * Transforms take kernels of up to 2²¹ taps, counting the gaps of a dilation. A larger kernel that is not separable is computed
 * tap by tap, which is slow.
 *
 * @param image Width x height pixels.
 * @param kernel The kernel, whose sides may be odd or even.
 * @param options Mode, boundary, stride, dilation, method.
 * @param out Receives the result; must have exactly its length and share no memory with the inputs. Default: a new array.
 * @returns The result. Its data is `out` if you passed one.
 * @throws TypeError if an input is not a plane of numbers. RangeError if a plane's size and data do not match, the kernel is
 *   larger than the image in mode 'valid', an option is unknown or out of its range, a method cannot take the kernel, or `out`
 *   has the wrong length.
 * @example
 * const image = { data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), width: 3, height: 3 }
 * const kernel = { data: [1, 0, 0, -1], width: 2, height: 2 }
 * convolve2d(image, kernel, { mode: 'valid' }).data // Float32Array [4, 4, 4, 4]
 * @see correlate2d, chooseMethod2d
 */
export function convolve2d(
  image: SinglePlane,
  kernel: Plane,
  options?: Convolve2dOptions,
): Plane<Float32Array>
export function convolve2d(
  image: Plane<Float64Array | readonly number[]>,
  kernel: Plane,
  options?: Convolve2dOptions,
): Plane<Float64Array>
export function convolve2d(image: Plane, kernel: Plane, options?: Convolve2dOptions): Plane<Samples>
export function convolve2d<Out extends Samples>(
  image: Plane,
  kernel: Plane,
  options: Convolve2dOptions,
  out: Out,
): Plane<Out>
export function convolve2d(
  image: Plane,
  kernel: Plane,
  options?: Convolve2dOptions,
  out?: Samples,
): Plane<Samples> {
  return correlateWith(image, kernel, options, out, 'kernel')
}

/** Correlates an image with a template, or convolves it with a kernel, as `name` says. */
export function correlateWith(
  image: Plane,
  kernel: Plane,
  given: Convolve2dOptions | undefined,
  out: Samples | undefined,
  name: 'kernel' | 'template',
): Plane<Samples> {
  const whole = readTask2d(image, kernel, given, out, name)
  const { task, result, precision } = whole
  if (!isFiniteKernel(whole)) return result
  const plan = makePlan(task, whole.method, 1, precision, whole.approximation)
  try {
    runPlan(plan, whole)
  } finally {
    plan.free()
  }
  return result
}

/** A task with its image and the room for its results. */
export interface Task2d {
  readonly data: TypedSignal
  readonly width: number
  readonly precision: Precision
  readonly boundary: Boundary
  readonly fillValue: number
  readonly method: Method2d
  readonly approximation: number
  readonly task: Task
  readonly result: Plane<Samples>
}

/** Reads the arguments of `convolve2d` and `correlate2d`. @throws TypeError, RangeError as they do */
export function readTask2d(
  image: Plane,
  kernel: Plane,
  given: Convolve2dOptions | undefined,
  out: Samples | undefined,
  name: 'kernel' | 'template',
): Task2d {
  const options = readOptions(given, CONVOLVE_2D_OPTIONS)
  const { data, width, height } = readPlane(image, 'image')
  const taps = readPlane(kernel, name)
  requireConvolve2dOptions(options)
  const { boundary = 'fill', fillValue = 0, method = 'auto', approximation = 0 } = options
  const precision = planePrecisionOf(data)
  requireRepresentable(taps.data, precision, `${name}.data`)
  requireRepresentable(Float64Array.of(fillValue), precision, 'fillValue')
  const coefficients = Float64Array.from(taps.data)
  if (name === 'kernel') coefficients.reverse()
  const task = taskOf({ width, height }, coefficients, taps, options, name)
  const { x, y } = task
  requireOwnOutput(out, data, x.count, y.count)
  const result = { data: out ?? zeros(x.count * y.count, precision), width: x.count, height: y.count }
  return { data, width, precision, boundary, fillValue, method, approximation, task, result }
}

/** Whether all coefficients are finite. If not, makes NaN of the results: each is a sum over all taps. */
export function isFiniteKernel({ task, result }: Task2d): boolean {
  if (task.coefficients.every(Number.isFinite)) return true
  result.data.fill(NaN)
  return false
}

/** Computes results by a plan. */
export function runPlan(
  plan: Plan,
  {
    data,
    width,
    precision,
    boundary,
    fillValue,
    task: { x, y },
    result,
  }: Omit<Task2d, 'method' | 'approximation'>,
): void {
  const raster = new Raster({ data, width, height: data.length / width }, precision, boundary, fillValue)
  plan.run(raster, intoPlane(result.data, x.count))
  raster.fillGaps(result.data, x, y)
}

function requireOwnOutput(out: Samples | undefined, data: TypedSignal, width: number, height: number): void {
  if (out === undefined) return
  requireOutput(out, 'out', width * height, `for a result of ${width} x ${height}`)
  if (out.buffer === data.buffer) {
    throw new RangeError(
      'out must have memory of its own, got that of image, which is still being read: pass another array',
    )
  }
}

function intoPlane(out: Samples, width: number): Sink {
  return ({ row, rows, column, columns, block, at, step, pitch }) => {
    const { samples } = block
    const target = row * width + column
    if (step === 1 && pitch === columns && columns === width) {
      out.set(samples.subarray(at, at + rows * width), target)
      return
    }
    for (let i = 0; i < rows; i++) copyRow(out, target + i * width, samples, at + i * pitch, columns, step)
  }
}

function copyRow(out: Samples, to: number, samples: Samples, at: number, count: number, step: number): void {
  if (step === 1) out.set(samples.subarray(at, at + count), to)
  else for (let i = 0; i < count; i++) out[to + i] = samples[at + i * step]
}
