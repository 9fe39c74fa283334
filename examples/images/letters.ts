// What do edge kernels make of letters? The image of 16 x 16 grey levels with which many a text on convolution begins.
//
//   npm run example -- letters
//
// Prints each kernel and the image convolved with it, number by number, and draws them: there, grey is 0.
import { mkdirSync } from 'node:fs'
import { convolve2d, laplacian, type Plane, sobel, toFrame } from 'tapline/image'
import letters from './hi-image.json' with { type: 'json' }
import { drawContactSheet } from './contact-sheet.js'

const kernels = {
  "sobel('x'), brighter to the right": sobel('x'),
  "sobel('y'), brighter downwards": sobel('y'),
  'laplacian(), darker than around': laplacian(),
}

print('The letters', letters)
const tiles = [{ caption: 'The letters', frame: toFrame(letters) }]
for (const [caption, kernel] of Object.entries(kernels)) {
  const edges = convolve2d(letters, kernel, { mode: 'same', boundary: 'replicate' })
  print(caption, kernel)
  print('The letters convolved with it', edges)
  tiles.push({ caption, frame: toFrame(edges, { range: [-1020, 1020] }) })
}
mkdirSync('out', { recursive: true })
await drawContactSheet(
  'out/letters.png',
  tiles.map((tile) => ({ ...tile, scale: 20 })),
  { columns: 2 },
)

function print(title: string, { data, width }: Plane): void {
  console.log(`\n${title}`)
  for (let at = 0; at < data.length; at += width) {
    const row = Array.from({ length: width }, (_, i) => String(data[at + i]).padStart(6))
    console.log(row.join(''))
  }
}
