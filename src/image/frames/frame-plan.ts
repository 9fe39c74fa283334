import { bytesOf, join } from '../../wasm/bytes.js'
import { Block } from '../../wasm/heap.js'
import { axisOf } from '../plane/axis.js'
import type { Convolve2dOptions } from '../convolve/convolve-2d-options.js'
import { FrameRaster } from '../convolve/frame-raster.js'
import { makePlan } from '../convolve/make-plan.js'
import type { Plan, Sink } from '../convolve/plan.js'
import { unweigh, WeightedRaster } from '../convolve/weighted-raster.js'
import { CHANNELS, type Frame } from '../plane/frame.js'
import type { Plane } from '../plane/plane.js'
import type { Size } from '../plane/size-change.js'

/** How a convolution treats alpha: it keeps it, or weights the colors by it and convolves it as well. */
export type Alpha = 'keep' | 'weight'

/** The options that a plan depends on. */
export interface FramePlanOptions extends Convolve2dOptions {
  readonly alpha?: Alpha
}

/**
 * Convolves frames of one size with a kernel. A frame is copied into the engine as a whole, and its result out of it: a view
 * for each row would leave half a megabyte of garbage per frame of 1920 x 1080 pixels.
 */
export class FramePlan implements Size {
  readonly width: number
  readonly height: number
  readonly #options: FramePlanOptions
  /** Without weights, alpha is not convolved. */
  readonly #channels: number
  readonly #plan: Plan
  readonly #frame: Block
  readonly #result: Block
  readonly #sink: Sink

  constructor(kernel: Plane<Float64Array>, { width, height }: Size, options: FramePlanOptions) {
    this.width = width
    this.height = height
    this.#options = options
    const { method = 'auto', approximation = 0, alpha = 'keep' } = options
    const task = {
      x: axisOf('same', width, kernel.width, 1, 1),
      y: axisOf('same', height, kernel.height, 1, 1),
      coefficients: kernel.data.slice().reverse(),
    }
    const channels = alpha === 'weight' ? CHANNELS : CHANNELS - 1
    this.#channels = channels
    this.#plan = makePlan(task, method, channels, 'float32', approximation)
    const [frame, result] = [new Block(width * height, 'float32'), new Block(width * height, 'float32')]
    this.#frame = frame
    this.#result = result
    this.#sink = ({ row, rows, column, columns, block, at, pitch, distance }) => {
      for (let i = 0; i < rows; i++) {
        const from = at + i * pitch
        const to = CHANNELS * ((row + i) * width + column)
        if (channels === CHANNELS) unweigh(block.samples, from, distance, columns)
        join(result, to, block, from, distance, frame, columns, channels)
      }
    }
  }

  fits(frame: Size): boolean {
    return frame.width === this.width && frame.height === this.height
  }

  run(frame: Frame, out: Frame): void {
    const { boundary = 'reflect', fillValue = 0, alpha = 'keep' } = this.#options
    bytesOf(this.#frame).set(frame.data)
    const Loader = alpha === 'weight' ? WeightedRaster : FrameRaster
    this.#plan.run(new Loader(frame, this.#frame, this.#channels, boundary, fillValue), this.#sink)
    out.data.set(bytesOf(this.#result))
  }

  free(): void {
    this.#plan.free()
    this.#frame.free()
    this.#result.free()
  }
}
