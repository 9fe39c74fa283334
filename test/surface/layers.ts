import * as layers from 'tapline/layers'
import {
  anything,
  bytes,
  chunk,
  count,
  flag,
  listOf,
  number,
  oneOf,
  options,
  shape,
  signal,
} from './parameters.js'
import { calling, making, method, type Subjects } from './subject.js'

const maps = {
  data: Float32Array.from({ length: 2 * 48 }, (_, n) => n % 5),
  width: 8,
  height: 6,
  channels: 2,
}
const out = anything('out', undefined)
const layer = [
  count('inChannels', 2),
  count('outChannels', 3),
  anything('kernelSize', 3),
  anything('stride', 1),
  anything('padding', 'same'),
  anything('dilation', 1),
  flag('bias', true),
  signal('weights', undefined, { isOptional: true }),
  count('seed', 1),
  oneOf('precision', 'float32'),
]
const pool = options(anything('size', 2), anything('stride', 2))
const parameters = { weights: Float32Array.of(1, 2), bias: Float32Array.of(3) }

const conv2d = () => new layers.Conv2d({ inChannels: 2, outChannels: 3, kernelSize: 3, seed: 1 })
const conv2dAfterForward = () => {
  const made = conv2d()
  made.forward(maps)
  return made
}
const conv1d = () => new layers.Conv1d({ inChannels: 1, outChannels: 2, kernelSize: 3, seed: 1 })

const signalMaps = {
  data: Float32Array.from({ length: 16 }, (_, n) => n % 5),
  channels: 2,
  height: 1,
  width: 8,
}
const norm = () => new layers.BatchNorm({ channels: 2 })
const linear = () => new layers.Linear({ inFeatures: 16, outFeatures: 3, seed: 1 })
const network = () =>
  new layers.Sequential([new layers.Conv1d({ inChannels: 2, outChannels: 2, kernelSize: 3, seed: 1 })])
const afterForward =
  <L extends { forward(input: typeof signalMaps): unknown }>(make: () => L) =>
  () => {
    const made = make()
    made.forward(signalMaps)
    return made
  }
/** The methods of a layer for signals of two channels, whose output has this shape. */
const methodsOf = (make: () => layers.Layer, channels: number, width: number) => ({
  forward: method(make, 'forward', [shape('input', signalMaps)], (instance) => instance.forward(signalMaps)),
  backward: method(afterForward(make), 'backward', [
    shape('gradOutput', { data: new Float32Array(channels * width), channels, height: 1, width }),
  ]),
  outputShape: method(make, 'outputShape', [shape('shape', { channels: 2, height: 1, width: 8 })]),
})
const tensor = { data: [1, 2], shape: [2] }
const gradientsOf = () =>
  afterForward(network)().backward({ data: new Float32Array(12), channels: 2, height: 1, width: 6 })
const streaming = () => new layers.StreamingNetwork(network())
const chunkOf = [Float32Array.of(1, 2, 3, 4), Float32Array.of(4, 3, 2, 1)]
const networkOption = () => shape('network', network())

