import { type Samples, zeros } from '../../samples.js'
import { allOrNothing, Block } from '../../wasm/heap.js'
import { Panels } from '../../wasm/panels.js'
import { rectify } from '../../wasm/rectify.js'
import { TAPS_PADDING } from '../../wasm/taps.js'
import { withWorkspace } from '../../wasm/workspace.js'
import type { Conv1d } from '../conv-1d.js'
import { oddLines } from '../sheet.js'
import type { Piece } from './stage.js'
import type { Computing } from './window-stage.js'

/** The outputs of a `Conv1d` for pieces of a signal. Sums are taken in the order of `Conv1d.forward`, so that bits are the same. */
export class ConvTaps implements Computing {
  readonly #shape: Conv1d['shape']
  readonly #precision: Conv1d['precision']
  readonly #stride: number
  /** The length of a channel in the block, and of each of the planes that samples are dealt out to. */
  readonly #channelLength: number
  readonly #planeLength: number
  readonly #input: Block
  readonly #panels: Panels
  readonly #isRectified: boolean

  /** @param most The greatest length of a piece. The weights are copied. With `isRectified`, a ReLU follows. */
  constructor(layer: Conv1d, most: number, isRectified: boolean) {
    const { shape, precision, weights, bias } = layer
    this.#shape = shape
    this.#precision = precision
    this.#stride = shape.stride.x
    this.#planeLength = Math.ceil(most / this.#stride)
    this.#channelLength = oddLines(this.#planeLength * this.#stride, precision)
    const made = allOrNothing(() => ({
      input: new Block(shape.inChannels * this.#channelLength + TAPS_PADDING, precision),
      panels: this.#makePanels(),
    }))
    this.#input = made.input
    this.#panels = made.panels
    this.#isRectified = isRectified
    this.#panels.load(weights, bias)
  }

  run({ data, length }: Piece, count: number): Samples {
    const { inChannels, outChannels, groups, groupInputs, groupOutputs } = this.#shape
    for (let c = 0; c < inChannels; c++) this.#lay(data.subarray(c * length, (c + 1) * length), c)
    const result = zeros(outChannels * count, this.#precision)
    const stride = count + TAPS_PADDING
    withWorkspace(groupOutputs * stride, this.#precision, (room) => {
      for (let group = 0; group < groups; group++) {
        const from = group * groupInputs * this.#channelLength
        const outputs = { group, first: 0, count: groupOutputs }
        this.#panels.run(room, 0, stride, this.#input, from, count, outputs)
        if (this.#isRectified) rectify(room, 0, groupOutputs * stride)
        for (let o = 0; o < groupOutputs; o++) {
          const at = (group * groupOutputs + o) * count
          result.set(room.samples.subarray(o * stride, o * stride + count), at)
        }
      }
    })
    return result
  }

  free(): void {
    this.#input.free()
    this.#panels.free()
  }

  #makePanels(): Panels {
    const { groups, groupOutputs, tapCount, kernelSize, dilation } = this.#shape
    const offsets = Array.from({ length: tapCount }, (_, t) => {
      const at = (t % kernelSize.x) * dilation.x
      const channel = Math.floor(t / kernelSize.x) * this.#channelLength
      return channel + (at % this.#stride) * this.#planeLength + Math.floor(at / this.#stride)
    })
    const layout = {
      groups,
      outputs: groupOutputs,
      offsets,
      places: offsets.map((_, t) => t),
      outputDistance: tapCount,
      groupDistance: groupOutputs * tapCount,
    }
    return new Panels(layout, this.#precision)
  }

  /** Deals the samples of a channel out to as many planes as the stride has samples. */
  #lay(row: Samples, channel: number): void {
    const { samples } = this.#input
    const at = channel * this.#channelLength
    const stride = this.#stride
    if (stride === 1) {
      samples.set(row, at)
      return
    }
    for (let i = 0; i < row.length; i++)
      samples[at + (i % stride) * this.#planeLength + Math.floor(i / stride)] = row[i]
  }
}
