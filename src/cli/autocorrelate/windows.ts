import type { Samples, SignalLike } from '../../samples.js'
import { WindowProcessor } from '../../pattern/period/window-processor.js'
import { Rechunker } from '../../stream/rechunker.js'

/** A window of a signal. */
export interface Window {
  /** The index of its first sample. */
  readonly index: number
  readonly samples: Samples
}

/** Cuts a stream into windows that begin every `hop` samples; what is left at the end is dropped. Knows where each begins. */
export class Windows extends WindowProcessor<SignalLike | number, Window> {
  readonly #windows: Rechunker
  readonly #hop: number
  #index = 0

  /** @throws RangeError if a length is not a positive whole number */
  constructor(length: number, hop: number) {
    super()
    this.#windows = new Rechunker(length, { hop, precision: 'float64', rest: 'drop' })
    this.#hop = hop
  }

  process(chunk: SignalLike | number): Window[] {
    return this.#windows.process(chunk).map((samples) => {
      const index = this.#index
      this.#index += this.#hop
      return { index, samples }
    })
  }

  reset(): void {
    this.#windows.reset()
    this.#index = 0
  }
}
