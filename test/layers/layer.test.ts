import fc from 'fast-check'
import type { Precision, Samples } from 'tapline'
import {
  Conv1d,
  Conv2d,
  type Conv2dOptions,
  maxPool,
  maxPoolGradient,
  relu,
  reluGradient,
  sgd,
} from 'tapline/layers'
import { describe, expect, test } from 'vitest'
import { naiveBackward, naiveForward, type NaiveLayer, naiveMaxPool } from '../naive/layer.js'
import { EPSILON, expectClose, expectSameBits, norm } from '../support/closeness.js'
import { watchHeap } from '../support/heap-watch.js'
import { SEED } from '../support/seed.js'
import { noise, samplesOf } from '../support/signals.js'

interface Case {
  readonly options: Conv2dOptions & { groups: number; kernelSize: XY; stride: XY; dilation: XY }
  readonly width: number
  readonly height: number
}
interface XY {
  readonly x: number
  readonly y: number
}

const pair = (least: number, most: number): fc.Arbitrary<XY> =>
  fc.record({ x: fc.integer({ min: least, max: most }), y: fc.integer({ min: least, max: most }) })

/** Layers of all kinds, and inputs that may be smaller than the kernel if padding makes up for it. */
const cases: fc.Arbitrary<Case> = fc
  .record({
    groups: fc.integer({ min: 1, max: 3 }),
    groupInputs: fc.integer({ min: 1, max: 3 }),
    groupOutputs: fc.integer({ min: 1, max: 6 }),
    kernelSize: pair(1, 4),
    stride: pair(1, 3),
    dilation: pair(1, 3),
    padding: fc.oneof(fc.constantFrom('valid' as const, 'same' as const, 'full' as const), pair(0, 4)),
    bias: fc.boolean(),
    size: pair(1, 13),
  })
  .map(({ groups, groupInputs, groupOutputs, size, ...rest }) => ({
    options: { ...rest, groups, inChannels: groups * groupInputs, outChannels: groups * groupOutputs },
    width: size.x,
    height: size.y,
  }))
  .filter(({ options, width, height }) => {
    const { before, after } = paddingOf(options)
    const fits = (length: number, axis: 'x' | 'y', i: 0 | 1): boolean =>
      length + before[i] + after[i] > (options.kernelSize[axis] - 1) * options.dilation[axis]
    return fits(width, 'x', 0) && fits(height, 'y', 1)
  })

function paddingOf({ padding, kernelSize, dilation }: Case['options']): {
  before: [number, number]
  after: [number, number]
} {
  const reach = [(kernelSize.x - 1) * dilation.x, (kernelSize.y - 1) * dilation.y] as [number, number]
  if (padding === 'full') return { before: reach, after: reach }
  if (padding === 'same') {
    // From ⌊(K' − 1)/2⌋ of the full result on: this many of its zeros are left out on the left.
    const left = reach.map((zeros) => zeros - Math.floor(zeros / 2)) as [number, number]
    return { before: left, after: reach.map((zeros, i) => zeros - left[i]) as [number, number] }
  }
  if (typeof padding === 'object' && 'x' in padding)
    return { before: [padding.x, padding.y], after: [padding.x, padding.y] }
  return { before: [0, 0], after: [0, 0] }
}

function naiveOf(layer: Conv2d, { options }: Case): NaiveLayer {
  const xy = ({ x, y }: XY): [number, number] => [x, y]
  return {
    outChannels: options.outChannels,
    groups: options.groups,
    kernel: xy(options.kernelSize),
    stride: xy(options.stride),
    dilation: xy(options.dilation),
    ...paddingOf(options),
    weights: layer.weights,
    bias: layer.bias.length > 0 ? layer.bias : new Float64Array(options.outChannels),
  }
}

function inputOf({ options, width, height }: Case, precision: Precision, seed: number) {
  const { inChannels } = options
  return { data: noise(precision, inChannels * width * height, seed), channels: inChannels, width, height }
}

/** Rounding errors of consecutive sums. */
function allowed(precision: Precision, terms: number, a: ArrayLike<number>, b: ArrayLike<number>): number {
  return 4 * EPSILON[precision] * Math.log2(terms + 2) * (1 + norm(a) * norm(b))
}

