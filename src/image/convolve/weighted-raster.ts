import type { Samples } from '../../samples.js'
import type { Block } from '../../wasm/heap.js'
import { FrameRaster } from './frame-raster.js'

/** Frames whose colors are weighted by alpha: red, green and blue are multiplied by alpha while they are loaded. */
export class WeightedRaster extends FrameRaster {
  override load(
    block: Block,
    at: number,
    pitch: number,
    y: number,
    x: number,
    count: number,
    rows: number,
  ): void {
    super.load(block, at, pitch, y, x, count, rows)
    const { samples } = block
    for (let i = 0; i < rows; i++) {
      const alpha = at + i * pitch + 3 * count
      for (let color = alpha - 3 * count; color < alpha; color += count) {
        for (let k = 0; k < count; k++) samples[color + k] *= samples[alpha + k]
      }
    }
  }
}

/** Divides the colors of `count` pixels by alpha; channels are `distance` apart. A pixel whose alpha rounds to 0 has no color. */
export function unweigh(samples: Samples, at: number, distance: number, count: number): void {
  const alpha = at + 3 * distance
  for (let color = at; color < alpha; color += distance) {
    for (let i = 0; i < count; i++) {
      // An alpha of at most 0.5 is rounded to 0.
      samples[color + i] = samples[alpha + i] > 0.5 ? samples[color + i] / samples[alpha + i] : 0
    }
  }
}
