import { engine } from '../wasm/engine.js'
import type { Block } from '../wasm/heap.js'
import { SCRATCH_LENGTH } from '../wasm/workspace.js'
import { type Axis, reachOf, spanOf } from './axis.js'
import type { Raster } from './raster.js'

/** Numbers of a band and of what is made of it that fit into the workspace that is kept. */
const BAND_LENGTH = Math.floor(0.9 * SCRATCH_LENGTH)

/** Gets `rows` outputs from `row` on, which find what they take from the beginning on. */
type Use = (row: number, rows: number) => void

/**
 * Some rows of an image laid end to end in a block, so that to reach another pixel is to go a fixed distance. The band moves
 * down the image: rows that the next outputs take as well stay, and the others are loaded.
 *
 * With a stride, columns and rows are dealt out to stride·stride planes, each of which is then gone through pixel by pixel.
 */
export class Band {
  readonly x: Axis
  readonly y: Axis
  readonly channels: number
  /** Rows of outputs that are made at once. */
  readonly rows: number
  /** From a pixel to the one below it in the same plane. */
  readonly pitch: number
  /** Of a plane, and of all of them with room for a row that is dealt out. */
  readonly planeLength: number
  readonly length: number
  /** Rows of a plane that an output row shares with the one before. */
  readonly #shared: number
  /** Pixels of a row before they are dealt out. */
  readonly #width: number

  /** @param extraRows How many rows of work the user of the band has for each row of outputs. */
  constructor(x: Axis, y: Axis, channels: number, extraRows: number) {
    this.x = x
    this.y = y
    this.channels = channels
    this.#width = spanOf(x, x.count)
    this.#shared = Math.ceil(reachOf(y) / y.stride) - 1
    this.pitch = aligned(Math.ceil(this.#width / x.stride) * channels)
    const planes = x.stride * y.stride
    const free = BAND_LENGTH / this.pitch - this.#shared * planes
    // Where the shared rows are many, as many new ones: to keep a row is cheap, but not for nothing.
    const rows = Math.max(Math.floor(free / (planes + extraRows)), Math.ceil(this.#shared / 2), 1)
    this.rows = Math.min(rows, y.count)
    this.planeLength = (this.#shared + this.rows) * this.pitch
    this.length = this.planeLength * planes + (x.stride > 1 ? x.stride * this.pitch : 0)
  }

  /** The distance to what the tap k of a row takes. */
  columnOffset(k: number): number {
    const { stride, dilation } = this.x
    const distance = k * dilation
    const plane = (distance % stride) * this.y.stride * this.planeLength
    return plane + Math.floor(distance / stride) * this.channels
  }

  /** The distance to what the tap l of a column takes. */
  rowOffset(l: number): number {
    const { stride, dilation } = this.y
    const distance = l * dilation
    return (distance % stride) * this.planeLength + Math.floor(distance / stride) * this.pitch
  }

  /** Moves down an image, in a block from index 0 on. */
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
      engine(block.precision).copy(block, at, block, at + rows * pitch, this.#shared * pitch)
    }
  }

  /** Loads the rows from <= row < to of all planes, the first ones of which are those of the output row `first`. */
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

/** Rows begin with a vector, so that one above another is loaded without crossing the cache's lines. */
function aligned(length: number): number {
  return Math.ceil(length / 4) * 4
}
