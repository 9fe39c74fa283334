import { requireRepresentable } from '../convolution/require-representable.js'
import {
  type OptionNames,
  readOptions,
  readSignal,
  requireBoolean,
  requireCount,
  requireOutput,
  requirePrecision,
} from '../require.js'
import { type Precision, type Samples, type SignalLike, zeros } from '../samples.js'
import { type FeatureMaps, readFeatureMaps, readShaped } from './feature-maps.js'
import { initialWeights } from './initial-weights.js'
import { layerGradients } from './layer-gradient.js'
import { LayerPlan } from './layer-plan.js'
import { LAYER_SHAPE_OPTIONS, LayerShape, type LayerShapeOptions } from './layer-shape.js'
import { readSize, type Size } from './size-change.js'

/** The options of `Conv2d`. */
export interface Conv2dOptions extends LayerShapeOptions {
  /** Whether a number is added to each output channel. Default true. */
  readonly bias?: boolean
  /** The weights to begin with, in their order. Default: random ones. */
  readonly weights?: SignalLike
  /** What makes random weights the same in each run. Default 1. */
  readonly seed?: number
  /** The arithmetic, and the type of weights and results. Default 'float32'. */
  readonly precision?: Precision
}

/** The names of `Conv2dOptions`. */
export const CONV_2D_OPTIONS: OptionNames<Conv2dOptions> = {
  ...LAYER_SHAPE_OPTIONS,
  bias: true,
  weights: true,
  seed: true,
  precision: true,
}

/** What `backward` returns: how fast the loss grows with each number of the input and of the parameters. */
export interface LayerGradients {
  readonly input: FeatureMaps<Samples>
  readonly weights: Samples
  /** Empty where there is no bias. */
  readonly bias: Samples
}

/**
 * A convolutional layer, as texts on neural networks and PyTorch's Conv2d have it.
 *
 * out[o][j][i] = bias[o] + Σ_c Σₗ Σₖ weights[o][c][l][k]·input[c][s·j + d·l − p][s·i + d·k − p], with zeros beyond the edges, for
 * the channels c of o's group. A correlation: nothing is reversed.
 *
 * Shapes: channels first, an image at a time. For each direction, n pixels with kernel size K, stride s, dilation d and p zeros
 * on each side give ⌊(n + 2p − d(K − 1) − 1)/s⌋ + 1. padding 'valid' is p = 0; 'full' is p = d(K − 1). 'same' has d(K − 1) zeros in all and
 * with stride 1 gives n: the part of 'full' from ⌊d(K − 1)/2⌋ on, as `correlate2d` has it; a stride keeps the first of these and
 * every s-th after it, ⌈n/s⌉. For even kernels (d(K − 1) odd) the greater half of the zeros is therefore on the left and on top;
 * PyTorch's 'same' has it on the right and at the bottom, and refuses a stride. 'same-upper' has it there as well: with P =
 * max((⌈n/s⌉ − 1)·s + d(K − 1) + 1 − n, 0) zeros in all, ⌊P/2⌋ on the left, as TensorFlow's 'SAME'; it gives ⌈n/s⌉, too.
 *
 * Parameters: `weights` and `bias` are plain arrays to look at and to change, between any two calls. They begin uniform in
 * ±√(6/fanIn), with fanIn = inChannels/groups·K·K (Kaiming's rule), the same for the same `seed`; biases begin at 0.
 *
 * Cost: a multiplication for each weight and output, and twice as many to go back; kernels of three rows over at least 24
 * channels, with stride 1, take half as many forward (Winograd's F(4, 3) along the columns). The layer keeps its last input in
 * the engine's memory until `dispose` or until it is garbage-collected. Rounding error: that of a direct sum, and some three
 * times as much by Winograd's way. A value that is not finite reaches just the outputs in whose sums it takes part; in
 * gradients it may reach any.
 *
 * @example
 * const layer = new Conv2d({ inChannels: 1, outChannels: 1, kernelSize: 2, weights: [1, 0, 0, -1] })
 * const input = { data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), channels: 1, height: 3, width: 3 }
 * const output = layer.forward(input)
 * output.data // Float32Array [-4, -4, -4, -4]
 * const gradients = layer.backward({ ...output, data: Float32Array.of(1, 0, 0, 0) })
 * gradients.weights // Float32Array [1, 2, 4, 5]
 * gradients.input.data // Float32Array [1, 0, 0, 0, -1, 0, 0, 0, 0]
 * layer.dispose()
 * @see Conv1d, relu, maxPool, sgd, correlate2d
 */
export class Conv2d {
  /** outChannels · inChannels/groups · K · K numbers: [o][c][l][k], row after row of each kernel. */
  readonly weights: Samples
  /** A number for each output channel, or none. */
  readonly bias: Samples
  readonly precision: Precision
  readonly #shape: LayerShape
  #plan: LayerPlan | undefined
  #isDisposed = false

