import { ChannelTaps, type Weights } from '../image/kernels/channel-taps.js'
import type { Axis } from '../image/plane/axis.js'
import { type Precision, type Samples, type TypedSignal } from '../samples.js'
import { copyGrid } from '../wasm/grid.js'
import { Block } from '../wasm/heap.js'
import { TAPS_PADDING } from '../wasm/taps.js'
import { withWorkspace } from '../wasm/workspace.js'
import { goesByGroups, GroupPlan } from './group-plan.js'
import type { LayerShape } from './layer-shape.js'
import { Sheet } from './sheet.js'

/**
 * Numbers of an output computed at a time, together with its three neighbours: few enough to stay in the cache until copied.
 */
const ROOM_LENGTH = 2 ** 12

/** Numbers of a signal computed at a time for all outputs: the samples that they read stay in the cache. */
const COLUMN_COUNT = 2 ** 8

/** The groups of rows multiply magnitudes by about 100, and the results must still be finite. */
const MODEST: Readonly<Record<Precision, number>> = { float32: 1e36, float64: 1e300 }

/** A layer for inputs of one size. It keeps the last input, padded, for the backward pass. */
export class LayerState {
  readonly shape: LayerShape
  readonly precision: Precision
  readonly width: number
  readonly height: number
  readonly x: Axis
  readonly y: Axis
  readonly sheet: Sheet
  readonly input: Block
  /** The offsets of the taps of one output, in the order of its weights. */
  readonly offsets: readonly number[]
  readonly #taps: ChannelTaps
  readonly #groups: GroupPlan | undefined
  /** The greatest magnitude of the input, or NaN if it contains NaN. */
  #greatest = 0

  constructor(shape: LayerShape, width: number, height: number, precision: Precision) {
    this.shape = shape
    this.precision = precision
    this.width = width
    this.height = height
    this.x = shape.axis('x', width)
    this.y = shape.axis('y', height)
    const sheet = new Sheet(this.x, this.y, width, height, precision)
    this.sheet = sheet
    const { x: columns, y: rows } = shape.kernelSize
    this.offsets = Array.from({ length: shape.tapCount }, (_, t) =>
      sheet.offset(Math.floor(t / (columns * rows)), t % columns, Math.floor(t / columns) % rows),
    )
    this.#taps = new ChannelTaps(
      this.offsets,
      this.offsets.map((_, t) => t),
      precision,
    )
    this.input = new Block(shape.inChannels * sheet.channelLength + TAPS_PADDING, precision)
    if (goesByGroups(shape, sheet)) this.#groups = new GroupPlan(shape, sheet, precision)
  }

  load(data: TypedSignal): void {
    const { width, height, sheet, input } = this
    withWorkspace(width * height, this.precision, (room) => {
      for (let c = 0; c < this.shape.inChannels; c++) {
        room.samples.set(data.subarray(c * width * height, (c + 1) * width * height))
        sheet.load(input, c * sheet.channelLength, room, 0)
      }
    })
    if (this.#groups !== undefined) this.#greatest = greatestOf(data)
  }

  /** result = the output for the loaded input. */
  forward(weights: Samples, bias: Samples, result: Samples): void {
    const { shape } = this
    if (this.#groups !== undefined && this.#areModest(weights)) {
      this.#groups.forward(this.input, weights, bias, result)
      return
    }
    const bank = { samples: weights, distance: shape.tapCount, bias }
    const columns = this.y.count === 1 ? COLUMN_COUNT : this.x.count
    for (let column = 0; column < this.x.count; column += columns) {
      this.#forEachRun(bank, (from, output, width) => {
        if (this.y.count === 1) this.#computeColumns(from, width, result, output, column)
        else this.#compute(from, width, result, output)
      })
    }
  }

  free(): void {
    this.input.free()
    this.#taps.free()
    this.#groups?.free()
  }

  /** Whether rows, taps and products can be summed in groups without overflow; false with NaN. */
  #areModest(weights: Samples): boolean {
    const greatestSum = this.shape.tapCount * greatestOf(weights) * this.#greatest
    return Math.max(greatestSum, greatestOf(weights), this.#greatest) < MODEST[this.precision]
  }

  /** Loads the weights of a few outputs at a time, and visits these with the place of their group's input. */
  #forEachRun(bank: Weights, visit: (from: number, output: number, width: number) => void): void {
    const { shape, sheet } = this
    for (let group = 0; group < shape.groups; group++) {
      const from = group * shape.groupInputs * sheet.channelLength
      const end = (group + 1) * shape.groupOutputs
      for (let output = end - shape.groupOutputs; output < end;) {
        const width = this.#taps.take(bank, output * shape.tapCount, output, end - output)
        visit(from, output, width)
        output += width
      }
    }
  }

  /** Computes some numbers, from a column on, of the outputs whose weights were loaded, where these have one row. */
  #computeColumns(from: number, width: number, result: Samples, output: number, column: number): void {
    const { x, input } = this
    const count = Math.min(COLUMN_COUNT, x.count - column)
    const stride = COLUMN_COUNT + TAPS_PADDING
    withWorkspace(width * stride, this.precision, (room) => {
      this.#taps.run(room, 0, stride, input, from + column, count)
      for (let i = 0; i < width; i++) {
        result.set(room.samples.subarray(i * stride, i * stride + count), (output + i) * x.count + column)
      }
    })
  }

  /**
   * Computes the outputs whose weights were loaded, some rows at a time: first with the gaps between the rows, then without.
   */
  #compute(from: number, width: number, result: Samples, output: number): void {
    const { x, y, input } = this
    const { pitch } = this.sheet
    const bandRows = Math.min(Math.max(Math.floor(ROOM_LENGTH / pitch), 1), y.count)
    const stride = bandRows * pitch + TAPS_PADDING
    const dense = width * stride
    withWorkspace(dense + bandRows * x.count, this.precision, (room) => {
      for (let row = 0; row < y.count; row += bandRows) {
        const rows = Math.min(bandRows, y.count - row)
        this.#taps.run(room, 0, stride, input, from + row * pitch, (rows - 1) * pitch + x.count)
        for (let i = 0; i < width; i++) {
          const spaced = { at: i * stride, pitch, step: 1 }
          copyGrid(room, { at: dense, pitch: x.count, step: 1 }, room, spaced, x.count, rows)
          const part = room.samples.subarray(dense, dense + rows * x.count)
          result.set(part, ((output + i) * y.count + row) * x.count)
        }
      }
    })
  }
}

/** The greatest magnitude, or NaN. */
function greatestOf(data: TypedSignal): number {
  let greatest = 0
  for (let i = 0; i < data.length; i++) {
    const magnitude = Math.abs(data[i])
    // Written so that NaN propagates.
    if (!(magnitude <= greatest)) greatest = magnitude
    if (Number.isNaN(greatest)) return greatest
  }
  return greatest
}
