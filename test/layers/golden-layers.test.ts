import {
  Activation,
  type ActivationName,
  BatchNorm,
  Conv2d,
  ConvTranspose2d,
  type Layer,
  Pool,
} from 'tapline/layers'
import { expect, test } from 'vitest'
import golden from '../golden/layers.json' with { type: 'json' }
import { expectClose } from '../support/closeness.js'

// golden/layers.json: computed by TensorFlow.js in float32, and stored channel by channel; its version is in the file.

const precision = 'float64'
const { conv, depthwise, transposed, batchNorm } = golden
const norm = new BatchNorm({ channels: 2, epsilon: 1e-3, precision })
norm.weights.set(batchNorm.scale)
norm.bias.set(batchNorm.offset)
norm.mean.set(batchNorm.mean)
norm.variance.set(batchNorm.variance)
const kernel = { weights: conv.weights, kernelSize: { x: 3, y: 2 }, dilation: 2 }
const windows = { size: { x: 3, y: 2 }, stride: { x: 1, y: 2 } }
const activation = (name: ActivationName): Activation => new Activation(name, { slope: 0.2 })

const layers: Readonly<Record<Exclude<keyof typeof golden, 'tfjs-core' | 'backend' | 'input'>, Layer>> = {
  conv: new Conv2d({ inChannels: 2, outChannels: 3, precision, ...kernel }),
  depthwise: new Conv2d({
    inChannels: 2,
    outChannels: 2,
    groups: 2,
    kernelSize: 3,
    weights: depthwise.weights,
    precision,
  }),
  transposed: new ConvTranspose2d({
    inChannels: 2,
    outChannels: 3,
    kernelSize: 2,
    stride: 2,
    weights: transposed.weights,
    precision,
  }),
  maxPool: new Pool('max', windows),
  averagePool: new Pool('average', windows),
  batchNorm: norm,
  softmax: activation('softmax'),
  leakyRelu: activation('leaky-relu'),
  sigmoid: activation('sigmoid'),
  tanh: activation('tanh'),
}

test.each(Object.entries(layers))('The layer %s equals that of TensorFlow.js', (name, layer) => {
  const { data, ...shape } = layer.forward({ data: golden.input, channels: 2, height: 6, width: 7 })
  const expected = golden[name as keyof typeof layers]
  expect(shape).toEqual(expected.shape)
  // Sums of 18 products of numbers below 1, in float32.
  expectClose(data, expected.data, 2e-6)
})
