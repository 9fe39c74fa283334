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

/** Receives a row of outputs in pieces: `count` pixels from `column` on, stored `step` pixels apart from block[at] on. */
export type Sink = (
  row: number,
  column: number,
  block: Block,
  at: number,
  count: number,
  step: number,
) => void

/** A prepared way to compute a task for any number of images of one size. */
export interface Plan {
  run(raster: Raster, sink: Sink): void
  free(): void
}