export const subjects: Subjects = {
  Activation: making(
    layers.Activation,
    [oneOf('name', 'leaky-relu', { isOptional: false }), options(number('slope', 0.1))],
    methodsOf(() => new layers.Activation('tanh'), 2, 8),
  ),
  BatchNorm: making(
    layers.BatchNorm,
    [
      options(
        count('channels', 2, { isOptional: false }),
        number('epsilon', 1e-5),
        oneOf('precision', 'float32'),
      ),
    ],
    methodsOf(norm, 2, 8),
  ),
  ConvTranspose2d: making(
    layers.ConvTranspose2d,
    [options(...layer.map((option) => (option.name === 'padding' ? anything('padding', 1) : option)))],
    methodsOf(
      () => new layers.ConvTranspose2d({ inChannels: 2, outChannels: 3, kernelSize: { x: 3, y: 1 } }),
      3,
      10,
    ),
  ),
  ConvTranspose1d: making(
    layers.ConvTranspose1d,
    [options(...layer.map((option) => (option.name === 'padding' ? count('padding', 1) : option)))],
    methodsOf(() => new layers.ConvTranspose1d({ inChannels: 2, outChannels: 3, kernelSize: 3 }), 3, 10),
  ),
  GlobalPool: making(
    layers.GlobalPool,
    [oneOf('method', 'max', { isOptional: false })],
    methodsOf(() => new layers.GlobalPool('average'), 2, 1),
  ),
  Linear: making(
    layers.Linear,
    [
      options(
        count('inFeatures', 16, { isOptional: false }),
        count('outFeatures', 3, { isOptional: false }),
        flag('bias', true),
        signal('weights', undefined, { isOptional: true }),
        count('seed', 1),
        oneOf('precision', 'float32'),
      ),
    ],
    methodsOf(linear, 3, 1),
  ),
  Pool: making(
    layers.Pool,
    [oneOf('method', 'max', { isOptional: false }), pool],
    methodsOf(() => new layers.Pool('average', { size: 2 }), 2, 4),
  ),
  Optimizer: making(
    layers.Optimizer,
    [
      networkOption(),
      options(
        oneOf('method', 'adam'),
        number('learningRate', 0.1),
        number('momentum', 0.9),
        number('squareMomentum', 0.999),
      ),
    ],
    {
      add: method(() => new layers.Optimizer(network()), 'add', [shape('gradients', gradientsOf())]),
    },
  ),
  Sequential: making(layers.Sequential, [anything('layers', [norm()])], {
    forward: method(network, 'forward', [shape('input', signalMaps)], (instance) =>
      instance.forward(signalMaps),
    ),
    backward: method(afterForward(network), 'backward', [
      shape('gradOutput', { data: new Float32Array(12), channels: 2, height: 1, width: 6 }),
    ]),
    outputShape: method(network, 'outputShape', [shape('shape', { channels: 2, height: 1, width: 8 })]),
    summary: method(network, 'summary', [shape('shape', { channels: 2, height: 1, width: 8 })]),
  }),
  StreamingNetwork: making(layers.StreamingNetwork, [networkOption()], {
    process: method(streaming, 'process', [listOf('chunk', chunkOf)], (instance) => [
      instance.process(chunkOf),
      instance.flush(),
    ]),
    restore: method(() => layers.StreamingNetwork, 'restore', [
      networkOption(),
      bytes('bytes', streaming().snapshot()),
    ]),
  }),
  crossEntropy: calling(
    layers.crossEntropy,
    shape('output', signalMaps),
    chunk('classes', [0, 1, 0, 1, 0, 1, 0, 1]),
  ),
  meanSquaredError: calling(
    layers.meanSquaredError,
    shape('output', signalMaps),
    signal('target', new Float32Array(16)),
  ),
  loadWeights: calling(layers.loadWeights, networkOption(), bytes('bytes', layers.saveWeights(network()))),
  saveWeights: calling(layers.saveWeights, networkOption()),
  readSafetensors: calling(layers.readSafetensors, bytes('bytes', layers.writeSafetensors({ tensor }))),
  writeSafetensors: calling(layers.writeSafetensors, anything('tensors', { tensor })),
  Conv1d: making(layers.Conv1d, [options(...layer)], {
    forward: method(conv1d, 'forward', [
      shape('input', { width: 8, channels: 1, height: 1, data: [1, 2, 3, 4, 5, 6, 7, 8] }),
      out,
    ]),
  }),
  Conv2d: making(layers.Conv2d, [options(...layer)], {
    forward: method(conv2d, 'forward', [shape('input', maps), out], (instance) => instance.forward(maps)),
    backward: method(conv2dAfterForward, 'backward', [
      shape('gradOutput', { data: new Float32Array(72), channels: 3, height: 4, width: 6 }),
    ]),
    outputShape: method(conv2d, 'outputShape', [anything('input', maps)]),
  }),
  maxPool: calling(layers.maxPool, shape('input', maps), pool),
  maxPoolGradient: calling(
    layers.maxPoolGradient,
    shape('input', maps),
    shape('gradOutput', { ...maps, width: 4, height: 3, data: new Float32Array(24) }),
    pool,
  ),
  relu: calling(layers.relu, shape('input', maps)),
  reluGradient: calling(layers.reluGradient, shape('input', maps), shape('gradOutput', maps)),
  sgd: calling(
    layers.sgd,
    shape('layer', parameters),
    shape('gradients', parameters),
    number('learningRate', 0.1, { isOptional: false }),
  ),
}
