import fc from 'fast-check'
import { Conv2d, ConvTranspose2d } from 'tapline/layers'
import { describe, expect, test } from 'vitest'
import { expectClose } from '../support/closeness.js'
import { SEED } from '../support/seed.js'
import { noise } from '../support/signals.js'

const precision = 'float64'
const pair = (least: number, most: number) =>
  fc.record({ x: fc.integer({ min: least, max: most }), y: fc.integer({ min: least, max: most }) })
const options = fc
  .record({
    groups: fc.integer({ min: 1, max: 2 }),
    inputs: fc.integer({ min: 1, max: 3 }),
    outputs: fc.integer({ min: 1, max: 5 }),
    kernelSize: pair(1, 3),
    stride: pair(1, 3),
    dilation: pair(1, 2),
    padding: pair(0, 1),
  })
  .map(({ inputs, outputs, groups, ...rest }) => ({
    ...rest,
    groups,
    inChannels: inputs * groups,
    outChannels: outputs * groups,
  }))

describe('ConvTranspose2d', () => {
  test(`adds kernels as in the definition, and has the gradients of it (seed ${SEED})`, () => {
    fc.assert(
      fc.property(options, pair(2, 5), fc.nat(1000), (shape, size, seed) => {
        using layer = new ConvTranspose2d({ ...shape, seed, precision })
        layer.bias.set(noise(precision, layer.bias.length, seed))
        const { kernelSize, stride, dilation, padding, groups, inChannels, outChannels } = shape
        const maps = { channels: inChannels, height: size.y, width: size.x }
        const whole = (axis: 'x' | 'y') =>
          (size[axis] - 1) * stride[axis] + (kernelSize[axis] - 1) * dilation[axis] + 1 - 2 * padding[axis]
        const [width, height] = [whole('x'), whole('y')]
        fc.pre(width > 0 && height > 0)
        expect(layer.outputShape(maps)).toEqual({ channels: outChannels, height, width })
        const input = noise(precision, inChannels * size.x * size.y, seed)
        const gradient = noise(precision, outChannels * width * height, seed + 1)
        const expected = Float64Array.from(
          { length: gradient.length },
          (_, i) => layer.bias[Math.floor(i / (width * height))],
        )
        const ofInput = new Float64Array(input.length)
        const ofWeights = new Float64Array(layer.weights.length)
        const perGroup = outChannels / groups
        for (let c = 0; c < inChannels; c++)
          for (let o = 0; o < perGroup; o++)
            for (let l = 0; l < kernelSize.y; l++)
              for (let k = 0; k < kernelSize.x; k++)
                for (let j = 0; j < size.y; j++)
                  for (let i = 0; i < size.x; i++) {
                    const y = stride.y * j + dilation.y * l - padding.y
                    const x = stride.x * i + dilation.x * k - padding.x
                    if (x < 0 || y < 0 || x >= width || y >= height) continue
                    const output = Math.floor(c / (inChannels / groups)) * perGroup + o
                    const at = (output * height + y) * width + x
                    const from = (c * size.y + j) * size.x + i
                    const weight = ((c * perGroup + o) * kernelSize.y + l) * kernelSize.x + k
                    expected[at] += layer.weights[weight] * input[from]
                    ofInput[from] += layer.weights[weight] * gradient[at]
                    ofWeights[weight] += input[from] * gradient[at]
                  }
        const output = layer.forward({ data: input, ...maps })
        expectClose(output.data, expected, 1e-12)
        const gradients = layer.backward({ ...output, data: gradient })
        expectClose(gradients.input.data, ofInput, 1e-12)
        expectClose(gradients.weights, ofWeights, 1e-12)
        const pixels = width * height
        const sums = layer.bias.map((_, o) => {
          let sum = 0
          for (let i = o * pixels; i < (o + 1) * pixels; i++) sum += gradient[i]
          return sum
        })
        expectClose(gradients.bias, sums, 1e-12)
      }),
      { seed: SEED, numRuns: 100 },
    )
  })

  test('undoes the size of a Conv2d, and refuses padding that leaves nothing', () => {
    const shape = { inChannels: 1, outChannels: 1, kernelSize: 4, stride: 2, padding: 1 }
    using down = new Conv2d(shape)
    using up = new ConvTranspose2d(shape)
    const small = down.outputShape({ width: 16, height: 12 })
    expect(up.outputShape(small)).toEqual({ channels: 1, height: 12, width: 16 })
    using narrow = new ConvTranspose2d({ ...shape, kernelSize: 1 })
    expect(() => narrow.outputShape({ channels: 1, height: 1, width: 1 })).toThrow(
      'padding must leave at least one of 1 pixels, got 1 on each side: choose less padding',
    )
    expect(() => up.outputShape({ channels: 2, height: 1, width: 1 })).toThrow('input must have 1 channels')
  })
})
