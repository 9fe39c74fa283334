import { type OptionNames, readOptions, requireCount } from '../require.js'
import { type Samples } from '../samples.js'
import { CONV_2D_OPTIONS, Conv2d, type Conv2dOptions, tensorsOf } from './conv-2d.js'
import { type FeatureMaps, readFeatureMaps } from './feature-maps.js'
import type { Tensor } from './layer.js'
import { requireSignalHeight } from './require-signal-height.js'
import type { Sides } from '../image/plane/padding.js'
import { readSize } from '../image/plane/size-change.js'

/** The options of `Conv1d`: those of `Conv2d`, with a single number for each size. */
export interface Conv1dOptions extends Omit<Conv2dOptions, 'kernelSize' | 'stride' | 'padding' | 'dilation'> {
  readonly kernelSize: number
  readonly stride?: number
  readonly padding?: number | Pick<Sides, 'left' | 'right'> | 'valid' | 'same' | 'same-upper' | 'full'
  readonly dilation?: number
}

const CONV_1D_OPTIONS: OptionNames<Conv1dOptions> = CONV_2D_OPTIONS

/**
 * A convolutional layer for signals: `Conv2d` along one direction.
 *
 * out[o][i] = bias[o] + Σ_c Σₖ weights[o][c][k]·input[c][s·i + d·k − p]. A signal with several channels is passed as feature
 * maps of height 1. Lengths, padding, parameters, cost and errors are those of `Conv2d`.
 *
 * @example
 * const layer = new Conv1d({ inChannels: 1, outChannels: 1, kernelSize: 3, weights: [1, 0, -1], padding: 'same' })
 * layer.forward({ data: [1, 2, 4, 8], channels: 1, height: 1, width: 4 }).data // Float32Array [-2, -3, -6, 4]
 * layer.dispose()
 * @see Conv2d
 */
export class Conv1d extends Conv2d {
  override readonly kind: string = 'Conv1d'

  /** @throws TypeError or RangeError as `Conv2d` does. */
  constructor(options: Conv1dOptions) {
    const {
      kernelSize,
      stride = 1,
      padding = 'valid',
      dilation = 1,
      ...rest
    } = readOptions(options, CONV_1D_OPTIONS)
    requireCount(kernelSize, 1, 'kernelSize')
    requireCount(stride, 1, 'stride')
    requireCount(dilation, 1, 'dilation')
    if (typeof padding === 'number') requireCount(padding, 0, 'padding')
    super({
      ...rest,
      kernelSize: { x: kernelSize, y: 1 },
      stride: { x: stride, y: 1 },
      padding: typeof padding === 'number' ? { x: padding, y: 0 } : padding,
      dilation: { x: dilation, y: 1 },
    })
  }

  override get tensors(): Readonly<Record<string, Tensor<Samples>>> {
    const { outChannels, groupInputs, kernelSize } = this.shape
    return tensorsOf(this, [outChannels, groupInputs, kernelSize.x])
  }

  /** Returns the output for a signal, and keeps the signal for `backward`. Throws as `Conv2d.forward` does. */
  override forward(input: FeatureMaps, out?: Samples): FeatureMaps<Samples> {
    const maps = readFeatureMaps(input, 'input')
    requireSignalHeight(maps.height, 'Conv2d')
    return super.forward(maps, out)
  }

  /** Returns the shape of the output for a signal of this width. Throws as `forward` does. */
  override outputShape(size: Parameters<Conv2d['outputShape']>[0]): ReturnType<Conv2d['outputShape']> {
    requireSignalHeight(readSize(size, 'size').height, 'Conv2d')
    return super.outputShape(size)
  }
}
