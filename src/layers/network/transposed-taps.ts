import { type Samples, zeros } from '../../samples.js'
import { copyGrid } from '../../wasm/grid.js'
import { allOrNothing, Block } from '../../wasm/heap.js'
import { Panels } from '../../wasm/panels.js'
import { clear } from '../../wasm/samples.js'
import { TAPS_PADDING } from '../../wasm/taps.js'
import { withWorkspace } from '../../wasm/workspace.js'
import type { ConvTranspose1d } from '../conv-transpose-1d.js'
import { oddLines } from '../sheet.js'
import type { Piece } from './stage.js'

/**
 * The outputs of a `ConvTranspose1d` for pieces of a signal, before its padding. Each is one sum over the samples that it reads, in the
 * order of `ConvTranspose1d.forward`, so that bits are the same.
 */
export class TransposedTaps {
  /** The number of samples before the first of a piece that its outputs read. */
  readonly history: number
  readonly #layer: ConvTranspose1d['gradientOf']
  readonly #precision: ConvTranspose1d['precision']
  readonly #bias: Samples
  readonly #channelLength: number
  readonly #input: Block
  /** The taps of each of the outputs that belong to one sample, if there are any. */
  readonly #panels: readonly (Panels | undefined)[]

  /** @param most The greatest length of a piece, without its history. The weights are copied. */
  constructor(layer: ConvTranspose1d, most: number) {
    const { gradientOf, precision, weights, bias } = layer
    const { kernelSize, dilation, stride, outChannels } = gradientOf
    this.#layer = gradientOf
    this.#precision = precision
    this.#bias = bias.slice()
    this.history = Math.floor(((kernelSize.x - 1) * dilation.x) / stride.x)
    this.#channelLength = oddLines(this.history + most, precision)
    const made = allOrNothing(() => ({
      input: new Block(outChannels * this.#channelLength + TAPS_PADDING, precision),
      panels: Array.from({ length: stride.x }, (_, phase) => this.#panelsOf(phase)),
    }))
    this.#input = made.input
    this.#panels = made.panels
    for (const panels of this.#panels) panels?.load(weights, zeros(0, precision))
  }

  /** The outputs of a piece that begins with its history. */
  run({ data, length }: Piece): Samples {
    const { inChannels, outChannels, groups, groupInputs, groupOutputs, stride } = this.#layer
    for (let c = 0; c < outChannels; c++)
      this.#input.samples.set(data.subarray(c * length, (c + 1) * length), c * this.#channelLength)
    const count = length - this.history
    const made = count * stride.x
    const result = zeros(inChannels * made, this.#precision)
    const distance = count + TAPS_PADDING
    withWorkspace(groupInputs * (distance + made), this.#precision, (room) => {
      const dense = groupInputs * distance
      for (let group = 0; group < groups; group++) {
        clear(room, dense, groupInputs * made)
        const from = group * groupOutputs * this.#channelLength + this.history
        const outputs = { group, first: 0, count: groupInputs }
        for (const [phase, panels] of this.#panels.entries()) {
          if (panels === undefined) continue
          panels.run(room, 0, distance, this.#input, from, count, outputs)
          const to = { at: dense + phase, pitch: made, step: stride.x }
          copyGrid(room, to, room, { at: 0, pitch: distance, step: 1 }, count, groupInputs)
        }
        const outputSamples = room.samples.subarray(dense, dense + groupInputs * made)
        result.set(outputSamples, group * groupInputs * made)
      }
    })
    this.#bias.forEach((bias, o) => {
      for (let i = o * made; i < (o + 1) * made; i++) result[i] += bias
    })
    return result
  }

  free(): void {
    this.#input.free()
    for (const panels of this.#panels) panels?.free()
  }

  #panelsOf(phase: number): Panels | undefined {
    const { groups, groupInputs, groupOutputs, tapCount, kernelSize, dilation, stride } = this.#layer
    const [offsets, places]: [number[], number[]] = [[], []]
    for (let c = 0; c < groupOutputs; c++) {
      for (let k = 0; k < kernelSize.x; k++) {
        if ((k * dilation.x) % stride.x !== phase) continue
        offsets.push(c * this.#channelLength - Math.floor((k * dilation.x) / stride.x))
        places.push(c * tapCount + k)
      }
    }
    if (offsets.length === 0) return undefined
    const layout = {
      groups,
      outputs: groupInputs,
      offsets,
      places,
      outputDistance: kernelSize.x,
      groupDistance: groupOutputs * tapCount,
    }
    return new Panels(layout, this.#precision)
  }
}
