import { encode } from 'fast-png'
import type { Spectrogram } from './spectrogram.js'
import { colorOf, levelRange } from './theme.js'

const shades = 256

/** A spectrogram as a PNG in a data URI: decibels below its loudest point, down to `levelRange`, as colors. */
export function rasterOf({ power, columns, rows }: Spectrogram): string {
  const loudest = power.reduce((greatest, value) => Math.max(greatest, value), Number.MIN_VALUE)
  const data = new Uint8Array(power.length)
  for (let i = 0; i < data.length; i++) data[i] = shadeOf(10 * Math.log10(power[i] / loudest))
  const bytes = encode(
    { data, width: columns, height: rows, depth: 8, channels: 1, palette },
    { zlib: { level: 6 } },
  )
  return `data:image/png;base64,${Buffer.from(bytes).toString('base64')}`
}

function shadeOf(decibels: number): number {
  return Math.round((shades - 1) * Math.min(Math.max(1 + decibels / levelRange, 0), 1))
}

const palette = Array.from({ length: shades }, (_, shade) => {
  const rgb = parseInt(colorOf(shade / (shades - 1)).slice(1), 16)
  return [rgb >> 16, (rgb >> 8) & 0xff, rgb & 0xff]
})
