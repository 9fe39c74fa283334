import type { MatrixParts } from '../stream/convolver/matrix-parts.js'
import type { Precision } from '../samples.js'
import type { Simd } from '../wasm/module.js'

/** The names under which the processors are registered. */
export const CONVOLVER = 'tapline-convolver'
export const KEEPER = 'tapline-keeper'
export const RECORDER = 'tapline-recorder'

/** Changes with the messages: a worklet file that a site serves itself may be older than the package. */
export const PROTOCOL = 1

/** What the processor of a convolver is made with. */
export interface ProcessorOptions {
  readonly precision: Precision
  /** Whether a mono input is the left channel only where it is mixed with a stereo one; else it is both. */
  readonly isDiscrete: boolean
  /** The binary of this thread, compiled: the worklet computes the same bits, and need not compile it again. */
  readonly simd: Simd
  readonly module: object
  /** The response that it begins with. It must come this way where rendering may begin before any message arrives. */
  readonly first?: ResponseMessage
}

/** A response, prepared on the main thread. Unless it is to be taken at once, it is taken step by step. */
export interface ResponseMessage {
  readonly kind: 'response'
  readonly parts: MatrixParts
  readonly isMono: boolean
  readonly fade: number
  readonly isAtOnce: boolean
}

/** What the node tells the processor. */
export type ToProcessor =
  | ResponseMessage
  /** The next step, of the work that a response is. */
  | { readonly kind: 'step' }
  | { readonly kind: 'interpretation'; readonly isDiscrete: boolean }
  /** Nobody holds the node any more: end when the tail is out. */
  | { readonly kind: 'release' }
  | { readonly kind: 'dispose' }

/** What the processor tells the node. */
export type FromProcessor =
  | { readonly kind: 'ready'; readonly protocol: number }
  /** One step of a response is done, or the whole of it. */
  | { readonly kind: 'stepped' }
  | { readonly kind: 'taken' }
  | { readonly kind: 'failed'; readonly reason: string }
  /** The processor is not called any more. */
  | { readonly kind: 'ended' }
