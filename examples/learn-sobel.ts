// A kernel that learns Sobel's from pairs of images, by gradient descent.
//
//   npm run example -- learn-sobel
//
// A layer of one 3 x 3 kernel begins with random numbers. It sees images, and what Sobel's kernel makes of them; each step takes
// it down the slope of the mean squared difference. For a picture of the loss, by its logarithm:
//
//   npx tapline plot out/loss.csv -o out/loss.svg
import { mkdirSync, writeFileSync } from 'node:fs'
import { correlate2d } from 'tapline/image'
import { Conv2d, sgd } from 'tapline/layers'

const SIZE = 32
const STEPS = 600
const LEARNING_RATE = 0.4
const SOBEL = [-1, 0, 1, -2, 0, 2, -1, 0, 1]

const kernel = { data: SOBEL, width: 3, height: 3 }
const layer = new Conv2d({ inChannels: 1, outChannels: 1, kernelSize: 3, bias: false, seed: 7 })
const start = layer.weights.slice()
const losses = Array.from({ length: STEPS }, (_, step) => learnFrom(blobs(step % 16)))

for (const step of [0, 10, 100, STEPS - 1]) console.log(`step ${step}: loss ${losses[step].toExponential(2)}`)
console.log('at first              learned               true')
for (const row of [0, 3, 6]) {
  const cells = [start, layer.weights, SOBEL].map((weights) =>
    Array.from(weights.slice(row, row + 3), (weight) => weight.toFixed(2).padStart(6)).join(''),
  )
  console.log(cells.join('    '))
}

mkdirSync('out', { recursive: true })
writeFileSync('out/loss.csv', `log10 of the loss\n${losses.map(Math.log10).join('\n')}\n`)
layer.dispose()

/** A step with one image; returns the loss before it. */
function learnFrom(image: Float32Array): number {
  const target = correlate2d({ data: image, width: SIZE, height: SIZE }, kernel, { mode: 'valid' }).data
  const output = layer.forward({ data: image, channels: 1, height: SIZE, width: SIZE })
  const difference = target.map((value, i) => output.data[i] - value)
  // The loss is Σ difference²/count; this is its derivative with respect to each output.
  const gradOutput = { ...output, data: difference.map((value) => (2 * value) / target.length) }
  sgd(layer, layer.backward(gradOutput), LEARNING_RATE)
  return difference.reduce((sum, value) => sum + value ** 2 / target.length, 0)
}

/** Discs of all sizes and shades, the same for the same seed. */
function blobs(seed: number): Float32Array {
  const image = new Float32Array(SIZE * SIZE)
  for (let i = 0; i < 12; i++) {
    const [x, y, radius, shade] = [0, 1, 2, 3].map((j) => fraction(seed * 48 + i * 4 + j))
    for (let at = 0; at < image.length; at++) {
      const distance = Math.hypot((at % SIZE) - SIZE * x, Math.floor(at / SIZE) - SIZE * y)
      if (distance < 2 + 6 * radius) image[at] = 2 * shade - 1
    }
  }
  return image
}

/** A pseudo-random number in [0, 1). */
function fraction(i: number): number {
  return (((i + 1) * 0.754877666 + ((i * i) % 101) * 0.569840291) * 7) % 1
}
