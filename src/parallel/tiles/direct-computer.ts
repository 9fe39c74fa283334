import { directConvolution } from '../../convolution/direct.js'
import { Source } from '../../convolution/source.js'
import type { Precision, Samples, TypedSignal } from '../../samples.js'

/** What all tiles of a direct convolution share. */
export interface SharedTaps {
  readonly kernel: Samples
  readonly precision: Precision
}

/** Some results, and the samples that they read. */
export interface DirectTile<Input extends TypedSignal = Samples> {
  readonly input: Input
  /** The index of the first result in the full convolution of the input. */
  readonly start: number
  /** Receives the results. */
  readonly output: Samples
}

/** The tile, computed. */
export interface DirectResult<Input extends TypedSignal = Samples> extends DirectTile<Input> {
  readonly isFinite: boolean
}

/** Convolves tiles directly. */
export class DirectComputer {
  readonly #shared: SharedTaps

  constructor(shared: SharedTaps) {
    this.#shared = shared
  }

  compute<Input extends TypedSignal>({ input, start, output }: DirectTile<Input>): DirectResult<Input> {
    const { kernel, precision } = this.#shared
    const signal = new Source(input, precision)
    const extent = { start, length: output.length }
    const isFinite = directConvolution(signal, new Source(kernel, precision), extent, output)
    signal.fillGaps(output, start, kernel.length)
    return { input, start, output, isFinite }
  }

  dispose(): void {
    // Nothing is kept between tiles.
  }
}
