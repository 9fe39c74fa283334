// A network that learns to tell discs, squares, triangles and crosses apart, and the shapes that its kernels respond to.
//
//   npm run example -- shapes
//
// There are two layers of kernels, each followed by pooling: the first sees edges, the second what edges form. The pictures show the
// kernels of the first layer and, for each kernel of both layers, the part of new images to which it responds most: out/shapes-*.png
import { mkdirSync } from 'node:fs'
import { type Plane, toFrame } from 'tapline/image'
import {
  Activation,
  Conv2d,
  crossEntropy,
  type FeatureMaps,
  GlobalPool,
  Linear,
  Optimizer,
  Pool,
  Sequential,
} from 'tapline/layers'
import { writeImage } from 'tapline/node'

const NAMES = ['disc', 'square', 'triangle', 'cross']
const SIZE = 24
const [STEPS, BATCH, TESTS] = [250, 12, 400]

const network = new Sequential({
  edges: new Conv2d({ inChannels: 1, outChannels: 8, kernelSize: 5, seed: 1 }),
  'edges-bend': new Activation('relu'),
  'edges-pool': new Pool('max', { size: 2 }),
  parts: new Conv2d({ inChannels: 8, outChannels: 16, kernelSize: 5, seed: 2 }),
  'parts-bend': new Activation('relu'),
  whole: new GlobalPool('max'),
  scores: new Linear({ inFeatures: 16, outFeatures: NAMES.length, seed: 3 }),
})
console.log(network.summary({ channels: 1, height: SIZE, width: SIZE }))
const optimizer = new Optimizer(network, { learningRate: 0.005 })
for (let step = 0; step < STEPS; step++) {
  for (let i = BATCH * step; i < BATCH * (step + 1); i++) {
    const { gradient } = crossEntropy(network.forward(shape(i)), i % 4)
    optimizer.add(network.backward(gradient))
  }
  optimizer.step()
}

// New images: a row for each shape, a column for each answer. And the part of an image that each kernel responds to most.
const confusion = NAMES.map(() => NAMES.map(() => 0))
const best = { edges: partsOf(8), parts: partsOf(16) }
for (let i = 1e6; i < 1e6 + TESTS; i++) {
  const image = shape(i)
  let maps: FeatureMaps = image
  for (const [name, layer] of network.layers) {
    maps = layer.forward(maps)
    if (name === 'edges') keepBest(best.edges, image, maps, 1, 5)
    // A number of the second layer sees 14 x 14 pixels: 5 positions, two pixels apart, of windows of 6.
    if (name === 'parts') keepBest(best.parts, image, maps, 2, 14)
  }
  const scores = Array.from(maps.data)
  confusion[i % 4][scores.indexOf(Math.max(...scores))]++
}
console.log(`\n${''.padEnd(10)}${NAMES.map((name) => name.padStart(9)).join('')}`)
confusion.forEach((row, i) => {
  console.log(NAMES[i].padEnd(10) + row.map((count) => String(count).padStart(9)).join(''))
})
const right = confusion.reduce((sum, row, i) => sum + row[i], 0)
console.log(`${((100 * right) / TESTS).toFixed(1)} % of ${TESTS} new images are recognized`)

mkdirSync('out', { recursive: true })
const weights = network.tensors['edges.weight'].data
const kernels = Array.from({ length: 8 }, (_, o) => ({
  data: weights.slice(25 * o, 25 * o + 25),
  width: 5,
  height: 5,
}))
await writeImage('out/shapes-kernels.png', mosaic(kernels, 14))
await writeImage('out/shapes-edges.png', mosaic(best.edges, 14))
await writeImage('out/shapes-parts.png', mosaic(best.parts, 5))
network.dispose()

/** The parts of images to which kernels respond most; none at first. */
function partsOf(count: number): (Plane & { response: number })[] {
  return Array.from({ length: count }, () => ({ data: [], width: 0, height: 0, response: -Infinity }))
}

/** Keeps the part of an image, `size` pixels wide, to which a kernel responds more than to any before. */
function keepBest(
  parts: (Plane & { response: number })[],
  image: FeatureMaps,
  maps: FeatureMaps,
  stride: number,
  size: number,
) {
  for (let i = 0; i < maps.data.length; i++) {
    const channel = Math.floor(i / (maps.width * maps.height))
    if (maps.data[i] <= parts[channel].response) continue
    const [x, y] = [stride * (i % maps.width), stride * (Math.floor(i / maps.width) % maps.height)]
    const data = Array.from(
      { length: size * size },
      (_, p) => image.data[(y + Math.floor(p / size)) * SIZE + x + (p % size)],
    )
    parts[channel] = { data, width: size, height: size, response: maps.data[i] }
  }
}

/** Planes of one size in rows of eight, with a white line between: 0 is grey, the greatest magnitude black or white. */
function mosaic(planes: readonly Plane[], scale: number) {
  const { width, height } = planes[0]
  const cell = scale * (width + 1)
  const sheet = { width: cell * 8, height: cell * Math.ceil(planes.length / 8) }
  const greatest = Math.max(...planes.flatMap(({ data }) => Array.from(data, Math.abs)))
  const data = Float32Array.from({ length: sheet.width * sheet.height }, (_, i) => {
    const [x, y] = [i % sheet.width, Math.floor(i / sheet.width)]
    const [column, row] = [Math.floor((x % cell) / scale), Math.floor((y % cell) / scale)]
    const plane = planes[8 * Math.floor(y / cell) + Math.floor(x / cell)]
    return column < width && row < height ? plane.data[row * width + column] : greatest
  })
  return toFrame({ data, ...sheet }, { range: [-greatest, greatest] })
}

/** A shape of any size and direction, under noise; the same for the same seed. */
function shape(seed: number) {
  const random = (i: number): number => Math.abs((Math.sin(seed * 12.9898 + i * 78.233) * 43758.5453) % 1)
  const [radius, turn] = [5 + 4 * random(0), (random(1) - 0.5) * 0.6]
  const [centerX, centerY] = [2, 3].map((i) => SIZE / 2 + (random(i) - 0.5) * (SIZE - 2 * radius - 2))
  const data = Float32Array.from({ length: SIZE * SIZE }, (_, i) => {
    const [x, y] = [(i % SIZE) - centerX, Math.floor(i / SIZE) - centerY].map((value) => value / radius)
    const u = x * Math.cos(turn) + y * Math.sin(turn)
    const v = y * Math.cos(turn) - x * Math.sin(turn)
    const isInside = [
      Math.hypot(u, v) < 0.9,
      Math.max(Math.abs(u), Math.abs(v)) < 0.8,
      v < 0.7 && v > 2 * Math.abs(u) - 1,
      Math.max(Math.abs(u), Math.abs(v)) < 1 && Math.min(Math.abs(u), Math.abs(v)) < 0.3,
    ][seed % 4]
    return (isInside ? 1 : 0) + 0.3 * (random(10 + i) - 0.5)
  })
  return { data, channels: 1, height: SIZE, width: SIZE }
}
