import { type Block, COPY_MARGIN, copyPlace } from '../../wasm/heap.js'
import { copy } from '../../wasm/samples.js'
import { type Axis, reachOf, spanOf } from '../plane/axis.js'
import type { Raster } from './raster.js'

/** About as many new numbers are loaded at a time: they stay in the caches of a core, and calls take little beside them. */
const STEP_LENGTH = 2 ** 15

/** Computes `rows` rows of outputs from `row` on. Their pixels begin at block[at]. */
type Use = (row: number, rows: number, at: number) => void

/**
 * Some rows of an image, laid end to end in a block so that each tap is a fixed distance away. The band moves down the image:
 * rows that the next outputs need again stay, and only the others are loaded.
 *
 * With a stride, columns and rows of the only channel are dealt out to stride·stride planes, and each plane is then read pixel by
 * pixel.
 */
export class Band {
  readonly x: Axis
  readonly y: Axis
  /** Rows of outputs computed at once, of `count` pixels. */
  readonly rows: number
  readonly count: number
  /** The distance from one channel to the next, in a row and in its outputs. */
  readonly distance: number
  /** The length of a row of outputs with all of its channels, and what lies between them. */
  readonly outputs: number
  /** The distance from a pixel to the one below it in the same plane. */
  readonly pitch: number
  /** The length of one plane, and of all planes with room for one row before it is dealt out. */
  readonly planeLength: number
  readonly length: number
  /** Rows of a plane that an output row shares with the one before. */
  readonly #shared: number

  constructor(x: Axis, y: Axis, channels: number) {
    this.x = x
    this.y = y
    this.count = x.count
    this.distance = spanOf(x, x.count)
    this.outputs = (channels - 1) * this.distance + x.count
    this.#shared = Math.ceil(reachOf(y) / y.stride) - 1
    this.pitch = aligned(Math.ceil((channels * this.distance) / x.stride))
    const planes = x.stride * y.stride
    const pairs = Math.ceil(STEP_LENGTH / (2 * planes * this.pitch))
    // With many shared rows, load at least half as many new ones: keeping a row is cheap but not free.
    this.rows = Math.min(Math.max(2 * pairs, Math.ceil(this.#shared / 2)), y.count)
    this.planeLength = (this.#shared + this.rows) * this.pitch
    this.length = this.planeLength * planes + (planes > 1 ? x.stride * this.pitch : 0) + COPY_MARGIN
  }

  /** The distance to the pixel that tap k of a row reads. */
  columnOffset(k: number): number {
    const { stride, dilation } = this.x
    const distance = k * dilation
    const plane = (distance % stride) * this.y.stride * this.planeLength
    return plane + Math.floor(distance / stride)
  }

  /** The distance to the pixel that tap l of a column reads. */
  rowOffset(l: number): number {
    const { stride, dilation } = this.y
    const distance = l * dilation
    return (distance % stride) * this.planeLength + Math.floor(distance / stride) * this.pitch
  }

  /** Moves down an image and calls `use` for each band. */
  forEach(raster: Raster, block: Block, use: Use): void {
    // The image is copied to places from its column 0 on.
    const left = Math.max(-this.x.start, 0)
    const at = copyPlace(block, left) - left
    for (let row = 0; row < this.y.count; row += this.rows) {
      const rows = Math.min(this.rows, this.y.count - row)
      if (row > 0) this.#keep(block, at)
      const kept = row > 0 ? this.#shared : 0
      this.#load(raster, block, at, row, kept, this.#shared + rows)
      use(row, rows, at)
    }
  }

  /** Moves the last rows of all planes to their beginning. */
  #keep(block: Block, at: number): void {
    const { pitch, planeLength, rows } = this
    for (let plane = 0; plane < this.x.stride * this.y.stride; plane++) {
      const to = at + plane * planeLength
      copy(block, to, block, to + rows * pitch, this.#shared * pitch)
    }
  }

  /** Loads the rows from <= row < to of all planes; row 0 belongs to the output row `first`. */
  #load(raster: Raster, block: Block, at: number, first: number, from: number, to: number): void {
    const { x, y, pitch, planeLength, distance } = this
    const top = y.start + first * y.stride
    if (x.stride * y.stride === 1) {
      raster.load(block, at + from * pitch, pitch, top + from, x.start, distance, to - from)
    } else {
      for (let i = from * y.stride; i < to * y.stride; i++) {
        const row = (i % y.stride) * planeLength + Math.floor(i / y.stride) * pitch
        this.#deal(raster, block, at + row, top + i)
      }
    }
  }

  #deal(raster: Raster, block: Block, to: number, y: number): void {
    const { stride, start } = this.x
    const work = this.length - stride * this.pitch
    raster.load(block, work, this.distance, y, start, this.distance, 1)
    const { samples } = block
    for (let phase = 0; phase < stride; phase++) {
      let target = to + phase * this.y.stride * this.planeLength
      for (let i = phase; i < this.distance; i += stride) samples[target++] = samples[work + i]
    }
  }
}

/** Rows begin at a whole vector, so that loads from different rows do not cross cache lines. */
function aligned(length: number): number {
  return Math.ceil(length / 8) * 8
}
