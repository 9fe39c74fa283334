// The feature maps of a layer with 16 oriented kernels, at strides 1 and 2, with each padding.
//
//   npm run example -- feature-maps
//
// The kernels are Gabor's: waves under a bell, rotated in steps of 11.25 degrees.
import { mkdirSync } from 'node:fs'
import { type Frame, type Plane, toFrame } from 'tapline/image'
import { Conv2d } from 'tapline/layers'
import { writeImage } from 'tapline/node'

const SIZE = 96
const TAPS = 9
const COUNT = 16

const image = { data: rings(), channels: 1, height: SIZE, width: SIZE }
const kernels = Array.from({ length: COUNT }, (_, i) => gabor((Math.PI * i) / COUNT))
const pictures: Record<string, Frame> = {
  image: mosaic([image], 4),
  kernels: mosaic(kernels.map(squareOf), 10),
  kernel: mosaic([squareOf(kernels[2])], 40),
}
for (const stride of [1, 2]) {
  for (const padding of ['valid', 'same', 'full'] as const) {
    pictures[`stride-${stride}-${padding}`] = mosaic(mapsOf(stride, padding), stride)
  }
}
mkdirSync('out', { recursive: true })
for (const [name, picture] of Object.entries(pictures))
  await writeImage(`out/feature-maps-${name}.png`, picture)

/** The maps of all kernels; prints the formula of their size. */
function mapsOf(stride: number, padding: 'valid' | 'same' | 'full'): Plane[] {
  using layer = new Conv2d({
    inChannels: 1,
    outChannels: COUNT,
    kernelSize: TAPS,
    stride,
    padding,
    weights: kernels.flat(),
  })
  const { data, width, height } = layer.forward(image)
  const around = { valid: 0, same: (TAPS - 1) / 2, full: TAPS - 1 }[padding]
  const size = Math.floor((SIZE + 2 * around - (TAPS - 1) - 1) / stride) + 1
  const formula = `⌊(${SIZE} + 2·${around} − 1·(${TAPS} − 1) − 1)/${stride}⌋ + 1 = ${size}`
  console.log(`stride ${stride}, ${padding.padEnd(5)}: ${formula}; the maps have ${width} x ${height}`)
  return kernels.map((_, i) => {
    return { data: data.subarray(i * width * height, (i + 1) * width * height), width, height }
  })
}

/** Planes of one size in rows of four, pixels as squares, with a white line between: 0 is grey, the greatest magnitude black or white. */
function mosaic(planes: readonly Plane[], scale: number): Frame {
  const { width, height } = planes[0]
  const columns = Math.min(planes.length, 4)
  const rows = Math.ceil(planes.length / columns)
  const numbers = planes.flatMap(({ data }) => Array.from(data))
  const greatest = numbers.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const sheet = { width: scale * (columns * (width + 1) - 1), height: scale * (rows * (height + 1) - 1) }
  const data = Float32Array.from({ length: sheet.width * sheet.height }, (_, i) => {
    const x = Math.floor((i % sheet.width) / scale)
    const y = Math.floor(i / sheet.width / scale)
    const plane = planes[Math.floor(y / (height + 1)) * columns + Math.floor(x / (width + 1))]
    const [column, row] = [x % (width + 1), y % (height + 1)]
    return column < width && row < height ? plane.data[row * width + column] : greatest
  })
  return toFrame({ data, ...sheet }, { range: [-greatest, greatest] })
}

function squareOf(data: number[]): Plane {
  return { data, width: TAPS, height: TAPS }
}

/** Rings around the center, 6 pixels apart: edges in all directions. */
function rings(): Float32Array {
  const center = (SIZE - 1) / 2
  return Float32Array.from({ length: SIZE * SIZE }, (_, i) => {
    const radius = Math.hypot((i % SIZE) - center, Math.floor(i / SIZE) - center)
    return radius < center - 4 ? Math.cos((2 * Math.PI * radius) / 6) : 0
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
