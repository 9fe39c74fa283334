import { type OptionNames, readOptions, requirePrecision } from '../../require.js'
import type { Precision } from '../../samples.js'
import { type Axis, spanOf } from '../plane/axis.js'
import { type Convolve2dOptions, requireConvolve2dOptions } from './convolve-2d-options.js'
import type { ConcreteMethod2d, Method2d } from './method-2d.js'
import { type Plane, readPlane } from '../plane/plane.js'
import type { Task } from './plan.js'
import { productOf } from './product-of.js'
import { type Factors, rankOne } from './rank-one.js'
import { readSize } from '../plane/size-change.js'
import { taskOf } from './task-of.js'
import { bestTiling, type Tiling } from '../plane/tiling.js'

/** What `chooseMethod2d` returns. */
export interface MethodChoice2d {
  /** The method with the least estimated cost. */
  readonly method: ConcreteMethod2d
  /** The estimated time of each method in nanoseconds; Infinity if a method cannot take the kernel. */
  readonly costs: Readonly<Record<ConcreteMethod2d, number>>
  /**
   * The relative error of the kernel's best approximation by a column times a row, ‖kernel − column·row‖/‖kernel‖ in the
   * Frobenius norm.
   */
  readonly separableError: number
}

/** The choice, with everything that a plan needs. */
export interface Choice extends MethodChoice2d {
  readonly factors: Factors
  readonly tiling: Tiling | undefined
}

// Nanoseconds, measured by bench/costs.ts, like those of the choice in one dimension. Only their ratios matter.
const COSTS = {
  float32: {
    multiplyAdd: 0.055,
    add: 0.09,
    pixel: 0.5,
    transform: 4.3,
    transformLevel: 0.24,
    cached: 2 ** 17,
  },
  float64: { multiplyAdd: 0.17, add: 0.2, pixel: 1, transform: 6.8, transformLevel: 0.55, cached: 2 ** 16 },
} as const

/** How much longer transforms take whose spectra do not fit into a cache of a megabyte. */
const BEYOND_CACHE = 1.3

/** The options of `chooseMethod2d`: those of `convolve2d` that affect the choice, and the precision. */
export interface ChooseMethod2dOptions extends Pick<
  Convolve2dOptions,
  'mode' | 'padding' | 'stride' | 'dilation' | 'approximation'
> {
  /** Default 'float32'. */
  readonly precision?: Precision
}

const CHOOSE_METHOD_2D_OPTIONS: OptionNames<ChooseMethod2dOptions> = {
  mode: true,
  padding: true,
  stride: true,
  dilation: true,
  approximation: true,
  precision: true,
}

/**
 * Returns the method that `convolve2d` and `correlate2d` use for an image of this size and this kernel, with the estimated
 * costs. A kernel is separable if it equals a column times a row up to rounding. It also counts as separable if the relative
 * error of its best such approximation (from its singular value decomposition) is at most `approximation`.
 *
 * @param image Only its size matters.
 * @param kernel The kernel itself.
 * @param options As for `convolve2d`. `precision`: default 'float32'.
 * @throws TypeError or RangeError as `convolve2d` does.
 * @example
 * const photo = { width: 1920, height: 1080 }
 * chooseMethod2d(photo, gaussian(2)).method // 'separable'
 * chooseMethod2d(photo, box(31)).method // 'box'
 * chooseMethod2d(photo, { data: [0, 1, 0, 1, -4, 1, 0, 1, 0], width: 3, height: 3 }).method // 'direct'
 */
export function chooseMethod2d(
  image: { readonly width: number; readonly height: number },
  kernel: Plane,
  options?: ChooseMethod2dOptions,
): MethodChoice2d {
  const given = readOptions(options, CHOOSE_METHOD_2D_OPTIONS)
  const { approximation = 0, precision = 'float32' } = given
  const size = readSize(image, 'image')
  const taps = readPlane(kernel, 'kernel')
  requireConvolve2dOptions(given)
  requirePrecision(precision)
  const task = taskOf(size, Float64Array.from(taps.data), taps, given, 'kernel')
  const { method, costs, separableError } = choose(task, precision, {
    approximation,
    measuresError: true,
  })
  return { method, costs, separableError }
}

