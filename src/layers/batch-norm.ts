import { type OptionNames, readOptions, requireCount, requirePositive, requirePrecision } from '../require.js'
import { type Precision, precisionOf, type Samples, type TypedSignal, zeros } from '../samples.js'
import type { FeatureMaps } from './feature-maps.js'
import { type Gradients, type MapShape, readShape, type Tensor } from './layer.js'
import { PlainLayer } from './plain-layer.js'

/** The options of `BatchNorm`. */
export interface BatchNormOptions {
  readonly channels: number
  /** What is added to the variance. Default 1e-5, as in PyTorch. */
  readonly epsilon?: number
  /** The precision of the parameters. Default 'float32'. */
  readonly precision?: Precision
}

const BATCH_NORM_OPTIONS: OptionNames<BatchNormOptions> = { channels: true, epsilon: true, precision: true }

/** A factor and a number to add, for each channel. */
export interface ScaleAndShift {
  readonly scale: Float64Array
  readonly shift: Float64Array
}

/**
 * Batch normalization with given statistics, as a layer: PyTorch's BatchNorm1d and BatchNorm2d after `eval()` (Ioffe and
 * Szegedy, Batch normalization, 2015).
 *
 * out = weights·(input − mean)/√(variance + epsilon) + bias, for each channel. The mean and the variance are those that training
 * has found elsewhere; `backward` treats them as constants, and gives the gradients of weights and bias.
 *
 * Shapes: the output has the shape of the input. `weights`, `bias`, `mean` and `variance` are plain arrays of one number per
 * channel, which you may change between any two calls; at first 1, 0, 0 and 1. Cost: one multiplication per number, and none
 * after `folded` of a network. Allocates the result, and keeps a copy of the input for `backward`.
 *
 * @example
 * const layer = new BatchNorm({ channels: 1, epsilon: 1 })
 * layer.mean[0] = 2
 * layer.variance[0] = 3
 * layer.forward({ data: [2, 6], channels: 1, height: 1, width: 2 }).data // Float64Array [0, 2]
 * @see Sequential
 */
export class BatchNorm extends PlainLayer<TypedSignal> {
  readonly kind: string = 'BatchNorm'
  readonly channels: number
  readonly epsilon: number
  readonly precision: Precision
  readonly weights: Samples
  readonly bias: Samples
  readonly mean: Samples
  readonly variance: Samples
  override readonly tensors: Readonly<Record<string, Tensor<Samples>>>

  /** @throws TypeError or RangeError if an option is of the wrong kind or size. */
  constructor(options: BatchNormOptions) {
    super()
    const { channels, epsilon = 1e-5, precision = 'float32' } = readOptions(options, BATCH_NORM_OPTIONS)
    requireCount(channels, 1, 'channels')
    requirePositive(epsilon, 'epsilon')
    requirePrecision(precision)
    this.channels = channels
    this.epsilon = epsilon
    this.precision = precision
    this.weights = zeros(channels, precision).fill(1)
    this.bias = zeros(channels, precision)
    this.mean = zeros(channels, precision)
    this.variance = zeros(channels, precision).fill(1)
    const tensor = (data: Samples): Tensor<Samples> => ({ data, shape: [channels] })
    this.tensors = {
      weight: tensor(this.weights),
      bias: tensor(this.bias),
      running_mean: tensor(this.mean),
      running_var: tensor(this.variance),
    }
  }

  /** Returns the shape of the output: that of the input. Throws as `forward` does. */
  outputShape(shape: MapShape): MapShape {
    const read = readShape(shape, 'shape')
    if (read.channels === this.channels) return read
    throw new RangeError(
      `input must have ${this.channels} channels, the layer's channels, got ${read.channels}`,
    )
  }

  /** The factor and the addend that follow from the current parameters. */
  scaleAndShift(): ScaleAndShift {
    const scale = Float64Array.from(this.weights, (w, c) => w / Math.sqrt(this.variance[c] + this.epsilon))
    return { scale, shift: Float64Array.from(this.bias, (b, c) => b - this.mean[c] * scale[c]) }
  }

  protected compute({ data }: FeatureMaps<TypedSignal>): Samples {
    return scaled(data, this.scaleAndShift())
  }

  protected keep({ data }: FeatureMaps<TypedSignal>, _output: Samples, areFixed: boolean): TypedSignal {
    return areFixed ? data : data.slice()
  }

  protected gradients(gradOutput: FeatureMaps<TypedSignal>, shape: MapShape, kept: TypedSignal): Gradients {
    const { channels, precision } = this
    const { scale } = this.scaleAndShift()
    const pixels = shape.height * shape.width
    const data = zeros(kept.length, precisionOf(kept))
    const [weights, bias] = [zeros(channels, precision), zeros(channels, precision)]
    for (let c = 0; c < channels; c++) {
      const deviation = Math.sqrt(this.variance[c] + this.epsilon)
      let [ofWeight, ofBias] = [0, 0]
      for (let i = c * pixels; i < (c + 1) * pixels; i++) {
        const gradient = gradOutput.data[i]
        data[i] = gradient * scale[c]
        ofWeight += (gradient * (kept[i] - this.mean[c])) / deviation
        ofBias += gradient
      }
      weights[c] = ofWeight
      bias[c] = ofBias
    }
    return { input: { data, ...shape }, weights, bias }
  }
}

/** Each number times the factor of its channel, plus the number to add. */
export function scaled(data: TypedSignal, { scale, shift }: ScaleAndShift): Samples {
  const result = zeros(data.length, precisionOf(data))
  const pixels = data.length / scale.length
  for (let c = 0; c < scale.length; c++) {
    for (let i = c * pixels; i < (c + 1) * pixels; i++) result[i] = data[i] * scale[c] + shift[c]
  }
  return result
}
