import {
  box,
  convolve2d,
  emboss,
  findMatches2d,
  type Frame,
  FrameFilter,
  gaussian,
  laplacian,
  luminance,
  type Plane,
  sharpen,
  sobel,
  toFrame,
} from 'tapline/image'
import { Conv2d, relu } from 'tapline/layers'
import { answerCalls } from '../worker-calls.js'

const MAPS = 8
const kernels = {
  'Sobel, x': () => sobel('x'),
  'Sobel, y': () => sobel('y'),
  Laplacian: () => laplacian(),
  Sharpen: () => sharpen(),
  Emboss: () => emboss(),
  'Mean blur': (size: number) => box(size),
  'Gaussian blur': (size: number) => gaussian(size / 6, { radius: (size - 1) / 2 }),
  'Motion blur': (size: number) => squareOf(size, (x, y) => (x === y ? 1 / size : 0)),
  Identity: (size: number) => squareOf(size, (x, y) => (x === y && 2 * x === size - 1 ? 1 : 0)),
} satisfies Record<string, (size: number) => Plane>
export type KernelName = keyof typeof kernels

const kernelOf = (name: KernelName, size: number): Plane => kernels[name](size)

/** A frame under a kernel. One whose taps add up to 0 finds differences: these are shown around grey. */
function filter(frame: Frame, kernel: Plane): Frame {
  const sum = Array.from(kernel.data).reduce((total, tap) => total + tap, 0)
  if (Math.abs(sum) > 1e-6) {
    using filter = new FrameFilter(kernel)
    return filter.process(frame)
  }
  const differences = convolve2d(luminance(frame), kernel, { mode: 'same', boundary: 'reflect' })
  const greatest = 64 * Array.from(kernel.data).reduce((total, tap) => total + Math.abs(tap), 0)
  return toFrame(differences, { range: [-greatest, greatest] })
}

/** Numbers under a kernel, as numbers. */
function numbers(image: Plane, kernel: Plane): Plane {
  return convolve2d(image, kernel, { mode: 'same', boundary: 'replicate' })
}

/** What a layer of kernels in eight directions sees. */
function featureMaps(frame: Frame): Frame[] {
  const { data, width, height } = luminance(frame)
  const weights = Array.from({ length: MAPS }, (_, i) => gabor((Math.PI * i) / MAPS)).flat()
  using layer = new Conv2d({ inChannels: 1, outChannels: MAPS, kernelSize: 9, stride: 2, weights })
  const maps = relu(layer.forward({ data, channels: 1, width, height }))
  const greatest = Array.from(maps.data).reduce((most, value) => Math.max(most, value), 1)
  return Array.from({ length: MAPS }, (_, i) => {
    const size = maps.width * maps.height
    const plane = {
      data: maps.data.subarray(i * size, (i + 1) * size),
      width: maps.width,
      height: maps.height,
    }
    return toFrame(plane, { range: [0, greatest / 3] })
  })
}

/** A wave of 6 pixels in the direction of an angle under a bell, without its mean. */
function gabor(angle: number): number[] {
  const { data } = squareOf(9, (i, j) => {
    const [x, y] = [i - 4, j - 4]
    const along = x * Math.cos(angle) + y * Math.sin(angle)
    return Math.exp(-(x * x + y * y) / 8) * Math.cos((2 * Math.PI * along) / 6)
  })
  const mean = data.reduce((sum, tap) => sum + tap, 0) / data.length
  return data.map((tap) => tap - mean)
}

/** Where a part of a picture is found in another one. */
function find(frame: Frame, template: Frame) {
  return findMatches2d(luminance(frame), luminance(template), { threshold: 0.7, maxMatches: 20 })
}

function squareOf(size: number, tap: (x: number, y: number) => number) {
  const data = Array.from({ length: size * size }, (_, i) => tap(i % size, Math.floor(i / size)))
  return { data, width: size, height: size }
}

const offered = { kernelOf, filter, numbers, featureMaps, find }
export type Offered = typeof offered
answerCalls(offered)