describe('Conv2d', () => {
  test.each(['float32', 'float64'] as const)(
    `forward and backward equal the definition, %s (seed ${SEED})`,
    (precision) => {
      fc.assert(
        fc.property(cases, fc.integer({ min: 0, max: 1e6 }), (given, seed) => {
          using layer = new Conv2d({ ...given.options, precision, seed })
          layer.bias.set(noise(precision, layer.bias.length, seed))
          const naive = naiveOf(layer, given)
          // Twice, because a second input may meet remains of the first.
          for (const turn of [1, 2]) {
            const input = inputOf(given, precision, seed + turn)
            const expected = naiveForward(input, naive)
            const output = layer.forward(input)
            const { channels, height, width } = expected
            expect({ ...output, data: undefined }).toEqual({ channels, height, width, data: undefined })
            expect(layer.outputShape(input)).toEqual({ channels, height, width })
            expectClose(
              output.data,
              expected.data,
              allowed(precision, 100, layer.weights, input.data),
              'output',
            )
            const gradOutput = { ...output, data: noise(precision, output.data.length, seed + 9) }
            const gradients = layer.backward(gradOutput)
            const wanted = naiveBackward(input, naive, gradOutput.data)
            const grad = gradOutput.data
            expectClose(
              gradients.input.data,
              wanted.input,
              allowed(precision, 100, layer.weights, grad),
              'input',
            )
            expectClose(
              gradients.weights,
              wanted.weights,
              allowed(precision, 999, input.data, grad),
              'weights',
            )
            const ones = new Float64Array(grad.length / channels).fill(1)
            const bias = layer.bias.length > 0 ? wanted.bias : []
            expectClose(gradients.bias, bias, allowed(precision, 999, ones, grad), 'bias')
          }
        }),
        { seed: SEED, numRuns: 300 },
      )
    },
  )

  test(`gradients equal finite differences (seed ${SEED})`, () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 0, max: 1e6 }), (given, seed) => {
        using layer = new Conv2d({ ...given.options, precision: 'float64', seed })
        const input = inputOf(given, 'float64', seed)
        const output = layer.forward(input)
        // A nonlinear loss, to expose a gradient that ignores the output: Σ out³/3.
        const loss = (): number => sumOf(layer.forward(input).data.map((value) => value ** 3 / 3))
        const gradients = layer.backward({ ...output, data: output.data.map((value) => value ** 2) })
        const groups = [
          [input.data, gradients.input.data],
          [layer.weights, gradients.weights],
          [layer.bias, gradients.bias],
        ] as const
        for (const [numbers, gradient] of groups) {
          if (numbers.length === 0) continue
          const index = seed % numbers.length
          const scale = Math.max(...gradient.map(Math.abs), 1)
          expect(Math.abs(slope(numbers, index, loss) - gradient[index]) / scale).toBeLessThanOrEqual(1e-6)
        }
      }),
      { seed: SEED, numRuns: 150 },
    )
  })

  test('is correct for images of many bands, and with many channels', () => {
    const given: Case = {
      options: {
        inChannels: 9,
        outChannels: 7,
        groups: 1,
        kernelSize: { x: 3, y: 3 },
        stride: { x: 1, y: 2 },
        dilation: { x: 1, y: 1 },
        padding: 'same',
      },
      width: 301,
      height: 97,
    }
    using layer = new Conv2d(given.options)
    const input = inputOf(given, 'float32', 1)
    const expected = naiveForward(input, naiveOf(layer, given))
    expectClose(layer.forward(input).data, expected.data, 3e-5)
  })

  test.each(['float32', 'float64'] as const)(
    `equals the definition with enough channels to compute rows in groups, %s (seed ${SEED})`,
    (precision) => {
      const many = fc.record({
        groups: fc.integer({ min: 1, max: 2 }),
        outputs: fc.integer({ min: 24, max: 30 }),
        columns: fc.integer({ min: 1, max: 4 }),
        dilation: fc.integer({ min: 1, max: 2 }),
        padding: fc.constantFrom('valid' as const, 'same' as const, 'full' as const),
        width: fc.integer({ min: 7, max: 20 }),
        height: fc.integer({ min: 6, max: 16 }),
      })
      fc.assert(
        fc.property(
          many,
          fc.integer({ min: 0, max: 1e6 }),
          ({ groups, outputs, columns, dilation, ...rest }, seed) => {
            const given: Case = {
              options: {
                groups,
                inChannels: 24 * groups,
                outChannels: outputs * groups,
                kernelSize: { x: columns, y: 3 },
                stride: { x: 1, y: 1 },
                dilation: { x: dilation, y: 1 },
                padding: rest.padding,
              },
              width: rest.width,
              height: rest.height,
            }
            using layer = new Conv2d({ ...given.options, precision, seed })
            layer.bias.set(noise(precision, layer.bias.length, seed))
            const input = inputOf(given, precision, seed)
            const expected = naiveForward(input, naiveOf(layer, given))
            // ε·log₂(N)·‖x‖·‖h‖ for sums of N terms: random weights have ‖h‖ = √2, and noise has ‖x‖ = √(N/3). Measured
            // beside sums of twice the digits, errors have 2.6 times the RMS of those of direct sums, and reach 5 times as far.
            const terms = 24 * 3 * columns
            const error = EPSILON[precision] * Math.log2(terms) * Math.sqrt((2 * terms) / 3)
            expectClose(layer.forward(input).data, expected.data, error)
          },
        ),
        { seed: SEED, numRuns: 25 },
      )
    },
  )

  test("'same' with an even kernel begins at ⌊(K − 1)/2⌋ of 'full', with a stride or without", () => {
    const input = { data: [1, 2, 4, 8, 16], channels: 1, height: 1, width: 5 }
    const outputOf = (padding: 'same' | 'full' | 'valid' | number, stride = 1): number[] => {
      const weights = [1, 10, 100, 1000]
      using layer = new Conv1d({ inChannels: 1, outChannels: 1, kernelSize: 4, padding, stride, weights })
      return Array.from(layer.forward(input).data)
    }
    expect(outputOf('full')).toEqual([1000, 2100, 4210, 8421, 16842, 1684, 168, 16])
    expect(outputOf('same')).toEqual([2100, 4210, 8421, 16842, 1684])
    expect(outputOf('same', 2)).toEqual([2100, 8421, 1684])
    expect(outputOf('valid')).toEqual([8421, 16842])
    expect(outputOf(1)).toEqual([4210, 8421, 16842, 1684])
    expect(outputOf(5)).toEqual([0, 0, ...outputOf('full'), 0, 0])
  })

  test.each(['float32', 'float64'] as const)('overflows only if its sums do, %s', (precision) => {
    const shape = { inChannels: 24, outChannels: 24, kernelSize: 3, precision }
    const greatest = precision === 'float32' ? 3e38 : 1.5e308
    for (const [value, weight] of [
      [greatest, 1e-4],
      [1e-4, greatest],
      [Math.sqrt(greatest) / 300, Math.sqrt(greatest) / 300],
    ]) {
      using layer = new Conv2d({ ...shape, weights: new Float64Array(24 * 24 * 9).fill(weight) })
      const data = samplesOf(precision, new Array(24 * 64).fill(value))
      const output = layer.forward({ data, channels: 24, height: 8, width: 8 })
      for (const sum of output.data)
        expect(sum / Math.max(value, weight) / Math.min(value, weight) / 216).toBeCloseTo(1, 4)
    }
  })

  test('treats a stride that leaves one output like no stride', () => {
    const input = { data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), channels: 1, height: 3, width: 3 }
    using layer = new Conv2d({
      inChannels: 1,
      outChannels: 1,
      kernelSize: 2,
      weights: [1, 0, 0, -1],
      stride: 50_000,
    })
    const output = layer.forward(input)
    expect(output).toEqual({ data: Float32Array.of(-4), channels: 1, height: 1, width: 1 })
    const gradients = layer.backward({ ...output, data: Float32Array.of(2) })
    expect(gradients.weights).toEqual(Float32Array.of(2, 4, 8, 10))
    expect(gradients.input.data).toEqual(Float32Array.of(2, 0, 0, 0, -2, 0, 0, 0, 0))
  })

  test('has the same random weights for the same seed, within the bounds', () => {
    const options = { inChannels: 6, outChannels: 50, kernelSize: 3, groups: 2 }
    const [a, b, c] = [1, 1, 2].map((seed) => new Conv2d({ ...options, seed }).weights)
    expectSameBits(a, b)
    expect(a).not.toEqual(c)
    const bound = Math.sqrt(6 / 27)
    expect(Math.max(...a)).toBeLessThanOrEqual(bound)
    expect(Math.max(...a)).toBeGreaterThan(0.98 * bound)
    expect(Math.min(...a)).toBeGreaterThanOrEqual(-bound)
    expect(sumOf(a) / a.length).toBeCloseTo(0, 1)
    expectSameBits(a, new Conv2d(options).weights)
    expect(new Conv2d(options).bias).toEqual(new Float32Array(50))
    expect(new Conv2d({ ...options, bias: false, precision: 'float64' }).bias).toEqual(new Float64Array(0))
  })

  test('uses the current parameters at each call, and copies the input', () => {
    using layer = new Conv2d({ inChannels: 1, outChannels: 1, kernelSize: 1, weights: [2] })
    const input = { data: Float32Array.of(1, 2), channels: 1, height: 1, width: 2 }
    expect(layer.forward(input).data).toEqual(Float32Array.of(2, 4))
    layer.weights[0] = 3
    layer.bias[0] = 10
    const output = layer.forward(input)
    expect(output.data).toEqual(Float32Array.of(13, 16))
    input.data.fill(NaN)
    expect(layer.backward({ ...output, data: [1, 1] }).weights).toEqual(Float32Array.of(3))
  })

  test('writes to a given array, which may be the input', () => {
    using layer = new Conv2d({ inChannels: 5, outChannels: 5, kernelSize: 3, padding: 'same' })
    const input = { data: noise('float32', 5 * 64, 1), channels: 5, height: 8, width: 8 }
    const expected = layer.forward(input)
    const double = new Float64Array(5 * 64)
    expect(layer.forward(input, double).data).toBe(double)
    expectSameBits(double, expected.data)
    expect(layer.forward(input, input.data)).toEqual(expected)
    expect(() => layer.forward(input, new Float32Array(3))).toThrow(
      'out must have 320 samples, as the output has, got 3',
    )
    expect(() => layer.forward(input, [] as unknown as Float32Array)).toThrow(TypeError)
  })

  test.each([1, 24])('NaN and Infinity reach only the sums that contain them: %i channels', (channels) => {
    using layer = new Conv2d({ inChannels: channels, outChannels: 29, kernelSize: 3, seed: 3 })
    const input = { data: noise('float32', channels * 64, 1), channels, height: 8, width: 8 }
    input.data[3 * 8 + 2] = NaN
    input.data[7 * 8 + 7] = Infinity
    const wrong = (from: number): number[] =>
      Array.from(layer.forward(input).data.subarray(from, from + 36)).flatMap((value, i) =>
        Number.isFinite(value) ? [] : [i],
      )
    for (let o = 0; o < 29; o++) expect(wrong(o * 36)).toEqual([6, 7, 8, 12, 13, 14, 18, 19, 20, 35])
    input.data.fill(1)
    expect(wrong(0)).toEqual([])
    layer.weights[0] = NaN
    expect(wrong(0).length).toBe(36)
    expect(wrong(36)).toEqual([])
  })

  test('frees its memory: that of one input size at the next, and all at the end', () => {
    new Conv2d({ inChannels: 2, outChannels: 5, kernelSize: 2 }).forward(zerosOf(2, 3, 4))
    const heap = watchHeap()
    const layer = new Conv2d({ inChannels: 2, outChannels: 5, kernelSize: 2, stride: 2, padding: 1 })
    expect(heap.blocks).toBe(0)
    const live = [4, 4, 7, 300, 4].map((width) => {
      layer.backward(layer.forward(zerosOf(2, 300, width)))
      return heap.blocks
    })
    expect(live).toEqual(live.map(() => live[0]))
    layer.dispose()
    expect(heap.blocks).toBe(0)
    layer.dispose()
    expect(heap.blocks).toBe(0)
  })
})

