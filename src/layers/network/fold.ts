import { Activation } from '../activation.js'
import { BatchNorm } from '../batch-norm.js'
import { Conv1d } from '../conv-1d.js'
import { Conv2d } from '../conv-2d.js'
import { ConvTranspose1d } from '../conv-transpose-1d.js'
import { ConvTranspose2d } from '../conv-transpose-2d.js'
import { GlobalPool } from '../global-pool.js'
import type { Layer } from '../layer.js'
import { Linear } from '../linear.js'
import { Pool } from '../pool.js'

/** New layers, where each `BatchNorm` after a layer with a kernel has become part of that kernel. */
export function folded(layers: ReadonlyMap<string, Layer>): Record<string, Layer> {
  const made: Record<string, Layer> = {}
  let before: Kernel | undefined
  for (const [name, layer] of layers) {
    if (layer instanceof BatchNorm && before !== undefined) {
      fold(before, layer)
      continue
    }
    const copy = copyOf(layer)
    made[name] = copy
    before = isKernel(copy) ? copy : undefined
  }
  return made
}

type Kernel = Conv2d | ConvTranspose2d | Linear

function isKernel(layer: Layer): layer is Kernel {
  return [Conv2d, ConvTranspose2d, Linear].some((kind) => layer instanceof kind)
}

/** Makes a batch normalization part of the kernel before it. */
function fold(layer: Kernel, norm: BatchNorm): void {
  const { scale, shift } = norm.scaleAndShift()
  const { weights, bias } = layer
  const outputOf = outputsOf(layer)
  for (let t = 0; t < weights.length; t++) weights[t] *= scale[outputOf(t)]
  for (let o = 0; o < bias.length; o++) bias[o] = bias[o] * scale[o] + shift[o]
}

/** The output channel that each weight belongs to. */
function outputsOf(layer: Kernel): (weight: number) => number {
  if (!(layer instanceof ConvTranspose2d)) {
    const taps = layer.weights.length / layer.bias.length
    return (weight) => Math.floor(weight / taps)
  }
  // [c][o][l][k], where o counts the outputs of the group of c.
  const { tapCount, groupInputs, groupOutputs } = layer.gradientOf
  const taps = tapCount / groupInputs
  return (weight) => {
    const group = Math.floor(weight / tapCount / groupOutputs)
    return group * groupInputs + (Math.floor(weight / taps) % groupInputs)
  }
}

/** A new layer with the same parameters, and always with a bias. */
function copyOf(layer: Layer): Layer {
  if (layer instanceof Linear) {
    const { inFeatures, outFeatures, weights, bias, precision } = layer
    return withBias(new Linear({ inFeatures, outFeatures, weights, precision }), bias)
  }
  if (layer instanceof Conv2d) return withBias(convCopy(layer), layer.bias)
  if (layer instanceof ConvTranspose2d) return withBias(transposedCopy(layer), layer.bias)
  if (layer instanceof BatchNorm) return normCopy(layer)
  if (layer instanceof Activation) return new Activation(layer.name, { slope: layer.slope })
  if (layer instanceof GlobalPool) return new GlobalPool(layer.method)
  if (layer instanceof Pool) return new Pool(layer.method, layer.options)
  throw new TypeError(`layers must be those of this package to be folded, got a ${layer.kind}`)
}

function withBias<L extends Kernel>(layer: L, bias: ArrayLike<number>): L {
  layer.bias.set(bias)
  return layer
}

function normCopy(norm: BatchNorm): BatchNorm {
  const { channels, epsilon, precision } = norm
  const copy = new BatchNorm({ channels, epsilon, precision })
  for (const name of ['weights', 'bias', 'mean', 'variance'] as const) copy[name].set(norm[name])
  return copy
}

function convCopy(layer: Conv2d): Conv2d {
  const { shape, weights, precision } = layer
  const { inChannels, outChannels, kernelSize, stride, dilation, groups, padding } = shape
  const common = { inChannels, outChannels, groups, weights, precision }
  const isNamed = typeof padding === 'string'
  if (layer instanceof Conv1d) {
    const ends = isNamed ? padding : { left: padding.x.before, right: padding.x.after }
    const size = { kernelSize: kernelSize.x, stride: stride.x, dilation: dilation.x }
    return new Conv1d({ ...common, ...size, padding: ends })
  }
  const sides = isNamed
    ? padding
    : {
        left: padding.x.before,
        right: padding.x.after,
        top: padding.y.before,
        bottom: padding.y.after,
      }
  return new Conv2d({ ...common, kernelSize, stride, dilation, padding: sides })
}

function transposedCopy(layer: ConvTranspose2d): ConvTranspose2d {
  const { gradientOf, weights, precision } = layer
  const { inChannels, outChannels, kernelSize, stride, dilation, groups, padding } = gradientOf
  const common = { inChannels: outChannels, outChannels: inChannels, groups, weights, precision }
  const [x, y] = typeof padding === 'string' ? [0, 0] : [padding.x.before, padding.y.before]
  if (layer instanceof ConvTranspose1d) {
    const size = { kernelSize: kernelSize.x, stride: stride.x, dilation: dilation.x }
    return new ConvTranspose1d({ ...common, ...size, padding: x })
  }
  return new ConvTranspose2d({ ...common, kernelSize, stride, dilation, padding: { x, y } })
}
