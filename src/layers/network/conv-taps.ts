import { ChannelTaps } from '../../image/kernels/channel-taps.js'
import { type Samples, zeros } from '../../samples.js'
import { allOrNothing, Block } from '../../wasm/heap.js'
import { TAPS_PADDING } from '../../wasm/taps.js'
import type { Conv1d } from '../conv-1d.js'
import { oddLines } from '../sheet.js'
import type { Piece } from './stage.js'
import type { Computing } from './window-stage.js'

/** Some outputs, whose weights have been loaded. */
interface Loaded {
  readonly taps: ChannelTaps
  readonly output: number
  readonly width: number
}

/** The outputs of a `Conv1d` for pieces of a signal. Sums are taken in the order of `Conv1d.forward`, so that bits are the same. */
export class ConvTaps implements Computing {
  readonly #layer: Conv1d['shape']
  readonly #precision: Conv1d['precision']
  readonly #stride: number
  /** The length of a channel in the block, and of each of the planes that samples are dealt out to. */
  readonly #channelLength: number
  readonly #planeLength: number
  readonly #outLength: number
  readonly #input: Block
  readonly #output: Block
  readonly #loaded: readonly Loaded[]

  /** @param most The greatest length of a piece. The weights are copied. */
  constructor(layer: Conv1d, most: number) {
    const { shape, precision, weights, bias } = layer
    this.#layer = shape
    this.#precision = precision
    this.#stride = shape.stride.x
    this.#planeLength = Math.ceil(most / this.#stride)
    this.#channelLength = oddLines(this.#planeLength * this.#stride, precision)
    this.#outLength = this.#planeLength + TAPS_PADDING
    const bank = { samples: weights, distance: shape.tapCount, bias }
    const made = allOrNothing(() => ({
      input: new Block(shape.inChannels * this.#channelLength + TAPS_PADDING, precision),
      output: new Block(4 * this.#outLength, precision),
      loaded: this.#groupStarts().map(({ output, end }) => {
        const taps = this.#tapsOf()
        return { taps, output, width: taps.take(bank, output * shape.tapCount, output, end - output) }
      }),
    }))
    this.#input = made.input
    this.#output = made.output
    this.#loaded = made.loaded
  }

  run({ data, length }: Piece, count: number): Samples {
    const { inChannels, outChannels, groupInputs, groupOutputs } = this.#layer
    for (let c = 0; c < inChannels; c++) this.#lay(data.subarray(c * length, (c + 1) * length), c)
    const result = zeros(outChannels * count, this.#precision)
    for (const { taps, output, width } of this.#loaded) {
      const from = Math.floor(output / groupOutputs) * groupInputs * this.#channelLength
      taps.run(this.#output, 0, this.#outLength, this.#input, from, count)
      const { samples } = this.#output
      for (let i = 0; i < width; i++) {
        const at = i * this.#outLength
        result.set(samples.subarray(at, at + count), (output + i) * count)
      }
    }
    return result
  }

  free(): void {
    this.#input.free()
    this.#output.free()
    for (const { taps } of this.#loaded) taps.free()
  }

  /** The first output of each run of four, or of one, and the end of its group. */
  #groupStarts(): { readonly output: number; readonly end: number }[] {
    const { groups, groupOutputs } = this.#layer
    return Array.from({ length: groups }, (_, group) => {
      const end = (group + 1) * groupOutputs
      const starts: { output: number; end: number }[] = []
      for (let output = end - groupOutputs; output < end; output += end - output < 4 ? 1 : 4)
        starts.push({ output, end })
      return starts
    }).flat()
  }

  #tapsOf(): ChannelTaps {
    const { tapCount, kernelSize, dilation } = this.#layer
    const offsets = Array.from({ length: tapCount }, (_, t) => {
      const at = (t % kernelSize.x) * dilation.x
      const channel = Math.floor(t / kernelSize.x) * this.#channelLength
      return channel + (at % this.#stride) * this.#planeLength + Math.floor(at / this.#stride)
    })
    return new ChannelTaps(
      offsets,
      offsets.map((_, t) => t),
      this.#precision,
    )
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
