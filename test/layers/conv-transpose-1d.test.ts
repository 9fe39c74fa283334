import fc from 'fast-check'
import { ConvTranspose1d, ConvTranspose2d } from 'tapline/layers'
import { describe, expect, test } from 'vitest'
import golden from '../golden/conv-transpose-1d.json' with { type: 'json' }
import { expectClose, expectSameBits } from '../support/closeness.js'
import { SEED } from '../support/seed.js'
import { noise } from '../support/signals.js'

// golden/conv-transpose-1d.json: computed by ONNX Runtime in float32; its version is in the file.

const precision = 'float64'
const whole = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max })

describe('ConvTranspose1d', () => {
  test('equals that of ONNX Runtime', () => {
    const { runtime: _runtime, input, bias, shape, data, ...options } = golden
    using layer = new ConvTranspose1d({ ...options, precision })
    layer.bias.set(bias)
    const maps = { channels: options.inChannels, height: 1, width: input.length / options.inChannels }
    const output = layer.forward({ data: input, ...maps })
    expect([1, output.channels, output.width]).toEqual(shape)
    // Sums of 8 products of numbers below 1, in float32.
    expectClose(output.data, data, 2e-6)
  })

  test(`has the outputs and gradients of ConvTranspose2d (seed ${SEED})`, () => {
    fc.assert(
      fc.property(
        fc.record({
          kernelSize: whole(1, 5),
          stride: whole(1, 4),
          dilation: whole(1, 3),
          groups: whole(1, 2),
        }),
        whole(1, 20),
        fc.nat(1000),
        ({ kernelSize, stride, dilation, groups }, width, seed) => {
          const shape = { inChannels: 2 * groups, outChannels: 3 * groups, groups, seed }
          using layer = new ConvTranspose1d({ ...shape, kernelSize, stride, dilation })
          using other = new ConvTranspose2d({
            ...shape,
            kernelSize: { x: kernelSize, y: 1 },
            stride: { x: stride, y: 1 },
            dilation: { x: dilation, y: 1 },
          })
          const maps = { channels: 2 * groups, height: 1, width }
          const input = { data: noise('float32', maps.channels * width, seed), ...maps }
          const output = layer.forward(input)
          expect(layer.outputShape(maps)).toEqual(other.outputShape(maps))
          expectSameBits(output.data, other.forward(input).data)
          const [mine, theirs] = [layer.backward(output), other.backward(output)]
          expectSameBits(mine.input.data, theirs.input.data)
          expectSameBits(mine.weights, theirs.weights)
          expectSameBits(mine.bias, theirs.bias)
        },
      ),
      { seed: SEED, numRuns: 60 },
    )
  })

  test('has the gradients of finite differences', () => {
    using layer = new ConvTranspose1d({ inChannels: 2, outChannels: 2, kernelSize: 4, stride: 2, precision })
    const input = noise(precision, 2 * 6, 1)
    const maps = { data: input, channels: 2, height: 1, width: 6 }
    const output = layer.forward(maps)
    const weighting = noise(precision, output.data.length, 2)
    const loss = (): number => {
      let sum = 0
      layer.forward(maps).data.forEach((y, i) => (sum += y * weighting[i]))
      return sum
    }
    const gradients = layer.backward({ ...output, data: weighting })
    for (const [numbers, gradient] of [
      [input, gradients.input.data],
      [layer.weights, gradients.weights],
      [layer.bias, gradients.bias],
    ]) {
      const differences = numbers.map((before, i) => {
        const [low, high] = [-1e-4, 1e-4].map((step) => {
          numbers[i] = before + step
          return loss()
        })
        numbers[i] = before
        return (high - low) / 2e-4
      })
      expectClose(gradient, differences, 1e-9)
    }
  })

  test('refuses images', () => {
    using layer = new ConvTranspose1d({ inChannels: 1, outChannels: 1, kernelSize: 3 })
    expect(() => layer.forward({ data: new Float32Array(10), channels: 1, height: 2, width: 5 })).toThrow(
      'height must be 1 for a signal, got 2: use ConvTranspose2d for images',
    )
    expect(layer.tensors['weight'].shape).toEqual([1, 1, 3])
  })
})
