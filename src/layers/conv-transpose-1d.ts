import { type OptionNames, readOptions, requireCount } from '../require.js'
import type { Samples } from '../samples.js'
import { CONV_2D_OPTIONS, type Conv2dOptions, tensorsOf } from './conv-2d.js'
import { ConvTranspose2d } from './conv-transpose-2d.js'
import type { FeatureMaps } from './feature-maps.js'
import { type MapShape, readShape, type Tensor } from './layer.js'
import { requireSignalHeight } from './require-signal-height.js'

/** The options of `ConvTranspose1d`: those of `ConvTranspose2d`, with a single number for each size. */
export interface ConvTranspose1dOptions extends Omit<
  Conv2dOptions,
  'kernelSize' | 'stride' | 'padding' | 'dilation'
> {
  readonly kernelSize: number
  /** The number of outputs for each sample. Default 1. */
  readonly stride?: number
  /** The number of samples left out at each end of the output. Default 0. */
  readonly padding?: number
  readonly dilation?: number
}

const CONV_TRANSPOSE_1D_OPTIONS: OptionNames<ConvTranspose1dOptions> = CONV_2D_OPTIONS

/**
 * A transposed convolution for signals, as in PyTorch's ConvTranspose1d: `ConvTranspose2d` along one direction. With a stride it
 * makes signals longer.
 *
 * Each sample adds its kernel, times itself, to the output: out[o][s·i + d·k − p] += weights[c][o][k]·input[c][i], plus bias[o]. n
 * samples give (n − 1)·s + d·(K − 1) + 1 − 2p. A signal with several channels is passed as feature maps of height 1. Parameters, cost
 * and errors are those of `ConvTranspose2d`. It runs in a `StreamingNetwork`, too.
 *
 * @example
 * const layer = new ConvTranspose1d({ inChannels: 1, outChannels: 1, kernelSize: 2, stride: 2, weights: [1, 10] })
 * layer.forward({ data: [1, 2, 3], channels: 1, height: 1, width: 3 }).data // Float32Array [1, 10, 2, 20, 3, 30]
 * layer.dispose()
 * @see ConvTranspose2d, Conv1d, StreamingNetwork
 */
export class ConvTranspose1d extends ConvTranspose2d {
  override readonly kind: string = 'ConvTranspose1d'

  /** @throws TypeError or RangeError as `ConvTranspose2d` does. */
  constructor(options: ConvTranspose1dOptions) {
    const {
      kernelSize,
      stride = 1,
      padding = 0,
      dilation = 1,
      ...rest
    } = readOptions(options, CONV_TRANSPOSE_1D_OPTIONS)
    requireCount(kernelSize, 1, 'kernelSize')
    requireCount(stride, 1, 'stride')
    requireCount(padding, 0, 'padding')
    requireCount(dilation, 1, 'dilation')
    super({
      ...rest,
      kernelSize: { x: kernelSize, y: 1 },
      stride: { x: stride, y: 1 },
      padding: { x: padding, y: 0 },
      dilation: { x: dilation, y: 1 },
    })
  }

  override get tensors(): Readonly<Record<string, Tensor<Samples>>> {
    const { outChannels, groupInputs, kernelSize } = this.gradientOf
    return tensorsOf(this, [outChannels, groupInputs, kernelSize.x])
  }

  /** Returns the shape of the output for a signal of this shape. Throws as `forward` does. */
  override outputShape(shape: MapShape): MapShape {
    requireSignalHeight(readShape(shape, 'shape').height, 'ConvTranspose2d')
    return super.outputShape(shape)
  }

  /** Returns the output for a signal, and keeps the signal for `backward`. Throws as `ConvTranspose2d.forward` does. */
  override forward(input: FeatureMaps): FeatureMaps<Samples> {
    return super.forward(input)
  }
}
