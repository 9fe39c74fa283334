import { correlate2d } from 'tapline/image'
import { Conv2d, sgd } from 'tapline/layers'
import { answerCalls } from '../worker-calls.js'

const SIZE = 32
let layer = newLayer(7)

function newLayer(seed: number): Conv2d {
  return new Conv2d({ inChannels: 1, outChannels: 1, kernelSize: 3, bias: false, seed })
}

/** Begins anew, with random weights. */
function begin(seed: number, kernel: number[]) {
  layer.dispose()
  layer = newLayer(seed)
  return { weights: layer.weights.slice(), losses: [] as number[], ...shown(kernel, 0) }
}

/** Takes some steps down the slope of the mean squared difference from what the true kernel gives. */
function learn(kernel: number[], rate: number, firstStep: number, count: number) {
  const losses = Array.from({ length: count }, (_, i) => step(blobs((firstStep + i) % 16), kernel, rate))
  return { weights: layer.weights.slice(), losses, ...shown(kernel, (firstStep + count) % 16) }
}

/** One step with one pair of images; returns the loss before it. */
function step(before: Float32Array, kernel: number[], rate: number): number {
  const after = filtered(before, kernel)
  const output = layer.forward({ data: before, channels: 1, height: SIZE, width: SIZE })
  const difference = after.map((value, i) => output.data[i] - value)
  const gradOutput = { ...output, data: difference.map((value) => (2 * value) / after.length) }
  sgd(layer, layer.backward(gradOutput), rate)
  return difference.reduce((sum, value) => sum + value ** 2 / after.length, 0)
}

/** What the true kernel makes of an image. */
function filtered(data: Float32Array, kernel: number[]): Float32Array {
  const truth = { data: kernel, width: 3, height: 3 }
  return correlate2d({ data, width: SIZE, height: SIZE }, truth, { mode: 'valid' }).data
}

/** A pair, and what the layer makes of it so far. */
function shown(kernel: number[], seed: number) {
  const before = blobs(seed)
  const { data } = layer.forward({ data: before, channels: 1, height: SIZE, width: SIZE })
  return { before, after: filtered(before, kernel), learned: data }
}

/** Discs of all sizes and shades, the same for the same seed. */
function blobs(seed: number): Float32Array {
  const fraction = (i: number): number => (((i + 1) * 0.754877666 + ((i * i) % 101) * 0.569840291) * 7) % 1
  const discs = Array.from({ length: 12 }, (_, i) => [0, 1, 2, 3].map((j) => fraction(seed * 48 + i * 4 + j)))
  return Float32Array.from({ length: SIZE * SIZE }, (_, at) => {
    const disc = discs.findLast(
      ([x, y, radius]) =>
        Math.hypot((at % SIZE) - SIZE * x, Math.floor(at / SIZE) - SIZE * y) < 2 + 6 * radius,
    )
    return disc === undefined ? 0 : 2 * disc[3] - 1
  })
}

const offered = { begin, learn }
export type Offered = typeof offered
answerCalls(offered)
