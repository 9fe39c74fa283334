import { bytesOf, narrow } from '../../wasm/bytes.js'
import { Block } from '../../wasm/heap.js'
import { axisOf } from '../plane/axis.js'
import type { Convolve2dOptions } from '../convolve/convolve-2d-options.js'
import { CHANNELS, COLORS } from '../plane/frame.js'
import { makePlan } from '../convolve/make-plan.js'
import type { Plan, Sink } from '../convolve/plan.js'
import type { Plane } from '../plane/plane.js'
import { Raster } from '../convolve/raster.js'
import type { Size } from '../plane/size-change.js'
import { unweigh, WeightedRaster } from '../convolve/weighted-raster.js'

/** How a convolution treats alpha: it keeps it, or weights the colors by it and convolves it as well. */
export type Alpha = 'keep' | 'weight'

/** The options that a plan depends on. */
export interface FramePlanOptions extends Convolve2dOptions {
  readonly alpha?: Alpha
}

/** All four bytes of a pixel, as a mask for `narrow`. */
const ALL = -1

/**
 * Convolves frames of one size with a kernel. A frame is copied into the engine as a whole, and its result out of it: a view
 * for each row would leave half a megabyte of garbage per frame of 1920 x 1080 pixels.
 */
export class FramePlan implements Size {
  readonly width: number
  readonly height: number
  readonly #options: FramePlanOptions
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
    this.#plan = makePlan(task, method, CHANNELS, 'float32', approximation)
    const [frame, result] = [new Block(width * height, 'float32'), new Block(width * height, 'float32')]
    this.#frame = frame
    this.#result = result
    const weighs = alpha === 'weight'
    this.#sink = (row, column, block, at, count) => {
      if (weighs) unweigh(block.samples, at, count)
      const target = (row * width + column) * CHANNELS
      narrow(result, target, block, at, frame, weighs ? ALL : COLORS, count * CHANNELS)
    }
  }

  fits(frame: Size): boolean {
    return frame.width === this.width && frame.height === this.height
  }

  run(data: Uint8ClampedArray, out: Uint8ClampedArray): void {
    const { boundary = 'reflect', fillValue = 0, alpha = 'keep' } = this.#options
    bytesOf(this.#frame).set(data)
    const Loader = alpha === 'weight' ? WeightedRaster : Raster
    const raster = new Loader(data, this.width, CHANNELS, 'float32', boundary, fillValue, this.#frame)
    this.#plan.run(raster, this.#sink)
    out.set(bytesOf(this.#result))
  }

  free(): void {
    this.#plan.free()
    this.#frame.free()
    this.#result.free()
  }
}
