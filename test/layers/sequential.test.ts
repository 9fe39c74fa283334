import fc from 'fast-check'
import {
  Activation,
  type ActivationName,
  BatchNorm,
  Conv1d,
  Conv2d,
  crossEntropy,
  type FeatureMaps,
  GlobalPool,
  type Layer,
  Linear,
  meanSquaredError,
  Optimizer,
  Pool,
  Sequential,
} from 'tapline/layers'
import { describe, expect, test } from 'vitest'
import { expectClose, expectSameBits } from '../support/closeness.js'
import { SEED } from '../support/seed.js'
import { noise } from '../support/signals.js'

const precision = 'float64'
const ACTIVATIONS: readonly ActivationName[] = ['relu', 'leaky-relu', 'sigmoid', 'tanh', 'softmax']

function normOf(channels: number, seed: number): BatchNorm {
  const norm = new BatchNorm({ channels, precision })
  norm.weights.set(noise(precision, channels, seed))
  norm.bias.set(noise(precision, channels, seed + 1))
  norm.mean.set(noise(precision, channels, seed + 2))
  norm.variance.set(noise(precision, channels, seed + 3).map((value) => value ** 2 + 0.1))
  return norm
}

/** Networks with every layer; the seed chooses the activation. */
function imageLayers(seed: number): Layer[] {
  return [
    new Conv2d({ inChannels: 2, outChannels: 4, kernelSize: 3, padding: 'same', seed, precision }),
    normOf(4, seed),
    new Activation(ACTIVATIONS[seed % 5]),
    new Conv2d({ inChannels: 4, outChannels: 4, kernelSize: 2, groups: 4, seed: seed + 1, precision }),
    new Pool(seed % 2 === 0 ? 'max' : 'average', { size: { x: 2, y: 3 }, stride: { x: 2, y: 1 } }),
    new Conv2d({ inChannels: 4, outChannels: 3, kernelSize: 1, seed: seed + 2, precision }),
    ...(seed % 3 === 0 ? [new GlobalPool(seed % 2 === 0 ? 'average' : 'max')] : []),
    new Linear({ inFeatures: seed % 3 === 0 ? 3 : 3 * 3 * 3, outFeatures: 3, seed: seed + 3, precision }),
  ]
}

const imageOf = (seed: number): FeatureMaps<Float64Array> => ({
  data: noise(precision, 2 * 6 * 7, seed) as Float64Array,
  channels: 2,
  height: 6,
  width: 7,
})

