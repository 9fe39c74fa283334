import type { MatrixParts } from '../stream/convolver/matrix-parts.js'
import type { Precision } from '../samples.js'
import type { Simd } from '../wasm/module.js'

/** The names under which the processors are registered. */
export const CONVOLVER = 'tapline-convolver'
export const KEEPER = 'tapline-keeper'
export const RECORDER = 'tapline-recorder'

/** Changes whenever the messages do: a worklet file that a site serves may be older than the package. */
export const PROTOCOL = 1

/** The options of the processor of a convolver. */
export interface ProcessorOptions {
  readonly precision: Precision
  /** Whether a mono input, mixed with a stereo one, is the left channel only; else it is both. */
  readonly isDiscrete: boolean
  /** The binary of this thread, compiled: the worklet computes the same bits, and need not compile it again. */
  readonly simd: Simd
  readonly module: object
  /** The first response. It must be passed this way if rendering may begin before any message arrives. */
  readonly first?: ResponseMessage
}

/** A response, prepared on the main thread. It is received at once or step by step. */
export interface ResponseMessage {
  readonly kind: 'response'
  readonly parts: MatrixParts
  readonly isMono: boolean
  readonly fade: number
  readonly isAtOnce: boolean
}

/** A message from the node to the processor. */
export type ToProcessor =
  | ResponseMessage
  /** Do the next step of receiving a response. */
  | { readonly kind: 'step' }
  | { readonly kind: 'interpretation'; readonly isDiscrete: boolean }
  /** The node has been collected: end after the tail. */
  | { readonly kind: 'release' }
  | { readonly kind: 'dispose' }

/** A message from the processor to the node. */
export type FromProcessor =
  | { readonly kind: 'ready'; readonly protocol: number }
  /** One step of receiving a response is done, or all of them. */
  | { readonly kind: 'stepped' }
  | { readonly kind: 'taken' }
  | { readonly kind: 'failed'; readonly reason: string }
  /** The processor is not called any more. */
  | { readonly kind: 'ended' }
