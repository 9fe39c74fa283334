import { bytesOf, narrow } from '../wasm/bytes.js'
import { Block } from '../wasm/heap.js'
import { axisOf } from './axis.js'
import type { Convolve2dOptions } from './convolve-2d-options.js'
import { CHANNELS, COLOURS } from './frame.js'
import { makePlan } from './make-plan.js'
import type { Plan, Sink } from './plan.js'
import type { Plane } from './plane.js'
import { Raster } from './raster.js'
import type { Size } from './size-change.js'

/** How frames of one size are convolved with a kernel. */
export class FramePlan implements Size {
  readonly width: number
  readonly height: number
  readonly #options: Convolve2dOptions
  readonly #plan: Plan
  /** Room for a row of bytes, on its way in or out. */
  readonly #row: Block

  constructor(kernel: Plane<Float64Array>, { width, height }: Size, options: Convolve2dOptions) {
    this.width = width
    this.height = height
    this.#options = options
    const { method = 'auto', approximation = 0 } = options
    const task = {
      x: axisOf('same', width, kernel.width, 1, 1),
      y: axisOf('same', height, kernel.height, 1, 1),
      coefficients: kernel.data.slice().reverse(),
    }
    this.#plan = makePlan(task, method, CHANNELS, 'float32', approximation)
    this.#row = new Block(width, 'float32')
  }

  fits(frame: Size): boolean {
    return frame.width === this.width && frame.height === this.height
  }

  run(data: Uint8ClampedArray, out: Uint8ClampedArray): void {
    const { boundary = 'reflect', fillValue = 0 } = this.#options
    const raster = new Raster(data, this.width, CHANNELS, 'float32', boundary, fillValue, this.#row)
    try {
      this.#plan.run(raster, this.#into(data, out))
    } finally {
      raster.free()
    }
  }

  free(): void {
    this.#plan.free()
    this.#row.free()
  }

  #into(data: Uint8ClampedArray, out: Uint8ClampedArray): Sink {
    return (row, column, block, at, count) => {
      const length = count * CHANNELS
      const from = (row * this.width + column) * CHANNELS
      // The frame's own bytes, of which alpha is kept.
      bytesOf(this.#row).set(data.subarray(from, from + length))
      narrow(this.#row, 0, block, at, this.#row, COLOURS, length)
      out.set(bytesOf(this.#row).subarray(0, length), from)
    }
  }
}
