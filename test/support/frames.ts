import type { Frame } from 'tapline/image'
import { noise } from './signals.js'

/** A frame of noise: bytes of all sizes, alpha too. */
export function noiseFrame(width: number, height: number, seed: number): Frame {
  const data = Uint8ClampedArray.from(noise('float64', 4 * width * height, seed), (x) => 128 * (x + 1))
  return { data, width, height }
}

/** A frame all of whose pixels are one. */
export function plainFrame(width: number, height: number, pixel: readonly number[]): Frame {
  const data = Uint8ClampedArray.from({ length: 4 * width * height }, (_, i) => pixel[i % 4])
  return { data, width, height }
}
