import type { Samples } from '../../samples.js'
import type { Block } from '../../wasm/heap.js'
import { CHANNELS } from '../plane/frame.js'
import { Raster } from './raster.js'

/** Frames whose colors are weighted by alpha: red, green and blue are multiplied by alpha while they are loaded. */
export class WeightedRaster extends Raster {
  override load(block: Block, at: number, y: number, x: number, count: number): void {
    super.load(block, at, y, x, count)
    const { samples } = block
    for (let i = at; i < at + count * CHANNELS; i += CHANNELS) {
      const alpha = samples[i + 3]
      samples[i] *= alpha
      samples[i + 1] *= alpha
      samples[i + 2] *= alpha
    }
  }
}

/** Divides the colors of `count` pixels by alpha. A pixel whose alpha rounds to 0 has no color. */
export function unweigh(samples: Samples, at: number, count: number): void {
  for (let i = at; i < at + count * CHANNELS; i += CHANNELS) {
    const alpha = samples[i + 3]
    // An alpha of at most 0.5 is rounded to 0.
    const isSeen = alpha > 0.5
    samples[i] = isSeen ? samples[i] / alpha : 0
    samples[i + 1] = isSeen ? samples[i + 1] / alpha : 0
    samples[i + 2] = isSeen ? samples[i + 2] / alpha : 0
  }
}
