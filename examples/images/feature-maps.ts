// What a layer of 16 oriented kernels sees, at strides 1 and 2, with each padding.
//
//   npm run example -- feature-maps
//
// The kernels are Gabor's: waves under a bell, turned by steps of 11.25 degrees. The picture shows the image and the kernels,
// below them the 16 maps for each stride (from top to bottom) and padding (valid, same, full).
import { mkdirSync } from 'node:fs'
import { Conv2d } from 'tapline/image'
import { Mosaic } from './mosaic.js'

const SIZE = 96
const TAPS = 9
const COUNT = 16
const GAP = 4

const image = { data: rings(), channels: 1, height: SIZE, width: SIZE }
const kernels = Array.from({ length: COUNT }, (_, i) => gabor((Math.PI * i) / COUNT))

// Room for a map of padding 'full', the largest one.
const cellOf = (stride: number): number => Math.ceil((SIZE + TAPS - 1) / stride) + GAP
const mosaic = new Mosaic(12 * cellOf(1) + 5 * GAP, 2 * SIZE + 4 * (cellOf(1) + cellOf(2)) + 8 * GAP)
mosaic.draw(image, GAP, GAP, 2)
for (const [i, data] of kernels.entries()) {
  const [column, row] = [i % 8, Math.floor(i / 8)]
  const at = [3 * GAP + 2 * SIZE + column * (10 * TAPS + GAP), GAP + row * (10 * TAPS + 3 * GAP)] as const
  mosaic.draw({ data, width: TAPS, height: TAPS }, ...at, 10)
}

for (const stride of [1, 2]) {
  for (const [column, padding] of (['valid', 'same', 'full'] as const).entries()) {
    using layer = new Conv2d({
      inChannels: 1,
      outChannels: COUNT,
      kernelSize: TAPS,
      stride,
      padding,
      weights: kernels.flat(),
    })
    const { data, height, width } = layer.forward(image)
    const around = { valid: 0, same: (TAPS - 1) / 2, full: TAPS - 1 }[padding]
    const formula = `⌊(${SIZE} + 2·${around} − 1·(${TAPS} − 1) − 1)/${stride}⌋ + 1`
    const size = Math.floor((SIZE + 2 * around - (TAPS - 1) - 1) / stride) + 1
    console.log(
      `stride ${stride}, ${padding.padEnd(5)}: ${formula} = ${size}; the maps have ${width} x ${height}`,
    )
    for (let i = 0; i < COUNT; i++) {
      const map = { data: data.subarray(i * height * width, (i + 1) * height * width), width, height }
      const cell = cellOf(stride)
      const left = 2 * GAP + column * (4 * cellOf(1) + GAP) + (i % 4) * cell
      const top =
        2 * SIZE + (stride === 1 ? 3 : 5) * GAP + (stride - 1) * 4 * cellOf(1) + Math.floor(i / 4) * cell
      mosaic.draw(map, left, top)
    }
  }
}
mkdirSync('out', { recursive: true })
mosaic.save('out/feature-maps.png')

/** Rings around the centre: edges in all directions, 6 pixels from one to the next one. */
function rings(): Float32Array {
  const centre = (SIZE - 1) / 2
  return Float32Array.from({ length: SIZE * SIZE }, (_, i) => {
    const radius = Math.hypot((i % SIZE) - centre, Math.floor(i / SIZE) - centre)
    return radius < centre - 4 ? Math.cos((2 * Math.PI * radius) / 6) : 0
  })
}

/** A wave of 6 pixels in the direction of an angle under a bell, without its mean. */
function gabor(angle: number): number[] {
  const middle = (TAPS - 1) / 2
  const taps = Array.from({ length: TAPS * TAPS }, (_, i) => {
    const [x, y] = [(i % TAPS) - middle, Math.floor(i / TAPS) - middle]
    const along = x * Math.cos(angle) + y * Math.sin(angle)
    return Math.exp(-(x * x + y * y) / 8) * Math.cos((2 * Math.PI * along) / 6)
  })
  const mean = taps.reduce((sum, tap) => sum + tap, 0) / taps.length
  return taps.map((tap) => tap - mean)
}
