import { Activation } from '../activation.js'
import { BatchNorm } from '../batch-norm.js'
import { Conv1d } from '../conv-1d.js'
import { Conv2d } from '../conv-2d.js'
import { GlobalPool } from '../global-pool.js'
import type { Layer } from '../layer.js'
import { Linear } from '../linear.js'
import { Pool } from '../pool.js'

/** New layers, where each `BatchNorm` after a layer with a kernel has become part of that kernel. */
export function folded(layers: ReadonlyMap<string, Layer>): Record<string, Layer> {
  const made: Record<string, Layer> = {}
  let before: Conv2d | Linear | undefined
  for (const [name, layer] of layers) {
    if (layer instanceof BatchNorm && before !== undefined) {
      fold(before, layer)
      continue
    }
    const copy = copyOf(layer)
    made[name] = copy
    before = copy instanceof Conv2d || copy instanceof Linear ? copy : undefined
  }
  return made
}

/** Makes a batch normalisation part of the kernel before it. */
function fold(layer: Conv2d | Linear, norm: BatchNorm): void {
  const { scale, shift } = norm.scaleAndShift()
  const { weights, bias } = layer
  const taps = weights.length / bias.length
  for (let o = 0; o < bias.length; o++) {
    for (let t = o * taps; t < (o + 1) * taps; t++) weights[t] *= scale[o]
    bias[o] = bias[o] * scale[o] + shift[o]
  }
}

/** A new layer with the same parameters, and always with a bias. */
function copyOf(layer: Layer): Layer {
  if (layer instanceof Linear) {
    const { inFeatures, outFeatures, weights, bias, precision } = layer
    return withBias(new Linear({ inFeatures, outFeatures, weights, precision }), bias)
  }
  if (layer instanceof Conv2d) return withBias(convCopy(layer), layer.bias)
  if (layer instanceof BatchNorm) return normCopy(layer)
  if (layer instanceof Activation) return new Activation(layer.name, { slope: layer.slope })
  if (layer instanceof GlobalPool) return new GlobalPool(layer.method)
  if (layer instanceof Pool) return new Pool(layer.method, layer.options)
  throw new TypeError(`layers must be those of this package to be folded, got a ${layer.kind}`)
}

function withBias<L extends Conv2d | Linear>(layer: L, bias: ArrayLike<number>): L {
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
