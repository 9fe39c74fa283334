// What do edge kernels make of letters? An image of 16 x 16 grey levels, as in many introductions to convolution.
//
//   npm run example -- letters
//
// Prints each kernel and the image convolved with it, number by number, and draws them, with 0 as grey.
import { mkdirSync } from 'node:fs'
import { convolve2d, laplacian, type Plane, sobel, toFrame } from 'tapline/image'
import { writeImage } from 'tapline/node'

// The letters H and i, and an edge that fades: a digit is a grey level, from 0, black, to f, white.
const ROWS = `
  ffffffffffffffff ffffffffffffffee fff0ff0ff0ffffdd fff0ff0ff0ffffcc
  fff0ff0fffffffbb fff0ff0ff0ffffaa fff0000ff0ffff99 fff0ff0ff0ffff88
  fff0ff0ff0ffff77 fff0ff0ff0ffff66 fff0ff0ff0ffff55 fff0ff0ff0ffff44
  ffffffffffffff33 ffffffffffffff22 ffffffffffffff11 ffffffffffffff00`
const levels = Array.from(ROWS.replaceAll(/\s/g, ''), (digit) => 17 * parseInt(digit, 16))
const letters = { data: levels, width: 16, height: 16 }

const kernels = {
  'sobel-x': sobel('x'), // brighter to the right
  'sobel-y': sobel('y'), // brighter downwards
  laplacian: laplacian(), // darker than around
}

mkdirSync('out', { recursive: true })
print('The letters', letters)
await draw('out/letters.png', letters, [0, 255])
for (const [name, kernel] of Object.entries(kernels)) {
  const edges = convolve2d(letters, kernel, { mode: 'same', boundary: 'replicate' })
  print(name, kernel)
  print('The letters convolved with it', edges)
  await draw(`out/letters-${name}.png`, edges, [-1020, 1020])
}

function print(title: string, { data, width }: Plane): void {
  console.log(`\n${title}`)
  for (let at = 0; at < data.length; at += width) {
    const row = Array.from({ length: width }, (_, i) => String(data[at + i]).padStart(6))
    console.log(row.join(''))
  }
}

/** Writes a picture in which each pixel is a square of 20. */
async function draw(path: string, { data, width, height }: Plane, range: [number, number]): Promise<void> {
  const large = { width: 20 * width, height: 20 * height }
  const pixels = Float32Array.from({ length: large.width * large.height }, (_, i) => {
    const [x, y] = [i % large.width, Math.floor(i / large.width)]
    return data[Math.floor(y / 20) * width + Math.floor(x / 20)]
  })
  await writeImage(path, toFrame({ data: pixels, ...large }, { range }))
}