describe('Sequential', () => {
  test(`has the gradients of finite differences, with every layer and both losses (seed ${SEED})`, () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e5 }), fc.boolean(), (seed, hasClasses) => {
        using network = new Sequential(imageLayers(seed))
        const input = imageOf(seed)
        const lossOf = (): ReturnType<typeof crossEntropy> => {
          const output = network.forward(input)
          return hasClasses ? crossEntropy(output, seed % 3) : meanSquaredError(output, [1, -1, 0.5])
        }
        const { parameters, input: ofInput } = network.backward(lossOf().gradient)
        const groups = [
          ['input', input.data, ofInput.data] as const,
          ...Object.entries(parameters).map(
            ([name, gradient]) => [name, network.tensors[name].data, gradient] as const,
          ),
        ]
        expect(groups.length).toBe(11)
        for (const [name, numbers, gradient] of groups) {
          const index = seed % numbers.length
          const before = numbers[index]
          const [low, high] = [-1e-6, 1e-6].map((step) => {
            numbers[index] = before + step
            return lossOf().loss
          })
          numbers[index] = before
          const scale = Math.max(...gradient.map(Math.abs), 0.1)
          const error = Math.abs((high - low) / 2e-6 - gradient[index]) / scale
          // One step may cross the corner of a ReLU, or change which number is the greatest.
          if (error > 1e-5) expect([name, kinkNear(lossOf, numbers, index)]).toEqual([name, true])
        }
      }),
      { seed: SEED, numRuns: 60 },
    )
  })

  test('tells the shape of the output, parameters and a summary', () => {
    using network = new Sequential({
      filter: new Conv1d({ inChannels: 1, outChannels: 8, kernelSize: 5, stride: 2 }),
      norm: new BatchNorm({ channels: 8 }),
      bend: new Activation('relu'),
      pool: new GlobalPool('max'),
      classes: new Linear({ inFeatures: 8, outFeatures: 3 }),
    })
    expect(network.outputShape({ channels: 1, height: 1, width: 99 })).toEqual({
      channels: 3,
      height: 1,
      width: 1,
    })
    expect(network.parameterCount).toBe(40 + 8 + 16 + 24 + 3)
    expect(Object.keys(network.tensors)).toEqual([
      'filter.weight',
      'filter.bias',
      'norm.weight',
      'norm.bias',
      'norm.running_mean',
      'norm.running_var',
      'classes.weight',
      'classes.bias',
    ])
    expect(network.summary({ channels: 1, height: 1, width: 99 }).split('\n')).toEqual([
      'layer    kind        channels x height x width  parameters  multiplications',
      '         input                      1 x 1 x 99',
      'filter   Conv1d                     8 x 1 x 48          48             1920',
      'norm     BatchNorm                  8 x 1 x 48          16                0',
      'bend     Activation                 8 x 1 x 48           0                0',
      'pool     GlobalPool                  8 x 1 x 1           0                0',
      'classes  Linear                      3 x 1 x 1          27               24',
      '         total                                          91             1944',
    ])
  })

  test('folds batch normalization into kernels', () => {
    const layers = [
      new Conv2d({
        inChannels: 2,
        outChannels: 4,
        kernelSize: 3,
        padding: { left: 1, top: 2 },
        groups: 2,
        precision,
      }),
      normOf(4, 1),
      new Conv2d({ inChannels: 4, outChannels: 2, kernelSize: 2, bias: false, stride: 2, precision }),
      normOf(2, 9),
      normOf(2, 5),
      new Activation('leaky-relu', { slope: 0.3 }),
      new Pool('average', { size: 2 }),
      new GlobalPool('max'),
      new Linear({ inFeatures: 2, outFeatures: 2, precision }),
      normOf(2, 7),
    ]
    using network = new Sequential(layers)
    using folded = network.folded()
    expect([...folded.layers.keys()]).toEqual(['0', '2', '5', '6', '7', '8'])
    const expected = network.forward(imageOf(3))
    expectClose(folded.forward(imageOf(3)).data, expected.data, 1e-13)
  })

  test('says which layer does not fit', () => {
    using network = new Sequential([
      new Conv1d({ inChannels: 1, outChannels: 4, kernelSize: 3 }),
      new Conv1d({ inChannels: 3, outChannels: 4, kernelSize: 3 }),
    ])
    const input = { data: new Float32Array(9), channels: 1, height: 1, width: 9 }
    expect(() => network.forward(input)).toThrow(
      new RangeError("layer '1' (Conv1d): input must have 3 channels, the layer's inChannels, got 4"),
    )
    expect(() => network.forward({ ...input, data: [1], width: 1 })).toThrow(
      "layer '0' (Conv1d): input must be",
    )
    expect(() => new Sequential([])).toThrow('layers must have at least one layer, got none')
    const twice = new Activation('relu')
    expect(() => new Sequential([twice, twice])).toThrow('layers must differ, got one twice')
    expect(
      () =>
        new Sequential([
          new Linear({ inFeatures: 1, outFeatures: 1 }),
          new Linear({ inFeatures: 1, outFeatures: 1, precision }),
        ]),
    ).toThrow("layers must have one precision, got float32 in '0' and float64 in '1'")
    expect(() => new Sequential([{} as Layer])).toThrow("layers['0'] must be a layer, such as")
    expect(() => new Sequential([network as never])).toThrow("layers['0'] must be a layer, such as")
    expect(() => new Sequential(twice as never)).toThrow(
      new TypeError(
        'layers must be an array of layers, or an object of them, got one layer (Activation): pass [layer]',
      ),
    )
    expect(() => network.backward({ data: [1], channels: 1, height: 1, width: 1 })).toThrow(
      'call forward first',
    )
    network.dispose()
    network.dispose()
    expect(() => network.forward(input)).toThrow('disposed')
  })
})

