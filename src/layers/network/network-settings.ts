import { fingerprintOf, type Settings } from '../../stream/snapshot/settings.js'
import { simd } from '../../wasm/module.js'
import { Activation } from '../activation.js'
import { BatchNorm } from '../batch-norm.js'
import { Conv1d } from '../conv-1d.js'
import { ConvTranspose1d } from '../conv-transpose-1d.js'
import type { Layer } from '../layer.js'
import { Pool } from '../pool.js'
import type { Sequential } from './sequential.js'

/** The number of channels that each layer takes, and those of the result. Throws unless the layers fit each other. */
export function channelsOf({ layers }: Sequential): number[] {
  const known = [...layers.values()].map(ownChannels).find((channels) => channels !== undefined)
  const channels = [known ?? 1]
  let before = 'the input'
  for (const [name, layer] of layers) {
    const current = channels[channels.length - 1]
    const wanted = ownChannels(layer)
    if (wanted !== undefined && wanted !== current) {
      throw new RangeError(
        `layer '${name}' (${layer.kind}) must take the ${current} channels of ${before}, got ${wanted}`,
      )
    }
    channels.push(outputChannels(layer) ?? current)
    before = `'${name}'`
  }
  return channels
}

/** What a snapshot must be restored with. */
export function settingsOf({ layers, tensors, precision }: Sequential): Settings {
  return {
    layers: [...layers.values()].map(textOf).join(', '),
    parameters: fingerprintOf(...Object.values(tensors).map(({ data }) => data)),
    precision,
    simd: simd(),
  }
}

function ownChannels(layer: Layer): number | undefined {
  if (layer instanceof Conv1d) return layer.shape.inChannels
  if (layer instanceof ConvTranspose1d) return layer.gradientOf.outChannels
  return layer instanceof BatchNorm ? layer.channels : undefined
}

function outputChannels(layer: Layer): number | undefined {
  if (layer instanceof Conv1d) return layer.shape.outChannels
  return layer instanceof ConvTranspose1d ? layer.gradientOf.inChannels : undefined
}

/** The kind of a layer and the options that its outputs depend on. */
function textOf(layer: Layer): string {
  if (layer instanceof Conv1d || layer instanceof ConvTranspose1d) {
    const shape = layer instanceof Conv1d ? layer.shape : layer.gradientOf
    const { inChannels, outChannels, kernelSize, stride, dilation, groups, padding } = shape
    const numbers = [inChannels, outChannels, kernelSize.x, stride.x, dilation.x, groups]
    return `${layer.kind} ${numbers.join(' ')} ${JSON.stringify(padding)}`
  }
  if (layer instanceof Pool) return `Pool ${layer.method} ${JSON.stringify(layer.windowsFor(1))}`
  if (layer instanceof Activation) return `Activation ${layer.name} ${layer.slope}`
  if (layer instanceof BatchNorm) return `BatchNorm ${layer.epsilon}`
  return layer.kind
}
