import { type Precision, type Samples, zeros } from '../samples.js'
import { copyGrid } from '../wasm/grid.js'
import type { Block } from '../wasm/heap.js'
import { type Outputs, Panels } from '../wasm/panels.js'
import { clear } from '../wasm/samples.js'
import { TapList, taps, TAPS_PADDING } from '../wasm/taps.js'
import { oddLines } from './sheet.js'

/** The number of rows computed together, and of the products that they are computed from. */
export const GROUP_ROWS = 4
export const PRODUCTS = 6

// Winograd's F(4, 3) at the points 0, ±1, ±2 and ∞ (Lavin and Gray, Fast algorithms for convolutional neural networks, 2016, section
// 4.3), here along the columns only: four rows of a correlation with three taps g of the rows d₀ … d₅ are Aᵀ((G·g) ⊙ (Bᵀ·d)).

/** Bᵀ: the weights of the rows in each of the six transformed rows. */
const OF_ROWS = [
  [4, 0, -5, 0, 1, 0],
  [0, -4, -4, 1, 1, 0],
  [0, 4, -4, -1, 1, 0],
  [0, -2, -1, 2, 1, 0],
  [0, 2, -1, -2, 1, 0],
  [0, 4, 0, -5, 0, 1],
]

/** G: the weights of the taps in each of the six transformed taps. */
const OF_TAPS = [
  [1 / 4, 0, 0],
  [-1 / 6, -1 / 6, -1 / 6],
  [-1 / 6, 1 / 6, -1 / 6],
  [1 / 24, 1 / 12, 1 / 6],
  [1 / 24, -1 / 12, 1 / 6],
  [0, 0, 1],
]

/** Aᵀ: the weights of the products in each of the four rows. */
export const OF_PRODUCTS = [
  [1, 1, 1, 1, 1, 0],
  [0, 1, -1, 2, -2, 0],
  [0, 1, 1, 4, 4, 0],
  [0, 1, -1, 8, -8, 1],
]

/** Channels as a sheet lays them, from which kernels of three rows make `outputRows` rows. */
export interface Rows {
  readonly channels: number
  readonly channelLength: number
  readonly pitch: number
  readonly outputRows: number
}

/**
 * Computes four rows at a time for kernels of three rows, with six multiplications per column of taps instead of twelve. The
 * rows are transformed once for all outputs, and products are summed over channels and columns before the inverse.
 */
export class RowGroups {
  readonly groups: number
  /** The length that `transform` writes, in numbers. */
  readonly length: number
  readonly #rows: Rows
  readonly #columns: number
  readonly #precision: Precision
  readonly #products: readonly Panels[]
  readonly #ofRows: readonly TapList[]
  /**
   * The distance from one channel to the next within a set, from one set to the next, and the length of a lane, which holds
   * every fourth row of a channel.
   */
  readonly #channelLength: number
  readonly #setLength: number
  readonly #laneLength: number

  /** @param columnOffsets The distance to the pixel of each column of the kernel. */
  constructor(rows: Rows, outputs: number, columnOffsets: readonly number[], precision: Precision) {
    const { channels, pitch, outputRows } = rows
    const columns = columnOffsets.length
    this.#rows = rows
    this.#columns = columns
    this.#precision = precision
    this.groups = Math.ceil(outputRows / GROUP_ROWS)
    this.#channelLength = oddLines(this.groups * pitch, precision)
    this.#setLength = channels * this.#channelLength + TAPS_PADDING
    this.#laneLength = (this.groups + 1) * pitch + TAPS_PADDING
    this.length = PRODUCTS * this.#setLength + GROUP_ROWS * this.#laneLength
    const offsets = Array.from(
      { length: channels * columns },
      (_, t) => Math.floor(t / columns) * this.#channelLength + columnOffsets[t % columns],
    )
    const layout = {
      groups: 1,
      outputs,
      offsets,
      places: offsets.map((_, t) => t),
      outputDistance: offsets.length,
      groupDistance: 0,
    }
    this.#products = OF_TAPS.map(() => new Panels(layout, precision))
    const laneOffsets = OF_ROWS.map(
      (_, row) => (row % GROUP_ROWS) * this.#laneLength + Math.floor(row / GROUP_ROWS) * pitch,
    )
    this.#ofRows = OF_ROWS.map((weights) => listOf(weights, laneOffsets, precision))
  }

  /** target[at..] = the transformed rows of each channel at source[from..]. */
  transform(target: Block, at: number, source: Block, from: number): void {
    const { channels, channelLength, pitch, outputRows } = this.#rows
    const lanes = at + PRODUCTS * this.#setLength
    // Rows after the last one are cleared: other values would not cancel out.
    clear(target, lanes, GROUP_ROWS * this.#laneLength)
    for (let c = 0; c < channels; c++) {
      for (let lane = 0; lane < GROUP_ROWS; lane++) {
        const to = { at: lanes + lane * this.#laneLength, pitch, step: 1 }
        const first = from + c * channelLength + lane * pitch
        const count = Math.ceil(Math.max(outputRows + 2 - lane, 0) / GROUP_ROWS)
        copyGrid(target, to, source, { at: first, pitch: GROUP_ROWS * pitch, step: 1 }, pitch, count)
      }
      for (const [i, list] of this.#ofRows.entries()) {
        const to = at + i * this.#setLength + c * this.#channelLength
        taps(target, to, target, lanes, list, 0, this.groups * pitch)
      }
    }
  }

  /** Loads the weights of all outputs, [o][c][l][k], transformed into six arrays [o][c][k]. */
  load(weights: Samples): void {
    const columns = this.#columns
    const none = zeros(0, this.#precision)
    const made = zeros(weights.length / 3, this.#precision)
    for (const [i, [w0, w1, w2]] of OF_TAPS.entries()) {
      for (let kernel = 0, to = 0; kernel < weights.length; kernel += 3 * columns) {
        for (let at = kernel; at < kernel + columns; at++) {
          made[to++] = w0 * weights[at] + w1 * weights[at + columns] + w2 * weights[at + 2 * columns]
        }
      }
      this.#products[i].load(made, none)
    }
  }

  /** block[at + o·stride + i·stride/6..] = product i of some of the outputs, with the sets that begin at `sets`. */
  multiply(block: Block, at: number, stride: number, sets: number, count: number, outputs: Outputs): void {
    for (const [i, product] of this.#products.entries()) {
      product.run(
        block,
        at + (i * stride) / PRODUCTS,
        stride,
        block,
        sets + i * this.#setLength,
        count,
        outputs,
      )
    }
  }

  free(): void {
    for (const list of [...this.#products, ...this.#ofRows]) list.free()
  }
}

/** The taps of the weights that are not 0. */
export function listOf(
  weights: readonly number[],
  offsets: readonly number[],
  precision: Precision,
): TapList {
  const used = offsets.filter((_, i) => weights[i] !== 0)
  return new TapList(
    used,
    weights.filter((weight) => weight !== 0),
    precision,
  )
}
