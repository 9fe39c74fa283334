import type { Axis } from '../image/plane/axis.js'
import { type Precision, type Samples, type TypedSignal } from '../samples.js'
import { copyGrid } from '../wasm/grid.js'
import { Block } from '../wasm/heap.js'
import { Panels } from '../wasm/panels.js'
import { rectify } from '../wasm/rectify.js'
import { TAPS_PADDING } from '../wasm/taps.js'
import { withWorkspace } from '../wasm/workspace.js'
import { goesByGroups, GroupPlan } from './group-plan.js'
import type { LayerShape } from './layer-shape.js'
import type { LayerParameters } from './sgd.js'
import { Sheet } from './sheet.js'

/** Numbers of the outputs computed at a time: few enough to stay in the cache until copied. */
const ROOM_LENGTH = 2 ** 16

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
  readonly #groups: GroupPlan | undefined
  #panels: Panels | undefined
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
    this.input = new Block(shape.inChannels * sheet.channelLength + TAPS_PADDING, precision)
    if (goesByGroups(shape, sheet)) this.#groups = new GroupPlan(shape, sheet, precision)
  }

  load(data: TypedSignal): void {
    const { width, height, sheet, input } = this
    const length = width * height
    if (height === 1 && sheet.rows === 1 && sheet.y.start === 0 && sheet.x.stride === 1) {
      const { start } = sheet.x
      const used = Math.min(length, sheet.pitch + start)
      for (let c = 0; c < this.shape.inChannels; c++) {
        input.samples.set(data.subarray(c * length, c * length + used), c * sheet.channelLength - start)
      }
      return
    }
    withWorkspace(length, this.precision, (room) => {
      for (let c = 0; c < this.shape.inChannels; c++) {
        room.samples.set(data.subarray(c * length, (c + 1) * length))
        sheet.load(input, c * sheet.channelLength, room, 0)
      }
    })
    if (this.#groups !== undefined) this.#greatest = greatestOf(data)
  }

  /** result = the output for the loaded input; with `isRectified`, 0 in place of what is below it. */
  forward(parameters: LayerParameters, result: Samples, isRectified: boolean): void {
    const { weights, bias } = parameters
    if (this.#groups !== undefined && this.#areModest(weights)) {
      this.#groups.forward(this.input, parameters, result, isRectified)
      return
    }
    const { groups } = this.shape
    this.#panels ??= this.#makePanels()
    this.#panels.load(weights, bias)
    for (let group = 0; group < groups; group++) this.#compute(this.#panels, group, result, isRectified)
  }

  free(): void {
    this.input.free()
    this.#panels?.free()
    this.#groups?.free()
  }

  /** Whether rows, taps and products can be summed in groups without overflow; false with NaN. */
  #areModest(weights: Samples): boolean {
    const greatestSum = this.shape.tapCount * greatestOf(weights) * this.#greatest
    return Math.max(greatestSum, greatestOf(weights), this.#greatest) < MODEST[this.precision]
  }

  #makePanels(): Panels {
    const { groups, groupOutputs, tapCount } = this.shape
    const layout = {
      groups,
      outputs: groupOutputs,
      offsets: this.offsets,
      places: this.offsets.map((_, t) => t),
      outputDistance: tapCount,
      groupDistance: groupOutputs * tapCount,
    }
    return new Panels(layout, this.precision)
  }

  /**
   * Computes the outputs of a group, some rows at a time: first with the gaps between the rows, then without. A signal has one row,
   * of which some columns are computed at a time.
   */
  #compute(panels: Panels, group: number, result: Samples, isRectified: boolean): void {
    const { x, y, input, sheet } = this
    const { groupInputs, groupOutputs } = this.shape
    const from = group * groupInputs * sheet.channelLength
    const outputs = { group, first: 0, count: groupOutputs }
    const most = Math.max(Math.floor(ROOM_LENGTH / groupOutputs), 1)
    const columns = y.count === 1 ? Math.min(most, x.count) : x.count
    const rows = y.count === 1 ? 1 : Math.min(Math.max(Math.floor(most / sheet.pitch), 1), y.count)
    const stride = (rows - 1) * sheet.pitch + columns + TAPS_PADDING
    const dense = groupOutputs * stride
    withWorkspace(dense + rows * columns, this.precision, (room) => {
      for (let row = 0; row < y.count; row += rows) {
        const height = Math.min(rows, y.count - row)
        for (let column = 0; column < x.count; column += columns) {
          const width = Math.min(columns, x.count - column)
          const count = (height - 1) * sheet.pitch + width
          panels.run(room, 0, stride, input, from + row * sheet.pitch + column, count, outputs)
          if (isRectified) rectify(room, 0, dense)
          for (let o = 0; o < groupOutputs; o++) {
            let at = o * stride
            if (height > 1) {
              const spaced = { at, pitch: sheet.pitch, step: 1 }
              copyGrid(room, { at: dense, pitch: width, step: 1 }, room, spaced, width, height)
              at = dense
            }
            const to = ((group * groupOutputs + o) * y.count + row) * x.count + column
            result.set(room.samples.subarray(at, at + width * height), to)
          }
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
