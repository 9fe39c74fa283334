import { type OptionNames, readOptions, requireCount } from '../require.js'
import type { Precision, Samples, SignalLike } from '../samples.js'
import { Conv2d, tensorsOf } from './conv-2d.js'
import { type FeatureMaps, readFeatureMaps } from './feature-maps.js'
import { type Gradients, type MapShape, readShape, type Tensor } from './layer.js'

/** The options of `Linear`. */
export interface LinearOptions {
  /** The number of inputs: channels·height·width of the feature maps. */
  readonly inFeatures: number
  readonly outFeatures: number
  /** Whether to add a bias to each output. Default true. */
  readonly bias?: boolean
  /** The initial weights, in the order of `weights`. Default: random. */
  readonly weights?: SignalLike
  /** The seed of the random weights. Default 1. */
  readonly seed?: number
  /** The precision of the arithmetic, the weights and the results. Default 'float32'. */
  readonly precision?: Precision
}

const LINEAR_OPTIONS: OptionNames<LinearOptions> = {
  inFeatures: true,
  outFeatures: true,
  bias: true,
  weights: true,
  seed: true,
  precision: true,
}

/**
 * A fully connected layer: out[o] = bias[o] + Σᵢ weights[o][i]·input[i].
 *
 * Shapes: the numbers of the feature maps are taken in their order, channel by channel, as PyTorch's Flatten and Linear do; the
 * output has `outFeatures` channels of 1 x 1. Initial weights, precision, errors and memory are those of `Conv2d`. Cost: one
 * multiplication per weight.
 *
 * @example
 * const layer = new Linear({ inFeatures: 2, outFeatures: 1, weights: [10, 1] })
 * layer.forward({ data: [3, 4], channels: 1, height: 1, width: 2 }).data // Float32Array [34]
 * layer.dispose()
 * @see Conv2d, Sequential
 */
export class Linear {
  readonly kind: string = 'Linear'
  readonly inFeatures: number
  readonly outFeatures: number
  readonly #layer: Conv2d
  #input: MapShape | undefined

  /** @throws TypeError or RangeError if an option is of the wrong kind or size. */
  constructor(options: LinearOptions) {
    const { inFeatures, outFeatures, ...rest } = readOptions(options, LINEAR_OPTIONS)
    requireCount(inFeatures, 1, 'inFeatures')
    requireCount(outFeatures, 1, 'outFeatures')
    this.inFeatures = inFeatures
    this.outFeatures = outFeatures
    this.#layer = new Conv2d({ ...rest, inChannels: inFeatures, outChannels: outFeatures, kernelSize: 1 })
  }

  /** outFeatures·inFeatures numbers: [o][i]. */
  get weights(): Samples {
    return this.#layer.weights
  }

  /** One number per output, or empty without a bias. */
  get bias(): Samples {
    return this.#layer.bias
  }

  get precision(): Precision {
    return this.#layer.precision
  }

  get tensors(): Readonly<Record<string, Tensor<Samples>>> {
    return tensorsOf(this, [this.outFeatures, this.inFeatures])
  }

  /** Returns the shape of the output for an input of this shape. Throws as `forward` does. */
  outputShape(shape: MapShape): MapShape {
    const { channels, height, width } = readShape(shape, 'shape')
    if (channels * height * width === this.inFeatures)
      return { channels: this.outFeatures, height: 1, width: 1 }
    throw new RangeError(
      `input must have ${this.inFeatures} numbers, the layer's inFeatures, ` +
        `got ${channels} x ${height} x ${width} = ${channels * height * width}`,
    )
  }

  /**
   * Returns the output for an input, and keeps the input for `backward`.
   *
   * @throws TypeError if the input is not feature maps. RangeError if it does not have `inFeatures` numbers. Error after
   *   `dispose`.
   */
  forward(input: FeatureMaps): FeatureMaps<Samples> {
    const { data, channels, height, width } = readFeatureMaps(input, 'input')
    this.outputShape({ channels, height, width })
    const output = this.#layer.forward({ data, channels: this.inFeatures, height: 1, width: 1 })
    this.#input = { channels, height, width }
    return output
  }

  /** Returns the gradients, given that with respect to the last output of `forward`. Throws as `Conv2d.backward` does. */
  backward(gradOutput: FeatureMaps): Gradients {
    const { input, weights, bias } = this.#layer.backward(gradOutput)
    return { input: { data: input.data, ...(this.#input ?? input) }, weights, bias }
  }

  /** Frees the engine's memory. Calling it twice is harmless. */
  dispose(): void {
    this.#layer.dispose()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }
}
