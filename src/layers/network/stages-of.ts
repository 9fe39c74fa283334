import { shown } from '../../shown.js'
import { activate } from '../activate.js'
import { Activation } from '../activation.js'
import { BatchNorm, scaled } from '../batch-norm.js'
import { Conv1d } from '../conv-1d.js'
import { ConvTranspose1d } from '../conv-transpose-1d.js'
import type { Layer } from '../layer.js'
import { Pool, pooled } from '../pool.js'
import type { Precision } from '../../samples.js'
import { ConvTaps } from './conv-taps.js'
import { PIECE_LENGTH, pointStage, type Stage } from './stage.js'
import { TransposedStage } from './transposed-stage.js'
import { WindowStage } from './window-stage.js'

/** What to use in a stream instead of a layer that needs the whole signal. */
const REMEDIES: Readonly<Record<string, string>> = {
  Linear: 'use a Conv1d with kernelSize 1',
  GlobalPool: 'use a Pool with the size of a window',
  Conv2d: 'use a Conv1d',
  ConvTranspose2d: 'use a ConvTranspose1d',
}

/** The stages that compute layers in a stream, with a copy of their parameters. A `Conv1d` computes the ReLU after it. */
export function stagesOf(
  layers: ReadonlyMap<string, Layer>,
  channels: readonly number[],
  precision: Precision,
): Stage[] {
  const entries = [...layers]
  return entries.map(([name, layer], i) => {
    if (layer instanceof Conv1d) return convStage(name, layer, isRelu(entries.at(i + 1)?.[1]))
    const isComputed = i > 0 && entries[i - 1][1] instanceof Conv1d && isRelu(layer)
    return isComputed ? pointStage((data) => data, precision) : stageOf(name, layer, channels[i], precision)
  })
}

function isRelu(layer: Layer | undefined): boolean {
  return layer instanceof Activation && layer.name === 'relu'
}

function stageOf(name: string, layer: Layer, channels: number, precision: Precision): Stage {
  if (layer instanceof ConvTranspose1d) return new TransposedStage(layer)
  if (layer instanceof Pool) return poolStage(layer, channels, precision)
  if (layer instanceof Activation) {
    const activating = { name: layer.name, slope: layer.slope }
    return pointStage((data) => activate(activating, data, channels), precision)
  }
  if (layer instanceof BatchNorm) {
    const scaling = layer.scaleAndShift()
    return pointStage((data) => scaled(data, scaling), precision)
  }
  const remedy = REMEDIES[layer.kind] ?? 'leave it out'
  throw new RangeError(
    `network must consist of Conv1d, ConvTranspose1d, Pool, Activation and BatchNorm to run in a stream, got a ${layer.kind} as ` +
      `'${shown(name, 40)}': ${remedy}`,
  )
}

function convStage(name: string, layer: Conv1d, isRectified: boolean): Stage {
  const { inChannels, outChannels, tapCount, kernelSize, stride, dilation } = layer.shape
  const span = (kernelSize.x - 1) * dilation.x + 1
  const [zerosBefore, zerosAfter] = zerosOf(name, layer, span)
  const windows = {
    channels: inChannels,
    outChannels,
    precision: layer.precision,
    stride: stride.x,
    span,
    zerosBefore,
    zerosAfter,
    multiplications: outChannels * tapCount,
  }
  return new WindowStage(
    windows,
    new ConvTaps(layer, Math.max(span, zerosBefore) + PIECE_LENGTH, isRectified),
  )
}

/** The zeros before and after a signal, which must not depend on its length. */
function zerosOf(name: string, { shape }: Conv1d, span: number): readonly [number, number] {
  const { padding, stride } = shape
  if (padding === 'full') return [span - 1, span - 1]
  if (padding === 'same') return [span - 1 - Math.floor((span - 1) / 2), Math.floor((span - 1) / 2)]
  if (padding !== 'same-upper') return [padding.x.before, padding.x.after]
  if (stride.x === 1) return [Math.floor((span - 1) / 2), span - 1 - Math.floor((span - 1) / 2)]
  throw new RangeError(
    `padding must not depend on the length of the signal in a stream, got 'same-upper' with a stride in ` +
      `'${shown(name, 40)}': pass { left, right }`,
  )
}

function poolStage(layer: Pool, channels: number, precision: Precision): Stage {
  const { size, stride } = layer.windowsFor(1)
  if (size.y !== 1) {
    throw new RangeError(`size.y must be 1 for a signal, got ${size.y}: pass one number, or { x, y: 1 }`)
  }
  const windows = {
    channels,
    outChannels: channels,
    precision,
    stride: stride.x,
    span: size.x,
    zerosBefore: 0,
    zerosAfter: 0,
    multiplications: 0,
  }
  return new WindowStage(windows, {
    run: ({ data, length }) =>
      pooled(layer.method, { data, channels, height: 1, width: length }, { size, stride }),
    free: () => undefined,
  })
}
