import { type Precision, type Samples, zeros } from '../samples.js'
import { engine } from '../wasm/engine.js'
import { copyGrid } from '../wasm/grid.js'
import type { Block } from '../wasm/heap.js'
import { TapList, taps, TAPS_PADDING } from '../wasm/taps.js'
import { ChannelTaps } from './channel-taps.js'
import { oddLines } from './sheet.js'

/** Rows that are made together, and products of which they are made. */
export const GROUP_ROWS = 4
export const PRODUCTS = 6

// Winograd's F(4, 3) at the points 0, ±1, ±2 and ∞ (Lavin and Gray, Fast algorithms for convolutional neural networks, 2016, section
// 4.3), here along the columns only: four rows of a correlation with three taps g of the rows d₀ … d₅ are Aᵀ((G·g) ⊙ (Bᵀ·d)).

/** Bᵀ: of which rows each of the six is made. */
const OF_ROWS = [
  [4, 0, -5, 0, 1, 0],
  [0, -4, -4, 1, 1, 0],
  [0, 4, -4, -1, 1, 0],
  [0, -2, -1, 2, 1, 0],
  [0, 2, -1, -2, 1, 0],
  [0, 4, 0, -5, 0, 1],
]

/** G: of which taps. */
const OF_TAPS = [
  [1 / 4, 0, 0],
  [-1 / 6, -1 / 6, -1 / 6],
  [-1 / 6, 1 / 6, -1 / 6],
  [1 / 24, 1 / 12, 1 / 6],
  [1 / 24, -1 / 12, 1 / 6],
  [0, 0, 1],
]

/** Aᵀ: of which products each of the four rows is made. */
export const OF_PRODUCTS = [
  [1, 1, 1, 1, 1, 0],
  [0, 1, -1, 2, -2, 0],
  [0, 1, 1, 4, 4, 0],
  [0, 1, -1, 8, -8, 1],
]

/** Channels as a sheet lays them, of which kernels of three rows make `outputRows` rows. */
export interface Rows {
  readonly channels: number
  readonly channelLength: number
  readonly pitch: number
  readonly outputRows: number
}

/**
 * Four rows at a time for kernels of three rows, with six multiplications for each column of taps instead of twelve. What rows are
 * made into is made but once for all outputs, and sums over channels and columns are taken before rows are made of them.
 */
export class RowGroups {
  readonly groups: number
  /** Numbers that `transform` writes to. */
  readonly length: number
  readonly #rows: Rows
  readonly #columns: number
  readonly #precision: Precision
  readonly #products: readonly ChannelTaps[]
  readonly #ofRows: readonly TapList[]
  /** From a channel of the six sets to the next one, from a set to the next one, and of a lane: every fourth row of a channel. */
  readonly #channelLength: number
  readonly #setLength: number
  readonly #laneLength: number

  /** @param columnOffsets Where each column of the kernel finds its pixel. */
  constructor(rows: Rows, columnOffsets: readonly number[], precision: Precision) {
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
    const positions = offsets.map((_, t) => t)
    this.#products = OF_TAPS.map(() => new ChannelTaps(offsets, positions, precision))
    const laneOffsets = OF_ROWS.map(
      (_, row) => (row % GROUP_ROWS) * this.#laneLength + Math.floor(row / GROUP_ROWS) * pitch,
    )
    this.#ofRows = OF_ROWS.map((weights) => listOf(weights, laneOffsets, precision))
  }

  /** target[at..] = what the rows of each channel at source[from..] are made into. */
  transform(target: Block, at: number, source: Block, from: number): void {
    const { channels, channelLength, pitch, outputRows } = this.#rows
    const lanes = at + PRODUCTS * this.#setLength
    // Rows behind the last one are 0: they would not cancel out if they were anything.
    engine(this.#precision).clear(target, lanes, GROUP_ROWS * this.#laneLength)
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

  /** What the weights of all outputs are made into: [o][c][l][k] into six times [o][c][k]. */
  transformWeights(weights: Samples): Samples[] {
    const columns = this.#columns
    return OF_TAPS.map(([w0, w1, w2]) => {
      const made = zeros(weights.length / 3, this.#precision)
      for (let kernel = 0, to = 0; kernel < weights.length; kernel += 3 * columns) {
        for (let at = kernel; at < kernel + columns; at++) {
          made[to++] = w0 * weights[at] + w1 * weights[at + columns] + w2 * weights[at + 2 * columns]
        }
      }
      return made
    })
  }

  /** Takes the weights of four outputs, or of one where fewer than four are left; returns how many. */
  take(weights: readonly Samples[], output: number, left: number): number {
    const distance = this.#rows.channels * this.#columns
    const bias = zeros(0, this.#precision)
    return Math.min(
      ...this.#products.map((product, i) =>
        product.take({ samples: weights[i], distance, bias }, output * distance, output, left),
      ),
    )
  }

  /** block[at + o·stride + i·stride/6..] = the product i of each output o that was taken, from a number of the sets on. */
  multiply(block: Block, at: number, stride: number, sets: number, count: number): void {
    for (const [i, product] of this.#products.entries()) {
      product.run(block, at + (i * stride) / PRODUCTS, stride, block, sets + i * this.#setLength, count)
    }
  }

  free(): void {
    for (const list of [...this.#products, ...this.#ofRows]) list.free()
  }
}

/** Taps of the weights that are not 0. */
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
