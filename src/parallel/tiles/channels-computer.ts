import type { Precision, Samples, TypedSignal } from '../../samples.js'
import { ConvolverMatrix } from '../../stream/convolver/convolver-matrix.js'
import type { Initial } from '../../stream/convolver/initial.js'
import { type KernelMatrix, PreparedMatrix } from '../../stream/convolver/prepared-matrix.js'

/** Some outputs of a matrix of convolvers, with all that they need. */
export interface SharedChannels {
  readonly kernels: KernelMatrix
  readonly precision: Precision
  readonly blockSize: number
  /** The number of taps of the whole matrix, to which all kernels are padded. */
  readonly length: number
  readonly initial: Initial
}

/** What to do next: to take chunks of the inputs, or to end the streams, or to forget their samples. */
export type ChannelStep =
  | { readonly kind: 'process'; readonly chunks: readonly TypedSignal[] }
  | { readonly kind: 'flush' | 'reset' }

/** Convolves some outputs, from the first chunk to the last. */
export class ChannelsComputer {
  readonly #prepared: PreparedMatrix
  readonly #matrix: ConvolverMatrix

  constructor({ kernels, precision, blockSize, length, initial }: SharedChannels) {
    this.#prepared = new PreparedMatrix(kernels, { precision, blockSize }, { length })
    this.#matrix = new ConvolverMatrix(this.#prepared, { initial })
  }

  compute(step: ChannelStep): Samples[] {
    switch (step.kind) {
      case 'process':
        return this.#matrix.process(step.chunks)
      case 'flush':
        return this.#matrix.flush()
      case 'reset':
        this.#matrix.reset()
        return []
    }
  }

  dispose(): void {
    this.#matrix.dispose()
    this.#prepared.dispose()
  }
}
