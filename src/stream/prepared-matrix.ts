import {
  type Precision,
  precisionOf,
  requireOneOf,
  requireSignal,
  type SignalLike,
  zeros,
} from '../samples.js'
import { disposedError } from '../wasm/heap.js'
import { checkedTaps, type KernelOptions, PreparedKernel } from './prepared-kernel.js'
import { type Route, Routing } from './routing.js'

/** The kernels of a matrix: `kernels[input][output]`, and null where nothing goes from this input to this output. */
export type KernelMatrix = readonly (readonly (SignalLike | null)[])[]

/**
 * A matrix of kernels made ready for streaming. It is immutable and may serve any number of `ConvolverMatrix`es at once. An
 * array that stands in several places is prepared once.
 *
 * Cost and memory: those of a `PreparedKernel` for each kernel, all of them as long as the longest one.
 *
 * @example
 * const hall = new PreparedMatrix([[[1, 0.5], [0, 0.5]]])
 * new ConvolverMatrix(hall).process([[2, 0]]) // [Float64Array [2, 1], Float64Array [0, 1]]
 * @see ConvolverMatrix
 */
export class PreparedMatrix {
  readonly inputCount: number
  readonly outputCount: number
  /** The number of taps of the longest kernel, K. */
  readonly length: number
  readonly precision: Precision
  readonly blockSize: number
  /** @internal */
  readonly routing: Routing

  /**
   * @param kernels `kernels[input][output]`: the taps, at least one, all finite, or null. They are copied.
   * @param options Precision (default: float32 if all kernels are `Float32Array`s, else float64) and block size.
   * @throws TypeError if this is no array of arrays of kernels. RangeError if the rows differ in length or hold no kernel at
   *   all, or as `PreparedKernel`.
   */
  constructor(kernels: KernelMatrix, options: KernelOptions = {}) {
    const places = placesOf(kernels)
    const precision = options.precision ?? commonPrecision(places)
    requireOneOf(precision, ['float32', 'float64'], 'precision')
    const length = places.reduce((longest, { taps }) => Math.max(longest, taps.length), 0)
    const prepared = new Map<SignalLike, PreparedKernel>()
    const routes = places.map(({ input, output, taps }): Route => {
      const kernel =
        prepared.get(taps) ?? prepare(taps, length, { ...options, precision }, `kernels[${input}][${output}]`)
      prepared.set(taps, kernel)
      return { input, output, kernel, length: taps.length }
    })
    this.inputCount = kernels.length
    this.outputCount = kernels[0].length
    this.length = length
    this.precision = precision
    this.blockSize = routes[0].kernel.blockSize
    this.routing = new Routing(this.inputCount, this.outputCount, routes)
  }

  /** @internal */
  get kernels(): PreparedKernel[] {
    return [...new Set(this.routing.routes.map(({ kernel }) => kernel))]
  }

  /** Frees the memory now. The convolvers that use the kernels cannot go on. */
  dispose(): void {
    for (const kernel of this.kernels) kernel.dispose()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }
}

/**
 * Prepares a matrix, or returns it where it is prepared already, and as it should be.
 *
 * @throws RangeError if it was prepared with other options.
 */
export function prepareMatrix(
  kernels: KernelMatrix | PreparedMatrix,
  options: KernelOptions,
): PreparedMatrix {
  if (!(kernels instanceof PreparedMatrix)) return new PreparedMatrix(kernels, options)
  if (kernels.kernels.some((kernel) => kernel.isDisposed)) throw disposedError()
  const { precision = kernels.precision, blockSize = kernels.blockSize } = options
  if (precision === kernels.precision && blockSize === kernels.blockSize) return kernels
  throw new RangeError(
    `the matrix was prepared for ${kernels.precision} and blockSize ${kernels.blockSize}, ` +
      `but ${precision} and blockSize ${blockSize} are wanted: prepare it with these`,
  )
}

/** A kernel and where it stands. */
interface Place {
  readonly input: number
  readonly output: number
  readonly taps: SignalLike
}

function placesOf(kernels: KernelMatrix): Place[] {
  requireRows(kernels)
  const places = kernels.flatMap((row, input) =>
    row.flatMap((taps, output) => (taps === null ? [] : [{ input, output, taps }])),
  )
  for (const { input, output, taps } of places) requireSignal(taps, `kernels[${input}][${output}]`)
  if (places.length === 0) throw new RangeError('kernels holds no kernel: give at least one')
  return places
}

function requireRows(kernels: KernelMatrix): void {
  if (!Array.isArray(kernels) || !kernels.every((row) => Array.isArray(row))) {
    throw new TypeError('kernels is no array of arrays: give kernels[input][output], with null for none')
  }
  const outputCount = kernels.at(0)?.length ?? 0
  const uneven = kernels.findIndex((row) => row.length !== outputCount)
  if (uneven < 0) return
  throw new RangeError(
    `kernels[${uneven}] has ${kernels[uneven].length} outputs, but kernels[0] has ${outputCount}: ` +
      'give as many for each input, with null for none',
  )
}

function commonPrecision(places: readonly Place[]): Precision {
  return places.every(({ taps }) => precisionOf(taps) === 'float32') ? 'float32' : 'float64'
}

/** All kernels get zeros behind their taps, up to the length of the longest one: so they share a plan. */
function prepare(taps: SignalLike, length: number, options: KernelOptions, name: string): PreparedKernel {
  const { precision = 'float64' } = options
  const checked = checkedTaps(taps, precision, name)
  if (checked.length === length) return new PreparedKernel(checked, options)
  const extended = zeros(length, precision)
  extended.set(checked)
  return new PreparedKernel(extended, options)
}
