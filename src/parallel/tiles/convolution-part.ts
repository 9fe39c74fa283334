import type { Extent } from '../../convolution/mode.js'
import type { Precision, Samples, TypedSignal } from '../../samples.js'
import type { SharedWork } from '../crew.js'

/** A convolution to compute in tiles. */
export interface ConvolutionPart {
  readonly signal: TypedSignal
  /** The shorter input, all finite. */
  readonly kernel: TypedSignal
  /** The results to compute, all of them sums. */
  readonly inside: Extent
  readonly results: Samples
  readonly precision: Precision
}

/** Work that tells, when it is done, whether all sums were finite. */
export interface FiniteWork<Place> extends SharedWork<Place> {
  readonly isFinite: boolean
}