function zerosOf(channels: number, height: number, width: number) {
  return { data: new Float32Array(channels * height * width), channels, height, width }
}

function sumOf(values: Samples): number {
  let sum = 0
  for (const value of values) sum += value
  return sum
}

/** The central difference quotient of a function by one of its numbers. */
function slope(numbers: Record<number, number>, index: number, f: () => number): number {
  const [value, step] = [numbers[index], 1e-5]
  numbers[index] = value + step
  const above = f()
  numbers[index] = value - step
  const below = f()
  numbers[index] = value
  return (above - below) / (2 * step)
}

describe('maxPool', () => {
  test(`returns the maximum of each window (seed ${SEED})`, () => {
    fc.assert(
      fc.property(
        pair(1, 4),
        pair(1, 4),
        pair(4, 9),
        fc.integer({ min: 1, max: 3 }),
        (size, stride, { x, y }, channels) => {
          const input = { data: noise('float64', channels * x * y, x + y), channels, width: x, height: y }
          const output = maxPool(input, { size, stride })
          expect(Array.from(output.data)).toEqual(naiveMaxPool(input, [size.x, size.y], [stride.x, stride.y]))
          expect(output.data.length).toBe(output.channels * output.width * output.height)
        },
      ),
      { seed: SEED, numRuns: 100 },
    )
  })

  test('passes the gradient to the first maximum, and adds up where windows overlap', () => {
    const input = { data: [1, 5, 5, 2], channels: 1, height: 1, width: 4 }
    const options = { size: { x: 2, y: 1 }, stride: 1 }
    expect(maxPool(input, options).data).toEqual(Float64Array.of(5, 5, 5))
    const gradOutput = { data: [1, 10, 100], channels: 1, height: 1, width: 3 }
    expect(maxPoolGradient(input, gradOutput, options).data).toEqual(Float64Array.of(0, 11, 100, 0))
  })

  test('treats NaN as the greatest', () => {
    const input = { data: Float32Array.of(1, NaN, 3, 4), channels: 1, height: 1, width: 4 }
    expect(maxPool(input, { size: { x: 2, y: 1 } }).data).toEqual(Float32Array.of(NaN, 4))
  })
})

