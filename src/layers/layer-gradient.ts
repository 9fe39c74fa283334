import { ChannelTaps } from '../image/kernels/channel-taps.js'
import { type Samples, type TypedSignal, zeros } from '../samples.js'
import { copyGrid } from '../wasm/grid.js'
import type { Block } from '../wasm/heap.js'
import { clear } from '../wasm/samples.js'
import { dots, OffsetList, TAPS_PADDING } from '../wasm/taps.js'
import { withWorkspace } from '../wasm/workspace.js'
import type { LayerState } from './layer-state.js'
import { backOf, moved, oddLines, type Part } from './sheet.js'

/** The gradients of the loss with respect to each number. */
export interface LayerGradients {
  readonly input: Samples
  readonly weights: Samples
  readonly bias: Samples
}

/** `dots` processes whole groups of this many numbers. */
const TURN = 8

/** Computes the gradients of a layer, given the gradient of its output. */
export function layerGradients(
  state: LayerState,
  weights: Samples,
  gradOutput: TypedSignal,
  hasBias: boolean,
): LayerGradients {
  const { shape, precision, sheet, x, y } = state
  // The gradient of the output lies in rows with the pitch of the input. Zeros surround it as far as the taps reach back.
  const [back, above] = [backOf(x), backOf(y)]
  const lead = back + above * sheet.pitch
  const length = oddLines(lead + (y.count + above) * sheet.pitch + TURN, precision)
  const room = shape.outChannels * length + TAPS_PADDING
  const outLength = x.count * y.count
  const roomLength = Math.max(
    outLength,
    4 * (sheet.planeLength + TAPS_PADDING) + 4 * state.width * state.height,
  )
  return withWorkspace(room + roomLength, precision, (block) => {
    clear(block, 0, room)
    for (let o = 0; o < shape.outChannels; o++) {
      block.samples.set(gradOutput.subarray(o * outLength, (o + 1) * outLength), room)
      const spaced = { at: o * length + lead, pitch: sheet.pitch, step: 1 }
      copyGrid(block, spaced, block, { at: room, pitch: x.count, step: 1 }, x.count, y.count)
    }
    const laid = { block, lead, length, room }
    return {
      weights: weightsGradient(state, laid),
      bias: biasGradient(state, gradOutput, hasBias),
      input: inputGradient(state, laid, weights),
    }
  })
}

/**
 * The gradient of the output in a block: where a channel begins within its length, and where the free memory after all channels
 * begins.
 */
interface Laid {
  readonly block: Block
  readonly lead: number
  readonly length: number
  readonly room: number
}

/**
 * The gradient of each weight: the output's gradient times the pixels that the weight has met, Σ gradOutput[j][i]·input[s·j +
 * d·l − p][s·i + d·k − p].
 */
function weightsGradient(state: LayerState, { block, lead, length }: Laid): Samples {
  const { shape, precision, sheet, y } = state
  const result = zeros(shape.outChannels * shape.tapCount, precision)
  const list = new OffsetList(state.offsets, precision)
  const count = Math.ceil((y.count * sheet.pitch) / TURN) * TURN
  for (let o = 0; o < shape.outChannels; o++) {
    const group = Math.floor(o / shape.groupOutputs)
    const from = group * shape.groupInputs * sheet.channelLength
    dots(block, o * length + lead, state.input, from, list, count)
    result.set(list.sums.samples.subarray(0, shape.tapCount), o * shape.tapCount)
  }
  list.free()
  return result
}

function biasGradient(state: LayerState, gradOutput: TypedSignal, hasBias: boolean): Samples {
  const result = zeros(hasBias ? state.shape.outChannels : 0, state.precision)
  const length = state.x.count * state.y.count
  for (let o = 0; o < result.length; o++) {
    let sum = 0
    for (let i = o * length; i < (o + 1) * length; i++) sum += gradOutput[i]
    result[o] = sum
  }
  return result
}

/**
 * The gradient of each pixel: the output's gradient wherever the pixel has met a weight, times that weight. For all pixels in
 * one of the sheet's stride·stride planes these are the same weights at fixed distances: a convolution with taps.
 */
function inputGradient(state: LayerState, laid: Laid, weights: Samples): Samples {
  const { shape, precision, width, height } = state
  const result = zeros(shape.inChannels * height * width, precision)
  const parts = Array.from(state.sheet.parts(), (part) => ({ part, taps: partTaps(state, laid, part) }))
  const bank = {
    samples: weights,
    distance: shape.kernelSize.x * shape.kernelSize.y,
    bias: zeros(0, precision),
  }
  for (let group = 0; group < shape.groups; group++) {
    const begin = group * shape.groupInputs
    const source = group * shape.groupOutputs * laid.length + laid.lead
    const firstWeight = group * shape.groupOutputs * shape.tapCount
    for (let c = 0; c < shape.groupInputs;) {
      const left = shape.groupInputs - c
      const at = firstWeight + c * bank.distance
      const count = left < 4 ? 1 : 4
      const dense = laid.room + count * (state.sheet.planeLength + TAPS_PADDING)
      // Pixels that no weight has met belong to no part.
      clear(laid.block, dense, count * width * height)
      for (const { part, taps } of parts) {
        taps?.take(bank, at, 0, left)
        if (taps !== undefined) computePart(state, laid, part, taps, source, count, dense)
      }
      const images = laid.block.samples.subarray(dense, dense + count * width * height)
      result.set(images, (begin + c) * width * height)
      c += count
    }
  }
  for (const { taps } of parts) taps?.free()
  return result
}

/** The taps by which the pixels of a part have contributed to outputs, if there are any. */
function partTaps(state: LayerState, { length }: Laid, { column, row }: Part): ChannelTaps | undefined {
  const { shape, sheet, x, y } = state
  const [offsets, positions]: [number[], number[]] = [[], []]
  for (let o = 0; o < shape.groupOutputs; o++) {
    for (let l = 0; l < y.taps; l++) {
      if ((l * y.dilation) % y.stride !== row) continue
      for (let k = 0; k < x.taps; k++) {
        if ((k * x.dilation) % x.stride !== column) continue
        offsets.push(o * length - sheet.distance(k, l))
        positions.push(o * shape.tapCount + l * x.taps + k)
      }
    }
  }
  return offsets.length === 0 ? undefined : new ChannelTaps(offsets, positions, state.precision)
}

/** Computes the pixels of a part in `count` channels, and writes them to their places in the images at block[dense..]. */
function computePart(
  { sheet, width, height }: LayerState,
  { block, room }: Laid,
  part: Part,
  taps: ChannelTaps,
  source: number,
  count: number,
  dense: number,
): void {
  const { pitch } = sheet
  const stride = sheet.planeLength + TAPS_PADDING
  const from = part.firstRow * pitch + part.firstColumn
  taps.run(block, room, stride, block, source + from, (part.rows - 1) * pitch + part.columns)
  for (let i = 0; i < count; i++) {
    const spaced = { at: room + i * stride, pitch, step: 1 }
    copyGrid(block, moved(part.inImage, dense + i * width * height), block, spaced, part.columns, part.rows)
  }
}
