import type { Block } from '../../wasm/heap.js'
import { copy } from '../../wasm/samples.js'
import { SCRATCH_LENGTH } from '../../wasm/workspace.js'
import { type Axis, reachOf, spanOf } from '../plane/axis.js'
import type { Raster } from './raster.js'

/** The most numbers that a band and its intermediate results may hold, to fit into the shared workspace. */
const BAND_LENGTH = Math.floor(0.9 * SCRATCH_LENGTH)

/** Computes `rows` rows of outputs from `row` on. Their pixels begin at index 0 of the block. */
type Use = (row: number, rows: number) => void

/**
 * Some rows of an image, laid end to end in a block so that each tap is a fixed distance away. The band moves down the image:
 * rows that the next outputs need again stay, and only the others are loaded.
 *
 * With a stride, columns and rows are dealt out to stride·stride planes, and each plane is then read pixel by pixel.
 */
export class Band {
  readonly x: Axis
  readonly y: Axis
  readonly channels: number
  /** Rows of outputs computed at once. */
  readonly rows: number
  /** The distance from a pixel to the one below it in the same plane. */
  readonly pitch: number
  /** The length of one plane, and of all planes with room for one row before it is dealt out. */
  readonly planeLength: number
  readonly length: number
  /** Rows of a plane that an output row shares with the one before. */
  readonly #shared: number
  /** Pixels of a row before it is dealt out. */
  readonly #width: number

  /** @param extraRows Rows of working memory that the caller needs for each row of outputs. */
  constructor(x: Axis, y: Axis, channels: number, extraRows: number) {
    this.x = x
    this.y = y
    this.channels = channels
    this.#width = spanOf(x, x.count)
    this.#shared = Math.ceil(reachOf(y) / y.stride) - 1
    this.pitch = aligned(Math.ceil(this.#width / x.stride) * channels)
    const planes = x.stride * y.stride
    const free = BAND_LENGTH / this.pitch - this.#shared * planes
    // With many shared rows, load at least half as many new ones: keeping a row is cheap but not free.
    const rows = Math.max(Math.floor(free / (planes + extraRows)), Math.ceil(this.#shared / 2), 1)
    this.rows = Math.min(rows, y.count)
    this.planeLength = (this.#shared + this.rows) * this.pitch
    this.length = this.planeLength * planes + (x.stride > 1 ? x.stride * this.pitch : 0)
  }

  /** The distance to the pixel that tap k of a row reads. */
  columnOffset(k: number): number {
    const { stride, dilation } = this.x
    const distance = k * dilation
    const plane = (distance % stride) * this.y.stride * this.planeLength
    return plane + Math.floor(distance / stride) * this.channels
  }

  /** The distance to the pixel that tap l of a column reads. */
  rowOffset(l: number): number {
    const { stride, dilation } = this.y
    const distance = l * dilation
    return (distance % stride) * this.planeLength + Math.floor(distance / stride) * this.pitch
  }

  /** Moves down an image and calls `use` for each band, which begins at index 0 of the block. */
  forEach(raster: Raster, block: Block, use: Use): void {
    for (let row = 0; row < this.y.count; row += this.rows) {
      const rows = Math.min(this.rows, this.y.count - row)
      if (row > 0) this.#keep(block)
      const kept = row > 0 ? this.#shared : 0
      this.#load(raster, block, row, kept, this.#shared + rows)
      use(row, rows)
    }
  }

  /** Moves the last rows of all planes to their beginning. */
  #keep(block: Block): void {
    const { pitch, planeLength, rows } = this
    for (let plane = 0; plane < this.x.stride * this.y.stride; plane++) {
      const at = plane * planeLength
      copy(block, at, block, at + rows * pitch, this.#shared * pitch)
    }
  }

  /** Loads the rows from <= row < to of all planes; row 0 belongs to the output row `first`. */
  #load(raster: Raster, block: Block, first: number, from: number, to: number): void {
    const { x, y, pitch, planeLength } = this
    for (let i = from * y.stride; i < to * y.stride; i++) {
      const at = (i % y.stride) * planeLength + Math.floor(i / y.stride) * pitch
      const source = y.start + first * y.stride + i
      if (x.stride === 1) raster.load(block, at, source, x.start, this.#width)
      else this.#deal(raster, block, at, source)
    }
  }

  #deal(raster: Raster, block: Block, to: number, y: number): void {
    const { channels, planeLength } = this
    const { stride, start } = this.x
    const work = this.length - stride * this.pitch
    raster.load(block, work, y, start, this.#width)
    const { samples } = block
    for (let phase = 0; phase < stride; phase++) {
      let target = to + phase * this.y.stride * planeLength
      for (let i = phase; i < this.#width; i += stride) {
        for (let c = 0; c < channels; c++) samples[target++] = samples[work + i * channels + c]
      }
    }
  }
}

/** Rows begin at a whole vector, so that loads from different rows do not cross cache lines. */
function aligned(length: number): number {
  return Math.ceil(length / 4) * 4
}
