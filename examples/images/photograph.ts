// Blur, edges and sharpness: what kernels make of a photograph.
//
//   npm run example -- photograph [FILE]
//
// Without a file: a landscape in the French Alps by Adolphe Braun (about 1870).
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import {
  convolve2d,
  emboss,
  filterFrame,
  type Frame,
  gaussian,
  gradients,
  laplacian,
  luminance,
  toFrame,
  unsharp,
} from 'tapline/image'
import { readImage } from 'tapline/node'
import { drawContactSheet } from './contact-sheet.js'

const alps = fileURLToPath(new URL('../data/alps.jpg', import.meta.url))
const photograph = middleOf(await readImage(process.argv[2] ?? alps))

const brightness = luminance(photograph)
const { magnitude } = gradients(brightness)
const spots = convolve2d(brightness, laplacian(8), { mode: 'same', boundary: 'reflect' })
const tiles = [
  { caption: 'the photograph', frame: photograph },
  { caption: 'blurred: gaussian(4)', frame: filterFrame(photograph, gaussian(4)) },
  { caption: 'sharpened: unsharp(2, 1.5)', frame: filterFrame(photograph, unsharp(2, 1.5)) },
  { caption: 'edges: gradients, magnitude', frame: toFrame(magnitude, { range: [500, 0] }) },
  { caption: 'detail: laplacian(8), where grey is 0', frame: toFrame(spots, { range: [-200, 200] }) },
  { caption: 'relief: emboss()', frame: filterFrame(photograph, emboss()) },
]
console.log(`${photograph.width} x ${photograph.height} pixels, ${tiles.length} pictures`)
mkdirSync('out', { recursive: true })
await drawContactSheet('out/photograph.png', tiles, { columns: 2 })

/** The middle of a frame, small enough for several of them on a screen. */
function middleOf({ data, width, height }: Frame): Frame {
  const part = { width: Math.min(width, 600), height: Math.min(height, 400) }
  const [left, top] = [Math.floor((width - part.width) / 2), Math.floor((height - part.height) / 2)]
  const pixels = new Uint8ClampedArray(4 * part.width * part.height)
  for (let y = 0; y < part.height; y++) {
    const from = 4 * ((top + y) * width + left)
    pixels.set(data.subarray(from, from + 4 * part.width), 4 * y * part.width)
  }
  return { data: pixels, ...part }
}