test('relu keeps NaN, and its gradient is 0 at 0', () => {
  const input = { data: Float32Array.of(-1, 0, NaN, 2), channels: 1, height: 2, width: 2 }
  expect(relu(input)).toEqual({ ...input, data: Float32Array.of(0, 0, NaN, 2) })
  expect(reluGradient(input, { ...input, data: Float32Array.of(1, 2, 3, 4) }).data).toEqual(
    Float32Array.of(0, 0, 0, 4),
  )
})

test('A stack of layers learns: the gradient passes through every layer', () => {
  const layers = [
    new Conv2d({ inChannels: 1, outChannels: 4, kernelSize: 3, padding: 'same', precision: 'float64' }),
    new Conv2d({ inChannels: 4, outChannels: 1, kernelSize: 1, precision: 'float64', seed: 2 }),
  ]
  const input = { data: noise('float64', 64, 1), channels: 1, height: 8, width: 8 }
  const target = noise('float64', 16, 2)
  const step = (rate: number): number => {
    const hidden = layers[0].forward(input)
    const active = relu(hidden)
    const pooled = maxPool(active, { size: 2 })
    const output = layers[1].forward(pooled)
    const difference = output.data.map((value, i) => value - target[i])
    const last = layers[1].backward({ ...output, data: difference })
    const back = reluGradient(hidden, maxPoolGradient(active, last.input, { size: 2 }))
    const first = layers[0].backward(back)
    sgd(layers[0], first, rate)
    sgd(layers[1], last, rate)
    return sumOf(difference.map((value) => value ** 2 / 2))
  }
  const losses = Array.from({ length: 200 }, () => step(0.01))
  expect(losses[199]).toBeLessThan(0.3 * losses[0])
  expect(losses.every((loss, i) => i === 0 || loss < 1.05 * losses[i - 1])).toBe(true)
})

