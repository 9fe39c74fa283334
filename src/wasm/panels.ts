import type { Precision, Samples } from '../samples.js'
import { addressOf, allOrNothing, Block, bytesPerSample } from './heap.js'
import { image } from './image-part.js'
import { layers } from './layers-part.js'
import { offsetBlock } from './offset-block.js'
import { withWorkspace } from './workspace.js'

/** The bytes of samples that are read again and again for all outputs: half of a first-level cache. */
const CACHED_BYTES = 2 ** 14
/** The kernel computes so many bytes of a row at a time. */
const TURN_BYTES = 32

/** Which samples and weights make the outputs of each group. */
export interface PanelLayout {
  readonly groups: number
  /** The number of outputs of a group. */
  readonly outputs: number
  /** For each tap, the offset of its sample from the place of the output. */
  readonly offsets: readonly number[]
  /** For each tap, the distance of its weight from the first weight of an output. */
  readonly places: readonly number[]
  /** The distance from a weight to the same one of the next output, and of the next group. */
  readonly outputDistance: number
  readonly groupDistance: number
}

/** Outputs of one group. `first` is a multiple of four. */
export interface Outputs {
  readonly group: number
  readonly first: number
  readonly count: number
}

/**
 * The weights of a layer, packed for `product`. Formulas are in assembly/product.ts. Sums are taken in the order of the taps, for any
 * place and number of samples.
 */
export class Panels {
  readonly #layout: PanelLayout
  readonly #precision: Precision
  readonly #numbers: Block
  readonly #offsets: Block
  readonly #places: Block
  readonly #columnBytes: number

  constructor(layout: PanelLayout, precision: Precision) {
    const { groups, outputs, offsets, places } = layout
    const bytes = bytesPerSample(precision)
    this.#layout = layout
    this.#precision = precision
    const blocks = allOrNothing(() => ({
      numbers: new Block(groups * outputs * (offsets.length + 1), precision),
      offsets: offsetBlock(offsets, offsets.length, bytes),
      places: offsetBlock(places, places.length, bytes),
    }))
    this.#numbers = blocks.numbers
    this.#offsets = blocks.offsets
    this.#places = blocks.places
    this.#columnBytes = Math.max(Math.floor(CACHED_BYTES / offsets.length / TURN_BYTES), 8) * TURN_BYTES
  }

  /** Packs the weights of all outputs, and their biases if there are any. */
  load(weights: Samples, bias: Samples): void {
    const { groups, outputs, places, outputDistance, groupDistance } = this.#layout
    const bytes = bytesPerSample(this.#precision)
    withWorkspace(weights.length + bias.length, this.#precision, (room) => {
      room.samples.set(weights)
      room.samples.set(bias, weights.length)
      for (let group = 0; group < groups; group++) {
        layers()[this.#precision].pack(
          this.#addressOf(group, 0),
          addressOf(room, group * groupDistance),
          outputDistance * bytes,
          addressOf(this.#places, 0),
          places.length,
          bias.length === 0 ? 0 : addressOf(room, weights.length + group * outputs),
          outputs,
        )
      }
    })
  }

  /**
   * target[at + o·stride + i] = output o at place i, for i < count, where the channels of the group begin at source[from]. Up to
   * `TAPS_PADDING` samples after the last one are read and written.
   */
  run(
    target: Block,
    at: number,
    stride: number,
    source: Block,
    from: number,
    count: number,
    { group, first, count: outputs }: Outputs,
  ): void {
    const { offsets } = this.#layout
    const precision = this.#precision
    const bytes = bytesPerSample(precision)
    const taps = addressOf(this.#offsets, 0)
    const samples = addressOf(source, from)
    const fours = outputs - (outputs % 4)
    if (fours > 0) {
      layers()[precision].product(
        addressOf(target, at),
        stride * bytes,
        samples,
        this.#addressOf(group, first),
        taps,
        offsets.length,
        count,
        fours,
        this.#columnBytes,
      )
    }
    for (let o = fours; o < outputs; o++) {
      const panel = this.#addressOf(group, first + o)
      const bias = this.#numbers.samples[(panel - this.#numbers.address) / bytes]
      const to = addressOf(target, at + o * stride)
      image()[precision].taps(to, samples, panel + bytes, bias, taps, offsets.length, count)
    }
  }

  free(): void {
    this.#numbers.free()
    this.#offsets.free()
    this.#places.free()
  }

  #addressOf(group: number, output: number): number {
    const { outputs, offsets } = this.#layout
    return addressOf(this.#numbers, (group * outputs + output) * (offsets.length + 1))
  }
}