  /**
   * @throws TypeError or RangeError if an option is of the wrong kind or size, or `groups` does not divide both numbers of
   *   channels.
   */
  constructor(options: Conv2dOptions) {
    const {
      bias = true,
      seed = 1,
      precision = 'float32',
      weights,
      ...rest
    } = readOptions(options, CONV_2D_OPTIONS)
    requirePrecision(precision)
    requireBoolean(bias, 'bias')
    requireCount(seed, 0, 'seed')
    const shape = new LayerShape(rest)
    this.#shape = shape
    this.precision = precision
    this.bias = zeros(bias ? shape.outChannels : 0, precision)
    const length = shape.outChannels * shape.tapCount
    this.weights =
      weights === undefined
        ? initialWeights(length, shape.tapCount, seed, precision)
        : givenWeights(weights, length, shape, precision)
  }

  /** The shape of the output for an input of this size. Throws as `forward` does. */
  outputShape(size: Size): {
    readonly channels: number
    readonly height: number
    readonly width: number
  } {
    const { width, height } = readSize(size, 'size')
    const [x, y] = [this.#shape.axis('x', width), this.#shape.axis('y', height)]
    return { channels: this.#shape.outChannels, height: y.count, width: x.count }
  }

  /**
   * The output for an input, which is remembered for `backward`.
   *
   * @param input A number of channels of `inChannels`.
   * @param out Where the output goes, of just its length; it may be the input. Default: a new array.
   * @throws TypeError if the input is not feature maps, or `out` is not an array of floats. RangeError if the number of channels is not
   *   `inChannels`, the input is smaller, with its padding, than the kernel, or `out` has another length. Error after `dispose`.
   */
  forward(input: FeatureMaps, out?: Samples): FeatureMaps<Samples> {
    this.#requireAlive()
    const { data, channels, width, height } = readFeatureMaps(input, 'input')
    if (channels !== this.#shape.inChannels) {
      throw new RangeError(
        `input must have ${this.#shape.inChannels} channels, as the layer's inChannels says, got ${channels}`,
      )
    }
    const shape = this.outputShape({ width, height })
    const length = shape.channels * shape.height * shape.width
    if (out !== undefined) requireOutput(out, 'out', length, 'as the output has')
    const plan = this.#planFor(width, height)
    plan.load(data)
    const result = out ?? zeros(length, this.precision)
    plan.forward(this.weights, this.bias, result)
    return { data: result, ...shape }
  }

  /**
   * The gradients of a loss, given that of the loss by the last output of `forward`, for the weights as they are. Nothing is
   * added up between calls, and nothing is changed: see `sgd`.
   *
   * input: Σ over outputs of weight·gradOutput (a transposed convolution); weights: the correlation of the input with
   * gradOutput; bias: the sum of each channel of gradOutput.
   *
   * @throws TypeError if `gradOutput` is not feature maps. RangeError if it has not the shape of the output. Error before
   *   `forward` or after `dispose`.
   */
  backward(gradOutput: FeatureMaps): LayerGradients {
    this.#requireAlive()
    const plan = this.#plan
    if (plan === undefined) throw new Error('there is no output yet to go back from: call forward first')
    const { x, y, width, height } = plan
    const { outChannels, inChannels } = this.#shape
    const shape = { channels: outChannels, height: y.count, width: x.count }
    const gradOut = readShaped(gradOutput, shape, 'gradOutput').data
    const { input, weights, bias } = layerGradients(plan, this.weights, gradOut, this.bias.length > 0)
    return { input: { data: input, channels: inChannels, height, width }, weights, bias }
  }

  /** Frees the engine's memory. Harmless when done twice. */
  dispose(): void {
    this.#isDisposed = true
    this.#plan?.free()
    this.#plan = undefined
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  /** The plan for inputs of this size; that of another size is freed. */
  #planFor(width: number, height: number): LayerPlan {
    if (this.#plan?.width === width && this.#plan.height === height) return this.#plan
    const next = new LayerPlan(this.#shape, width, height, this.precision)
    this.#plan?.free()
    return (this.#plan = next)
  }

  #requireAlive(): void {
    if (this.#isDisposed) throw new Error('this layer was disposed: make a new one')
  }
}

function givenWeights(
  weights: SignalLike,
  length: number,
  { outChannels, groupInputs, kernelSize }: LayerShape,
  precision: Precision,
): Samples {
  const given = readSignal(weights, 'weights')
  if (given.length !== length) {
    throw new RangeError(
      `weights must have ${outChannels} x ${groupInputs} x ${kernelSize.y} x ${kernelSize.x} = ${length} numbers, ` +
        `for outChannels, the channels of a group, and a kernel's rows and columns, got ${given.length}`,
    )
  }
  requireRepresentable(given, precision, 'weights')
  const own = zeros(length, precision)
  own.set(given)
  return own
}
