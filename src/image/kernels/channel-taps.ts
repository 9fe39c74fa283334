import type { Precision, Samples } from '../../samples.js'
import { Block } from '../../wasm/heap.js'
import { TapList, taps, tapsOfFour } from '../../wasm/taps.js'

/** The weights of many outputs in one array. */
export interface Weights {
  readonly samples: Samples
  /** The distance from a weight of one output to the same weight of the next. */
  readonly distance: number
  /** One for each output, or none. */
  readonly bias: Samples
}

/** Taps at the same places for many outputs, computed four outputs at a time while at least four are left. */
export class ChannelTaps {
  readonly #positions: readonly number[]
  readonly #ofFour: TapList
  readonly #ofOne: TapList
  readonly #biases: Block
  #width: 4 | 1 = 4

  /**
   * @param offsets For each tap, the distance to the sample that it weighs.
   * @param positions For each tap, the distance of its weight from the first weight of the output.
   */
  constructor(offsets: readonly number[], positions: readonly number[], precision: Precision) {
    this.#positions = positions
    this.#ofFour = new TapList(offsets, new Float64Array(4 * offsets.length), precision)
    this.#ofOne = new TapList(offsets, new Float64Array(offsets.length), precision)
    this.#biases = new Block(4, precision)
  }

  /** Loads the weights of four outputs, or of one if fewer than four are left. Returns that number. */
  take({ samples, distance, bias }: Weights, at: number, output: number, left: number): 4 | 1 {
    const width = left < 4 ? 1 : 4
    this.#width = width
    const weights = (width === 4 ? this.#ofFour : this.#ofOne).weights.samples
    const positions = this.#positions
    for (let i = 0; i < width; i++) {
      const from = at + i * distance
      for (let t = 0; t < positions.length; t++) weights[width * t + i] = samples[from + positions[t]]
    }
    const biases = this.#biases.samples
    for (let i = 0; i < width; i++) biases[i] = bias.length === 0 ? 0 : bias[output + i]
    return width
  }

  /** target[at + o·stride..] = `count` numbers of each output o that `take` loaded. */
  run(target: Block, at: number, stride: number, source: Block, from: number, count: number): void {
    const biases = this.#biases
    if (this.#width === 4) {
      tapsOfFour(target, at, stride, source, from, this.#ofFour, biases, 0, count)
    } else {
      taps(target, at, source, from, this.#ofOne, biases.samples[0], count)
    }
  }

  free(): void {
    this.#ofFour.free()
    this.#ofOne.free()
    this.#biases.free()
  }
}