/** Whether the loss has a corner near a parameter: its slopes on the two sides differ. */
function kinkNear(
  lossOf: () => { readonly loss: number },
  numbers: Record<number, number>,
  index: number,
): boolean {
  const before = numbers[index]
  const [a, b, c] = [-1e-6, 0, 1e-6].map((step) => {
    numbers[index] = before + step
    return lossOf().loss
  })
  numbers[index] = before
  return Math.abs(c - b - (b - a)) > 1e-12
}

describe('Activation', () => {
  test('is its formula, and NaN stays at its place', () => {
    const data = [-2, -0.5, 0, 1, NaN, 800]
    const input = { data, channels: 1, height: 1, width: 6 }
    const expected = {
      relu: [0, 0, 0, 1, NaN, 800],
      'leaky-relu': [-0.02, -0.005, 0, 1, NaN, 800],
      sigmoid: data.map((x) => 1 / (1 + Math.exp(-x))),
      tanh: data.map(Math.tanh),
    }
    for (const [name, values] of Object.entries(expected))
      expectSameBits(new Activation(name as ActivationName).forward(input).data, Float64Array.from(values))
  })

  test('softmax sums to 1 over the channels of each pixel, and does not overflow', () => {
    const input = { data: [1000, 1, 0, 3, 1000, 2], channels: 3, height: 1, width: 2 }
    const output = new Activation('softmax').forward(input).data
    const [one, three, two] = [1, 3, 2].map((x) => Math.exp(x) / (Math.exp(1) + Math.exp(3) + Math.exp(2)))
    expectClose(output, [0.5, one, 0, three, 0.5, two], 1e-15)
  })
})

describe('Pool', () => {
  test(`equals the definition (seed ${SEED})`, () => {
    const pair = fc.record({ x: fc.integer({ min: 1, max: 4 }), y: fc.integer({ min: 1, max: 4 }) })
    fc.assert(
      fc.property(pair, pair, fc.integer({ min: 0, max: 1000 }), (size, stride, seed) => {
        const input = { data: noise(precision, 2 * 5 * 6, seed), channels: 2, height: 5, width: 6 }
        const { data, height, width } = new Pool('average', { size, stride }).forward(input)
        expect([height, width]).toEqual([
          Math.floor((5 - size.y) / stride.y) + 1,
          Math.floor((6 - size.x) / stride.x) + 1,
        ])
        const expected: number[] = []
        for (let c = 0; c < 2; c++)
          for (let y = 0; y < height; y++)
            for (let x = 0; x < width; x++) {
              let sum = 0
              for (let j = 0; j < size.y; j++)
                for (let i = 0; i < size.x; i++)
                  sum += input.data[(c * 5 + y * stride.y + j) * 6 + x * stride.x + i]
              expected.push(sum / (size.x * size.y))
            }
        expectClose(data, expected, 1e-14)
      }),
      { seed: SEED, numRuns: 50 },
    )
  })

  test('takes one number as the width of signals, and refuses windows that do not fit', () => {
    const pool = new Pool('max', { size: 2 })
    const signal = { data: [1, 5, 2, 3, 9], channels: 1, height: 1, width: 5 }
    expect(pool.forward(signal)).toEqual({ data: Float64Array.of(5, 3), channels: 1, height: 1, width: 2 })
    expect(() => pool.outputShape({ channels: 1, height: 3, width: 1 })).toThrow(
      'size must be at most that of the input, 1 x 3, got 2 x 2: choose a smaller size, or pool less before',
    )
  })
})