/** What the choice depends on, besides the task and the precision. */
export interface ChoiceOptions {
  readonly channels?: number
  readonly approximation?: number
  /** A method that the caller has chosen. Factors are then computed only if that method needs them. */
  readonly method?: Method2d
  /** Whether to compute the best approximation even if only an exact product would be used. */
  readonly measuresError?: boolean
}

/** Chooses the method for a task. */
export function choose(task: Task, precision: Precision, options: ChoiceOptions): Choice {
  const { channels = 1 } = options
  const { x, y } = task
  const cost = COSTS[precision]
  const { factors, isSeparable, separableError } = factorize(task, precision, options)
  const tiling = bestTiling(x, y, channels, (size) => {
    const perPoint = cost.transform + cost.transformLevel * Math.log2(size) + 2 * cost.pixel
    return size * (size > cost.cached ? BEYOND_CACHE * perPoint : perPoint)
  })
  const outputs = x.count * y.count * channels
  const loaded = spanArea(x, y) * channels * cost.pixel
  const costs = {
    direct: loaded + outputs * x.taps * y.taps * cost.multiplyAdd,
    separable: isSeparable ? loaded + outputs * (x.taps * y.stride + y.taps) * cost.multiplyAdd : Infinity,
    box: isBox(task) ? loaded + outputs * (additions(x.taps) + additions(y.taps)) * cost.add : Infinity,
    fft: tiling?.cost ?? Infinity,
  }
  const methods = ['direct', 'separable', 'box', 'fft'] as const
  const method = methods.reduce((a, b) => (costs[b] < costs[a] ? b : a))
  return { method, costs, separableError, factors, tiling }
}

const NO_FACTORS: Factors = { column: new Float64Array(0), row: new Float64Array(0), error: 1 }

/** A column and a row for the kernel. The best ones are computed only if they could be used or are asked for. */
function factorize(
  task: Task,
  precision: Precision,
  { approximation = 0, method = 'auto', measuresError = false }: ChoiceOptions,
): { readonly factors: Factors; readonly isSeparable: boolean; readonly separableError: number } {
  if (method !== 'auto' && method !== 'separable') {
    return { factors: NO_FACTORS, isSeparable: false, separableError: 1 }
  }
  const product = productOfTask(task, precision)
  const isSought = measuresError || (product === undefined && (approximation > 0 || method === 'separable'))
  const best = isSought ? rankOne(task.coefficients, task.x.taps) : NO_FACTORS
  const factors = product ?? best
  const isSeparable = product !== undefined || best.error <= approximation
  return { factors, isSeparable, separableError: isSought ? best.error : factors.error }
}

/** The factors of the kernel if it is an exact product. Equal taps need no search. */
function productOfTask({ x, y, coefficients }: Task, precision: Precision): Factors | undefined {
  if (!areEqual(coefficients)) return productOf(coefficients, x.taps, precision)
  const column = new Float64Array(y.taps).fill(coefficients[0])
  return { column, row: new Float64Array(x.taps).fill(1), error: 0 }
}

function isBox({ x, y, coefficients }: Task): boolean {
  const isDense = x.stride * y.stride * x.dilation * y.dilation === 1
  return isDense && areEqual(coefficients)
}

function areEqual(coefficients: Float64Array): boolean {
  return coefficients.every((value) => value === coefficients[0])
}

/** Additions per sample for sums of `count` samples by doubling. */
function additions(count: number): number {
  return Math.floor(Math.log2(count)) + count.toString(2).replaceAll('0', '').length
}

/** The number of pixels loaded. */
function spanArea(x: Axis, y: Axis): number {
  return spanOf(x, x.count) * spanOf(y, y.count)
}
