import { type Precision, type Samples, type TypedSignal, zeros } from '../samples.js'
import { dots, OffsetList } from '../wasm/dots.js'
import { copyGrid } from '../wasm/grid.js'
import type { Block } from '../wasm/heap.js'
import { type Outputs, Panels } from '../wasm/panels.js'
import { clear } from '../wasm/samples.js'
import { TAPS_PADDING } from '../wasm/taps.js'
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

/** Numbers of the gradient of the input computed at a time: few enough to stay in the cache until copied. */
const ROOM_LENGTH = 2 ** 16

/** Computes the gradients of a layer, given the gradient of its output. */
export function layerGradients(
  state: LayerState,
  weights: Samples,
  gradOutput: TypedSignal,
  hasBias: boolean,
): LayerGradients {
  const { shape, precision } = state
  const bias = hasBias ? channelSums(gradOutput, shape.outChannels, precision) : zeros(0, precision)
  const computations = [ofWeights(state), ofInput(state, weights)]
  const [gradients, input] = computed(state, gradOutput, computations)
  return { weights: gradients, bias, input }
}

/**
 * The gradient of each weight: the output's gradient times the pixels that the weight has met, Σ gradOutput[j][i]·input[s·j +
 * d·l − p][s·i + d·k − p].
 */
export function weightsGradient(state: LayerState, gradOutput: TypedSignal): Samples {
  return computed(state, gradOutput, [ofWeights(state)])[0]
}

/**
 * The gradient of each pixel: the output's gradient wherever the pixel has met a weight, times that weight. For all pixels in
 * one of the sheet's stride·stride planes these are the same weights at fixed distances: a convolution with taps.
 */
export function inputGradient(state: LayerState, weights: Samples, gradOutput: TypedSignal): Samples {
  return computed(state, gradOutput, [ofInput(state, weights)])[0]
}

/** The sum of each channel. */
export function channelSums(data: TypedSignal, channels: number, precision: Precision): Samples {
  const result = zeros(channels, precision)
  const length = data.length / channels
  for (let c = 0; c < channels; c++) {
    let sum = 0
    for (let i = c * length; i < (c + 1) * length; i++) sum += data[i]
    result[c] = sum
  }
  return result
}

/** The computation of a gradient from that of the output. */
interface Computation {
  /** The free memory that it needs beside the gradient of the output, in numbers. */
  readonly roomLength: number
  compute(laid: Laid): Samples
  free(): void
}

function ofWeights(state: LayerState): Computation {
  const { shape, precision, sheet, y } = state
  const { groups, groupInputs, groupOutputs, tapCount } = shape
  const list = new OffsetList(state.offsets, precision)
  const count = Math.ceil((y.count * sheet.pitch) / TURN) * TURN
  return {
    roomLength: groupOutputs * list.length,
    compute: ({ block, lead, length, room }) => {
      const result = zeros(shape.outChannels * tapCount, precision)
      for (let group = 0; group < groups; group++) {
        const first = group * groupOutputs
        const [gradient, from] = [first * length + lead, group * groupInputs * sheet.channelLength]
        clear(block, room, groupOutputs * list.length)
        dots(block, room, block, gradient, length, state.input, from, list, count, groupOutputs)
        for (let o = 0; o < groupOutputs; o++) {
          const at = room + o * list.length
          result.set(block.samples.subarray(at, at + tapCount), (first + o) * tapCount)
        }
      }
      return result
    },
    free: () => {
      list.free()
    },
  }
}

function ofInput(state: LayerState, weights: Samples): Computation {
  const { shape, precision, width, height, sheet } = state
  const pixels = width * height
  const parts = Array.from(sheet.parts(), (part) => ({ part, panels: partPanels(state, part) }))
  for (const { panels } of parts) panels?.load(weights, zeros(0, precision))
  const stride = sheet.planeLength + TAPS_PADDING
  const fours = Math.max(Math.floor(ROOM_LENGTH / (stride + pixels) / 4), 1)
  const most = Math.min(4 * fours, shape.groupInputs)
  return {
    roomLength: most * (stride + pixels),
    compute: (laid) => {
      const result = zeros(shape.inChannels * pixels, precision)
      for (let group = 0; group < shape.groups; group++) {
        for (let first = 0; first < shape.groupInputs; first += most) {
          const count = Math.min(most, shape.groupInputs - first)
          const dense = laid.room + count * stride
          // Pixels that no weight has met belong to no part.
          clear(laid.block, dense, count * pixels)
          for (const { part, panels } of parts) {
            if (panels !== undefined) computePart(state, laid, part, panels, { group, first, count }, dense)
          }
          const images = laid.block.samples.subarray(dense, dense + count * pixels)
          result.set(images, (group * shape.groupInputs + first) * pixels)
        }
      }
      return result
    },
    free: () => {
      for (const { panels } of parts) panels?.free()
    },
  }
}

