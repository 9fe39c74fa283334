import type { Block } from '../../wasm/heap.js'
import type { Axis } from '../plane/axis.js'
import type { Raster } from './raster.js'

/**
 * The sums to compute: out[j][i] = Σ coefficients[l·K + k]·image[y.start + j·y.stride + l·y.dilation][x.start + i·x.stride +
 * k·x.dilation], for a kernel of K columns. This is a correlation: for a convolution, the coefficients are the reversed kernel.
 */
export interface Task {
  readonly x: Axis
  readonly y: Axis
  readonly coefficients: Float64Array
}

/** Outputs from a row and a column on, and where they lie: the first one, and the distances to the next in each direction. */
export interface Outputs {
  readonly row: number
  readonly rows: number
  readonly column: number
  readonly columns: number
  readonly block: Block
  readonly at: number
  readonly step: number
  readonly pitch: number
  /** The distance to the next channel. */
  readonly distance: number
}

/** Receives all outputs, rectangle by rectangle. */
export type Sink = (outputs: Outputs) => void

/** A prepared way to compute a task for any number of images of one size. */
export interface Plan {
  run(raster: Raster, sink: Sink): void
  free(): void
}
