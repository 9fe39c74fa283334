import { interpolateMagma } from 'd3-scale-chromatic'
import { LEVEL_RANGE } from './spectrogram.js'

/**
 * The red, green and blue, 0..255, of a level in decibels: black at `LEVEL_RANGE` below the loudest, near white for the loudest.
 */
export function colorOf(level: number): readonly [red: number, green: number, blue: number] {
  return colors[Math.round((1 + level / LEVEL_RANGE) * (colors.length - 1))]
}

const colors = Array.from({ length: 256 }, (_, i) => {
  // '#rrggbb'
  const code = Number.parseInt(interpolateMagma(i / 255).slice(1), 16)
  return [code >> 16, (code >> 8) & 255, code & 255] as const
})