/**
 * The gradient of the output in a block, in rows with the pitch of the input: where a channel begins within its length, and where
 * the free memory after all channels begins.
 */
interface Laid {
  readonly block: Block
  readonly lead: number
  readonly length: number
  readonly room: number
}

/** Lays the gradient of the output into a workspace, where zeros surround it as far as the taps reach back, and computes. */
function computed(
  state: LayerState,
  gradOutput: TypedSignal,
  computations: readonly Computation[],
): Samples[] {
  const { shape, precision, sheet, x, y } = state
  const { lead, length } = placeOf(state)
  const room = shape.outChannels * length + TAPS_PADDING
  const outLength = x.count * y.count
  const roomLength = Math.max(outLength, ...computations.map((each) => each.roomLength))
  return withWorkspace(room + roomLength, precision, (block) => {
    clear(block, 0, room)
    for (let o = 0; o < shape.outChannels; o++) {
      block.samples.set(gradOutput.subarray(o * outLength, (o + 1) * outLength), room)
      const spaced = { at: o * length + lead, pitch: sheet.pitch, step: 1 }
      copyGrid(block, spaced, block, { at: room, pitch: x.count, step: 1 }, x.count, y.count)
    }
    return computations.map((each) => {
      const result = each.compute({ block, lead, length, room })
      each.free()
      return result
    })
  })
}

/** Where a channel of the gradient begins, and its length, with the zeros around it. */
function placeOf({ precision, sheet, x, y }: LayerState): Pick<Laid, 'lead' | 'length'> {
  const [back, above] = [backOf(x), backOf(y)]
  const lead = back + above * sheet.pitch
  return { lead, length: oddLines(lead + (y.count + above) * sheet.pitch + TURN, precision) }
}

/** The taps by which the pixels of a part have contributed to outputs, if there are any. */
function partPanels(state: LayerState, { column, row }: Part): Panels | undefined {
  const { shape, sheet, x, y } = state
  const { length } = placeOf(state)
  const [offsets, places]: [number[], number[]] = [[], []]
  for (let o = 0; o < shape.groupOutputs; o++) {
    for (let l = 0; l < y.taps; l++) {
      if ((l * y.dilation) % y.stride !== row) continue
      for (let k = 0; k < x.taps; k++) {
        if ((k * x.dilation) % x.stride !== column) continue
        offsets.push(o * length - sheet.distance(k, l))
        places.push(o * shape.tapCount + l * x.taps + k)
      }
    }
  }
  if (offsets.length === 0) return undefined
  const layout = {
    groups: shape.groups,
    outputs: shape.groupInputs,
    offsets,
    places,
    outputDistance: x.taps * y.taps,
    groupDistance: shape.groupOutputs * shape.tapCount,
  }
  return new Panels(layout, state.precision)
}

/** Computes the pixels of a part in some channels, and writes them to their places in the images at block[dense..]. */
function computePart(
  { shape, sheet, width, height }: LayerState,
  { block, lead, length, room }: Laid,
  part: Part,
  panels: Panels,
  channels: Outputs,
  dense: number,
): void {
  const { pitch } = sheet
  const stride = sheet.planeLength + TAPS_PADDING
  const from = channels.group * shape.groupOutputs * length + lead + part.firstRow * pitch + part.firstColumn
  panels.run(block, room, stride, block, from, (part.rows - 1) * pitch + part.columns, channels)
  for (let i = 0; i < channels.count; i++) {
    const spaced = { at: room + i * stride, pitch, step: 1 }
    copyGrid(block, moved(part.inImage, dense + i * width * height), block, spaced, part.columns, part.rows)
  }
}
