import type { Simd } from '../wasm/module.js'
import type { ResponseConvolverOptions } from './response-convolver.js'
import type { Response } from './response.js'

/** The names under which the processors are registered. */
export const CONVOLVER = 'tapline-convolver'
export const RECORDER = 'tapline-recorder'

/** What the processor of a convolver is made with. */
export interface ProcessorOptions extends ResponseConvolverOptions {
  readonly response: Response
  /** The binary, so that the worklet computes the same bits as this thread. */
  readonly simd: Simd
}

/** What the node tells the processor. */
export type ToProcessor =
  | { readonly kind: 'response'; readonly response: Response; readonly fade: number }
  | { readonly kind: 'dispose' }

/** What the processor tells the node. */
export type FromProcessor = { readonly kind: 'ready' } | { readonly kind: 'failed'; readonly reason: string }
