import { bytesOf, split } from '../../wasm/bytes.js'
import type { Block } from '../../wasm/heap.js'
import type { Boundary } from '../plane/boundary.js'
import { CHANNELS, type Frame } from '../plane/frame.js'
import { Raster } from './raster.js'

/**
 * Frames, whose bytes lie in a block that the caller keeps and frees. A loaded row holds red, then green, then blue, and then alpha
 * if there are four channels.
 */
export class FrameRaster extends Raster {
  override readonly channels: number
  readonly #bytes: Block
  /** The same. It is lost when the memory grows. */
  #view: Uint8Array

  constructor(frame: Frame, bytes: Block, channels: number, boundary: Boundary, fillValue: number) {
    super(frame, 'float32', boundary, fillValue)
    this.channels = channels
    this.#bytes = bytes
    this.#view = bytesOf(bytes)
  }

  protected override copyRows(
    block: Block,
    at: number,
    pitch: number,
    distance: number,
    row: number,
    first: number,
    last: number,
    rows: number,
  ): boolean {
    for (let i = 0; i < rows; i++) {
      const from = CHANNELS * ((row + i) * this.width + first)
      split(block, at + i * pitch, distance, this.#bytes, from, last - first, this.channels)
    }
    return true
  }

  protected override pixel(row: number, column: number, channel: number): number {
    if (this.#view.length === 0) this.#view = bytesOf(this.#bytes)
    return this.#view[CHANNELS * (row * this.width + column) + channel]
  }
}
