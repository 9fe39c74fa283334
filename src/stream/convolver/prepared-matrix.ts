import { readList, readSignal } from '../../require.js'
import { type Precision, precisionOf, type SignalLike, type TypedSignal } from '../../samples.js'
import { allOrNothing } from '../../wasm/heap.js'
import {
  type KernelDetails,
  type KernelOptions,
  PreparedKernel,
  readKernelOptions,
  requirePrepared,
} from './prepared-kernel.js'
import { type Route, Routing } from './routing.js'

/** The kernels of a matrix: `kernels[input][output]`, or null if nothing goes from this input to this output. */
export type KernelMatrix = readonly (readonly (SignalLike | null)[])[]

/**
 * A matrix of kernels prepared for streaming. It is immutable, and any number of `ConvolverMatrix` objects can share it. An array
 * that appears in several places is prepared once.
 *
 * Cost and memory: those of one `PreparedKernel` per kernel, all as long as the longest one.
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
   * @throws TypeError if this is not an array of arrays of kernels. RangeError if the rows differ in length or hold no kernel at
   *   all, or for the reasons of `PreparedKernel`.
   */
  constructor(kernels: KernelMatrix, options?: KernelOptions)
  /** With details that are not for users. @internal */
  constructor(kernels: KernelMatrix, options: KernelOptions | undefined, details: KernelDetails)
  constructor(kernels: KernelMatrix, options?: KernelOptions, details: KernelDetails = {}) {
    const rows = readRows(kernels)
    const places = placesOf(rows)
    const { precision = commonPrecision(places), blockSize = 0 } = readKernelOptions(options)
    this.inputCount = rows.length
    this.outputCount = rows[0].length
    this.length = places.reduce(
      (longest, { signal }) => Math.max(longest, signal.length),
      details.length ?? 0,
    )
    this.precision = precision
    this.blockSize = blockSize
    const { length } = this
    const routes = allOrNothing(() => routesOf(places, { precision, blockSize }, { ...details, length }))
    this.routing = new Routing(this.inputCount, this.outputCount, routes)
  }

  /** @internal */
  get isDisposed(): boolean {
    return this.routing.kernel.isDisposed
  }

  /** Frees the memory now. Convolvers that use the kernels cannot continue. */
  dispose(): void {
    for (const kernel of this.routing.kernels) kernel.dispose()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }
}

/**
 * Prepares a matrix, or returns it if it is already prepared with these options.
 *
 * @throws RangeError if it was prepared with other options.
 */
export function prepareMatrix(
  kernels: KernelMatrix | PreparedMatrix,
  options: KernelOptions | undefined,
  details: KernelDetails = {},
): PreparedMatrix {
  if (!(kernels instanceof PreparedMatrix)) return new PreparedMatrix(kernels, options, details)
  requirePrepared(kernels, 'kernels', options)
  return kernels
}

/** The rows of a matrix, read once: at least one row, all rows of the same length, at least one. */
export function readRows(kernels: KernelMatrix): KernelMatrix {
  const rows = readList(kernels, 'kernels', 'rows, kernels[input][output]').map((row, i) =>
    readList(row, `kernels[${i}]`, 'kernels, with null for none'),
  )
  const outputCount = rows.at(0)?.length ?? 0
  const uneven = rows.findIndex((row) => row.length !== outputCount)
  if (uneven >= 0) {
    throw new RangeError(
      `kernels[${uneven}] must have ${outputCount} outputs, as kernels[0] has, got ${rows[uneven].length}: use null for none`,
    )
  }
  return rows
}

/** A kernel and its place in the matrix. */
interface Place {
  readonly input: number
  readonly output: number
  readonly taps: SignalLike
  /** The same, checked. */
  readonly signal: TypedSignal
}

function placesOf(rows: KernelMatrix): Place[] {
  const places = rows.flatMap((row, input) =>
    row.flatMap((taps, output) => {
      if (taps === null) return []
      return [{ input, output, taps, signal: readSignal(taps, `kernels[${input}][${output}]`) }]
    }),
  )
  if (places.length === 0) throw new RangeError('kernels must hold at least one kernel, got none')
  return places
}

function commonPrecision(places: readonly Place[]): Precision {
  return places.every(({ taps }) => precisionOf(taps) === 'float32') ? 'float32' : 'float64'
}

/** Prepares each array once. All kernels are padded with zeros to `length`, so that they share a plan. */
function routesOf(places: readonly Place[], options: KernelOptions, details: KernelDetails): Route[] {
  const prepared = new Map<SignalLike, PreparedKernel>()
  return places.map(({ input, output, taps, signal }) => {
    const name = `kernels[${input}][${output}]`
    const kernel = prepared.get(taps) ?? new PreparedKernel(signal, options, { ...details, name })
    prepared.set(taps, kernel)
    return { input, output, kernel, length: signal.length }
  })
}
