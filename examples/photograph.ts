// Blur, edges and sharpness: the effect of kernels on a photograph.
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
import { readImage, writeImage } from 'tapline/node'

const alps = fileURLToPath(new URL('data/alps.jpg', import.meta.url))
const photograph = middleOf(await readImage(process.argv[2] ?? alps))

const brightness = luminance(photograph)
const { magnitude } = gradients(brightness)
const spots = convolve2d(brightness, laplacian(8), { mode: 'same', boundary: 'reflect' })
const pictures = {
  original: photograph,
  blurred: filterFrame(photograph, gaussian(4)),
  sharpened: filterFrame(photograph, unsharp(2, 1.5)),
  edges: toFrame(magnitude, { range: [500, 0] }),
  detail: toFrame(spots, { range: [-200, 200] }), // grey is 0
  relief: filterFrame(photograph, emboss()),
}
mkdirSync('out', { recursive: true })
for (const [name, picture] of Object.entries(pictures)) {
  const path = `out/photograph-${name}.png`
  await writeImage(path, picture)
  console.log(`${path}: ${picture.width} x ${picture.height} pixels`)
}

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