describe('Bad input', () => {
  const good = { inChannels: 4, outChannels: 6, kernelSize: 3 }
  const input = { data: new Float32Array(4 * 25), channels: 4, height: 5, width: 5 }

  test.each([
    [{ ...good, groups: 3 }, 'groups must divide inChannels and outChannels, got 3 where inChannels is 4'],
    [{ ...good, groups: 4 }, 'groups must divide inChannels and outChannels, got 4 where outChannels is 6'],
    [{ ...good, groups: 0 }, 'groups must be a whole number of at least 1, got 0'],
    [{ ...good, stride: 0 }, 'stride must be a whole number of at least 1, got 0'],
    [{ ...good, stride: { x: 1, y: NaN } }, 'stride.y must be a whole number of at least 1, got NaN'],
    [{ ...good, dilation: 0.5 }, 'dilation must be a whole number of at least 1, got 0.5'],
    [{ ...good, padding: -1 }, 'padding must be a whole number of at least 0, got -1'],
    [
      { ...good, padding: 'wide' as 'same' },
      `padding must be 'valid', 'same', 'same-upper' or 'full', got "wide"`,
    ],
    [{ ...good, kernelSize: 0 }, 'kernelSize must be a whole number of at least 1, got 0'],
    [{ ...good, inChannels: -1 }, 'inChannels must be a whole number of at least 1, got -1'],
    [{ ...good, seed: -1 }, 'seed must be a whole number of at least 0, got -1'],
    [
      { ...good, precision: 'float16' as 'float32' },
      `precision must be 'float32' or 'float64', got "float16"`,
    ],
    [
      { ...good, weights: [1, 2] },
      'weights must have 6 x 4 x 3 x 3 = 216 numbers, for outChannels, the channels of a group, and the rows and columns of a kernel, got 2',
    ],
  ])('options %j', (options, message) => {
    expect(() => new Conv2d(options)).toThrow(RangeError)
    expect(() => new Conv2d(options)).toThrow(message)
  })

  test('options of the wrong kind', () => {
    expect(() => new Conv2d({ ...good, kernelSize: null as unknown as number })).toThrow(TypeError)
    expect(() => new Conv2d({ ...good, bias: 1 as unknown as boolean })).toThrow(
      'bias must be true or false, got 1',
    )
    expect(() => new Conv2d({ ...good, weights: 'abc' as unknown as number[] })).toThrow(TypeError)
  })

  test('inputs and gradients of the wrong shape', () => {
    using layer = new Conv2d(good)
    expect(() => layer.backward(input)).toThrow(
      'backward needs an output of forward, and there is none yet: call forward first',
    )
    expect(() => layer.forward({ ...input, channels: 5 })).toThrow(
      'input.data must have 5 x 5 x 5 = 125 numbers, channel by channel, got 100',
    )
    expect(() => layer.forward({ ...input, channels: 2, height: 10 })).toThrow(
      "input must have 4 channels, the layer's inChannels, got 2",
    )
    expect(() => layer.forward({ data: new Float32Array(40), channels: 4, height: 2, width: 5 })).toThrow(
      "input must be at least 3 pixels high, the kernel's extent, got 2 with its padding: choose more padding, or 'same' or 'full'",
    )
    expect(() => layer.forward(null as unknown as typeof input)).toThrow(TypeError)
    const output = layer.forward(input)
    expect(() => layer.backward(input)).toThrow(
      'gradOutput must have 6 channels of 3 x 3, like the output, got 4 of 5 x 5',
    )
    // Nothing of this has changed the state.
    expectSameBits(layer.forward(input).data, output.data)
    expect(layer.backward(output).weights.length).toBe(216)
    layer.dispose()
    expect(() => layer.forward(input)).toThrow('this object was disposed')
    expect(() => layer.backward(output)).toThrow('this object was disposed')
  })

  test('of the other functions', () => {
    expect(() => maxPool(input, { size: 6 })).toThrow(
      'size must be at most that of the input, 5 x 5, got 6 x 6',
    )
    expect(() => maxPool(input, { size: 2, stride: 0 })).toThrow(
      'stride must be a whole number of at least 1, got 0',
    )
    expect(() => maxPoolGradient(input, input, { size: 2 })).toThrow(
      'gradOutput must have 4 channels of 2 x 2, like the output, got 4 of 5 x 5',
    )
    expect(() => reluGradient(input, { ...input, height: 1 })).toThrow(RangeError)
    expect(() => new Conv1d(good).forward(input)).toThrow(
      'height must be 1 for a signal, got 5: use Conv2d for images',
    )
    const layer = new Conv2d(good)
    expect(() => sgd(layer, layer, Infinity)).toThrow(
      'learningRate must be a finite number above 0, got Infinity',
    )
    expect(() => sgd(layer, layer, '1' as unknown as number)).toThrow(TypeError)
    const none = undefined as never
    for (const use of [
      () => new Conv2d(none),
      () => new Conv1d(none),
      () => maxPool(input, none),
      () => maxPoolGradient(input, input, none),
    ]) {
      expect(use).toThrow(TypeError)
      expect(use).toThrow(/^(inChannels|kernelSize|size) must be a whole number of at least 1, got undefined/)
    }
    expect(() => new Conv1d(good).outputShape({ width: 9, height: 2 })).toThrow(
      'height must be 1 for a signal, got 2',
    )
    expect(() => sgd(layer, layer, NaN)).toThrow('learningRate must be a finite number above 0, got NaN')
    expect(() => sgd(layer, { weights: new Float32Array(3), bias: layer.bias }, 1)).toThrow(
      'gradients.weights must have 216 samples, as the layer has, got 3',
    )
  })
})
