import { requireSignal } from '../require.js'
import { type Precision, precisionOf, type SignalLike } from '../samples.js'
import { disposedError } from '../wasm/heap.js'
import { type KernelDetails, type KernelOptions, PreparedKernel } from './prepared-kernel.js'
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
  constructor(kernels: KernelMatrix, options?: KernelOptions)
  /** With details that are not for users. @internal */
  constructor(kernels: KernelMatrix, options: KernelOptions, details: KernelDetails)
  constructor(kernels: KernelMatrix, options: KernelOptions = {}, details: KernelDetails = {}) {
    const places = placesOf(kernels)
    this.inputCount = kernels.length
    this.outputCount = kernels[0].length
    this.length = places.reduce((longest, { taps }) => Math.max(longest, taps.length), details.length ?? 0)
    this.precision = options.precision ?? commonPrecision(places)
    this.blockSize = options.blockSize ?? 0
    const { precision, blockSize, length } = this
    const routes = routesOf(places, { precision, blockSize }, { ...details, length })
    this.routing = new Routing(this.inputCount, this.outputCount, routes)
  }

  /** @internal */
  get isDisposed(): boolean {
    return this.routing.kernel.isDisposed
  }

  /** Frees the memory now. The convolvers that use the kernels cannot go on. */
  dispose(): void {
    for (const kernel of this.routing.kernels) kernel.dispose()
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
  details: KernelDetails = {},
): PreparedMatrix {
  if (!(kernels instanceof PreparedMatrix)) return new PreparedMatrix(kernels, options, details)
  if (kernels.isDisposed) throw disposedError()
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

/** Throws unless this is an array of arrays of one length. */
export function requireRows(kernels: KernelMatrix): void {
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

/** Prepares each array once. All kernels get zeros behind their taps, up to `length`: so they share a plan. */
function routesOf(places: readonly Place[], options: KernelOptions, details: KernelDetails): Route[] {
  const prepared = new Map<SignalLike, PreparedKernel>()
  try {
    return places.map(({ input, output, taps }) => {
      const name = `kernels[${input}][${output}]`
      const kernel = prepared.get(taps) ?? new PreparedKernel(taps, options, { ...details, name })
      prepared.set(taps, kernel)
      return { input, output, kernel, length: taps.length }
    })
  } catch (error) {
    for (const kernel of prepared.values()) kernel.dispose()
    throw error
  }
}
