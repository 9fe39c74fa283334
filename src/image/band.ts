import type { Block } from '../wasm/heap.js'
import { SCRATCH_LENGTH } from '../wasm/workspace.js'
import { type Axis, reachOf, spanOf } from './axis.js'
import type { Raster } from './raster.js'

/** Numbers of a band: three times as many, the band and what is made of it, fit into the workspace that is kept. */
const BAND_LENGTH = Math.floor(0.3 * SCRATCH_LENGTH)

/**
 * Some rows of an image laid end to end in a block, so that to reach another pixel is to go a fixed distance. With a stride,
 * the columns and rows are dealt out to stride·stride planes, each of which is then gone through pixel by pixel.
 */
export class Band {
  readonly x: Axis
  readonly y: Axis
  readonly channels: number
  /** Outputs rows that a band is for. */
  readonly rows: number
  /** From a pixel to the one below it in the same plane. */
  readonly pitch: number
  /** Of a plane, and of all of them. */
  readonly planeLength: number
  readonly length: number
  /** Pixels of a row before they are dealt out. */
  readonly #width: number

  constructor(x: Axis, y: Axis, channels: number) {
    this.x = x
    this.y = y
    this.channels = channels
    this.#width = spanOf(x, x.count)
    this.pitch = Math.ceil(this.#width / x.stride) * channels
    const perRow = this.pitch * x.stride * y.stride
    // At least as many rows as are loaded twice, so that these do not come to more than half of the work.
    const overlap = Math.ceil(reachOf(y) / y.stride)
    const fitting = Math.floor(BAND_LENGTH / perRow) - overlap
    this.rows = Math.min(Math.max(fitting, overlap, 1), y.count)
    this.planeLength = Math.ceil(spanOf(y, this.rows) / y.stride) * this.pitch
    this.length = this.planeLength * x.stride * y.stride
  }

  /** The distance to what the tap k of column and l of row takes. */
  offset(k: number, l: number): number {
    return this.columnOffset(k) + this.rowOffset(l)
  }

  columnOffset(k: number): number {
    const { stride, dilation } = this.x
    const distance = k * dilation
    const plane = (distance % stride) * this.y.stride * this.planeLength
    return plane + Math.floor(distance / stride) * this.channels
  }

  rowOffset(l: number): number {
    const { stride, dilation } = this.y
    const distance = l * dilation
    return (distance % stride) * this.planeLength + Math.floor(distance / stride) * this.pitch
  }

  /** block[at..at + length) = what `rows` outputs from row `from` on take. `work` is room for a row. */
  load(raster: Raster, block: Block, at: number, work: number, from: number, rows: number): void {
    const { x, y, pitch, planeLength, channels } = this
    const top = y.start + from * y.stride
    const span = spanOf(y, rows)
    for (let i = 0; i < span; i++) {
      const to = at + (i % y.stride) * planeLength + Math.floor(i / y.stride) * pitch
      if (x.stride === 1) {
        raster.load(block, to, top + i, x.start, this.#width)
      } else {
        raster.load(block, work, top + i, x.start, this.#width)
        this.#deal(block, to, work, channels)
      }
    }
  }

  /** Room for `work`. */
  get workLength(): number {
    return this.x.stride === 1 ? 0 : this.pitch * this.x.stride
  }

  #deal(block: Block, to: number, work: number, channels: number): void {
    const { samples } = block
    const { stride } = this.x
    const distance = this.y.stride * this.planeLength
    for (let phase = 0; phase < stride; phase++) {
      let target = to + phase * distance
      for (let i = phase; i < this.#width; i += stride) {
        for (let c = 0; c < channels; c++) samples[target++] = samples[work + i * channels + c]
      }
    }
  }
}
