import type { Port } from './web-audio.js'

/** An AudioWorkletGlobalScope, as far as it is used here. */
interface WorkletScope {
  readonly AudioWorkletProcessor: new () => { readonly port: Port }
  registerProcessor(name: string, processor: new (options: never) => object): void
}

export const workletScope = globalThis as unknown as WorkletScope