describe('Optimizer', () => {
  const one = (): Sequential =>
    new Sequential([new Linear({ inFeatures: 1, outFeatures: 1, weights: [1], bias: false, precision })])
  const gradientsOf = (value: number) => ({
    input: { data: Float64Array.of(0), channels: 1, height: 1, width: 1 },
    parameters: { '0.weight': Float64Array.of(value) },
  })

  test('takes the steps of the formulas, with the mean of a batch', () => {
    using network = one()
    const sgd = new Optimizer(network, { method: 'sgd', learningRate: 0.5, momentum: 0.5 })
    sgd.add(gradientsOf(1))
    sgd.add(gradientsOf(3))
    sgd.step()
    expect(network.tensors['0.weight'].data[0]).toBe(0)
    sgd.add(gradientsOf(1))
    sgd.step()
    // v = 0.5·2 + 1
    expect(network.tensors['0.weight'].data[0]).toBe(-1)
    expect(sgd.steps).toBe(2)
    const adam = new Optimizer(network, { learningRate: 0.1 })
    adam.add(gradientsOf(7))
    adam.step()
    expect(network.tensors['0.weight'].data[0]).toBeCloseTo(-1.1, 8)
    adam.add(gradientsOf(-1))
    adam.step()
    const [m, v] = [0.9 * 0.7 - 0.1, 0.999 * 0.049 + 0.001]
    const change = m / (1 - 0.81) / Math.sqrt(v / (1 - 0.999 ** 2))
    expect(network.tensors['0.weight'].data[0]).toBeCloseTo(-1.1 - 0.1 * change, 7)
  })

  test('stops with the step at numbers that are not finite, and changes nothing', () => {
    using network = one()
    const optimizer = new Optimizer(network, { method: 'sgd', learningRate: 1e300 })
    optimizer.add(gradientsOf(1))
    optimizer.step()
    expect(() => optimizer.add(gradientsOf(NaN))).toThrow(
      new RangeError(
        'gradients of step 2 must be finite, got NaN in 0.weight[0]: take a smaller learningRate, or look for numbers in ' +
          'the input that are not finite',
      ),
    )
    expect(() => optimizer.step()).toThrow('call add first')
    const before = network.tensors['0.weight'].data[0]
    optimizer.add(gradientsOf(1e10))
    expect(() => optimizer.step()).toThrow(
      'parameters of step 2 must be finite, got -Infinity in 0.weight[0]',
    )
    expect(network.tensors['0.weight'].data[0]).toBe(before)
  })

  test('refuses steps of Adam after which a parameter would never move again', () => {
    using network = one()
    const optimizer = new Optimizer(network)
    const before = network.tensors['0.weight'].data[0]
    optimizer.add(gradientsOf(1e200))
    expect(() => optimizer.step()).toThrow(
      'squared gradients of step 1 must be finite, got Infinity in 0.weight[0]',
    )
    expect([network.tensors['0.weight'].data[0], optimizer.steps]).toEqual([before, 0])
  })
})

describe('crossEntropy', () => {
  test('sums over pixels, and does not overflow', () => {
    const output = { data: [1000, 0, 0, 0], channels: 2, height: 1, width: 2 }
    const { loss, gradient } = crossEntropy(output, [1, 0])
    expect(loss).toBeCloseTo((1000 + Math.log(2)) / 2, 10)
    expect(gradient.data).toEqual(Float64Array.of(0.5, -0.25, -0.5, 0.25))
    expect(() => crossEntropy(output, 1)).toThrow('classes must have 2 numbers, one per pixel, got 1')
    expect(() => crossEntropy(output, [2, 0])).toThrow('classes[0] must be a whole number from 0 to 1, got 2')
  })
})
