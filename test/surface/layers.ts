import * as layers from 'tapline/layers'
import { anything, count, flag, number, oneOf, options, shape, signal } from './parameters.js'
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

export const subjects: Subjects = {
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
