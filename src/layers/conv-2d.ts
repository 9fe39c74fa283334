import { requireRepresentable } from '../convolution/require-representable.js'
import { readSize, type Size } from '../image/plane/size-change.js'
import {
  type OptionNames,
  readOptions,
  readSignal,
  requireBoolean,
  requireCount,
  requireOutput,
  requirePrecision,
  withNames,
} from '../require.js'
import { type Precision, type Samples, type SignalLike, zeros } from '../samples.js'
import { allOrNothing, requireLive } from '../wasm/heap.js'
import { type FeatureMaps, readFeatureMaps, readShaped } from './feature-maps.js'
import { initialWeights } from './initial-weights.js'
import { layerGradients } from './layer-gradient.js'
import { LAYER_SHAPE_OPTIONS, LayerShape, type LayerShapeOptions } from './layer-shape.js'
import { LayerState } from './layer-state.js'
import type { MapShape, Tensor } from './layer.js'

/** The options of `Conv2d`. */
export interface Conv2dOptions extends LayerShapeOptions {
  /** Whether to add a bias to each output channel. Default true. */
  readonly bias?: boolean
  /** The initial weights, in the order of `weights`. Default: random. */
  readonly weights?: SignalLike
  /** The seed of the random weights: the same seed gives the same weights. Default 1. */
  readonly seed?: number
  /** The precision of the arithmetic, the weights and the results. Default 'float32'. */
  readonly precision?: Precision
}

/** The names of `Conv2dOptions`. */
export const CONV_2D_OPTIONS: OptionNames<Conv2dOptions> = /* @__PURE__ */ withNames(LAYER_SHAPE_OPTIONS, {
  bias: true,
  weights: true,
  seed: true,
  precision: true,
})

/** What `backward` returns: the gradients of the loss with respect to the input and the parameters. */
export interface LayerGradients {
  readonly input: FeatureMaps<Samples>
  readonly weights: Samples
  /** Empty if the layer has no bias. */
  readonly bias: Samples
}

/**
 * A convolutional layer, as in PyTorch's Conv2d and texts on neural networks.
 *
 * out[o][j][i] = bias[o] + Σ_c Σₗ Σₖ weights[o][c][l][k]·input[c][s·j + d·l − p][s·i + d·k − p], with zeros beyond the edges; c
 * runs over the channels of the group of o. This is a correlation: the kernel is not reversed.
 *
 * Shapes: channels first, one image at a time. In each direction, n pixels with kernel size K, stride s, dilation d and p zeros
 * on each side give ⌊(n + 2p − d(K − 1) − 1)/s⌋ + 1 outputs. Padding 'valid' means p = 0, and 'full' means p = d(K − 1). 'same'
 * adds d(K − 1) zeros in all and gives n outputs with stride 1: those of 'full' from ⌊d(K − 1)/2⌋ on, as in `correlate2d`. A
 * stride keeps the first of these and every s-th after it, ⌈n/s⌉ in all. For even kernels (d(K − 1) odd) the greater half of
 * the zeros is therefore on the left and on top; PyTorch's 'same' puts it on the right and at the bottom, and refuses a stride.
 * 'same-upper' puts it there as well and also gives ⌈n/s⌉ outputs, as TensorFlow's 'SAME': of P = max((⌈n/s⌉ − 1)·s + d(K − 1)
 * + 1 − n, 0) zeros in all, ⌊P/2⌋ are on the left.
 *
 * Parameters: `weights` and `bias` are plain arrays, which you may read and change between any two calls. Weights begin uniform
 * in ±√(6/fanIn), with fanIn = inChannels/groups·K·K (Kaiming's rule), and biases at 0. The same `seed` gives the same weights.
 *
 * Cost: one multiplication per weight and output forward, twice as many backward. Kernels of three rows over at least 24
 * channels, with stride 1, take half as many forward (Winograd's F(4, 3) along the columns). The layer keeps its last input in
 * the engine's memory until `dispose`, or until it is garbage-collected. Rounding error: that of a direct sum, or about three
 * times as much with Winograd's method. A non-finite value reaches only the outputs whose sums contain it; in gradients it may
 * reach any number.
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
  readonly kind: string = 'Conv2d'
  /** outChannels · inChannels/groups · K · K numbers: [o][c][l][k], row after row of each kernel. */
  readonly weights: Samples
  /** One number per output channel, or empty without a bias. */
  readonly bias: Samples
  readonly precision: Precision
  /** The options that make its shape, all of them given. */
  readonly shape: LayerShape
  #state: LayerState | undefined
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
    this.shape = shape
    this.precision = precision
    this.bias = zeros(bias ? shape.outChannels : 0, precision)
    const length = shape.outChannels * shape.tapCount
    this.weights =
      weights === undefined
        ? initialWeights(length, shape.tapCount, seed, precision)
        : givenWeights(weights, length, shape, precision)
  }

  get tensors(): Readonly<Record<string, Tensor<Samples>>> {
    const { outChannels, groupInputs, kernelSize } = this.shape
    const shape = [outChannels, groupInputs, kernelSize.y, kernelSize.x]
    return tensorsOf(this, shape)
  }

  /** Returns the shape of the output for an input of this size. Throws as `forward` does. */
  outputShape(size: Size & { readonly channels?: number }): MapShape {
    const { width, height } = readSize(size, 'size')
    const { channels = this.shape.inChannels } = size
    if (channels !== this.shape.inChannels) throw this.#otherChannels(channels)
    const [x, y] = [this.shape.axis('x', width), this.shape.axis('y', height)]
    return { channels: this.shape.outChannels, height: y.count, width: x.count }
  }

  /**
   * Returns the output for an input, and keeps the input for `backward`.
   *
   * @param input Feature maps with `inChannels` channels.
   * @param out Receives the output; must have exactly its length, and may be the input. Default: a new array.
   * @throws TypeError if the input is not feature maps, or `out` is not an array of floats. RangeError if the number of
   *   channels is not `inChannels`, the padded input is smaller than the kernel, or `out` has the wrong length. Error after
   *   `dispose`.
   */
  forward(input: FeatureMaps, out?: Samples): FeatureMaps<Samples> {
    return this.#forward(input, out, false)
  }

  /** As `forward`, followed by a ReLU. @internal */
  forwardRectified(input: FeatureMaps): FeatureMaps<Samples> {
    return this.#forward(input, undefined, true)
  }

  /**
   * Returns the gradients of a loss, given its gradient with respect to the last output of `forward`. It uses the current
   * weights, accumulates nothing between calls and changes nothing: see `sgd`.
   *
   * input: Σ over outputs of weight·gradOutput (a transposed convolution); weights: the correlation of the input with
   * gradOutput; bias: the sum of each channel of gradOutput.
   *
   * @throws TypeError if `gradOutput` is not feature maps. RangeError if it does not have the shape of the output. Error before
   *   `forward` or after `dispose`.
   */
  backward(gradOutput: FeatureMaps): LayerGradients {
    requireLive(this.#isDisposed)
    const state = this.#state
    if (state === undefined)
      throw new Error('backward needs an output of forward, and there is none yet: call forward first')
    const { x, y, width, height } = state
    const { outChannels, inChannels } = this.shape
    const shape = { channels: outChannels, height: y.count, width: x.count }
    const gradOut = readShaped(gradOutput, shape, 'gradOutput').data
    const { input, weights, bias } = allOrNothing(() =>
      layerGradients(state, this.weights, gradOut, this.bias.length > 0),
    )
    return { input: { data: input, channels: inChannels, height, width }, weights, bias }
  }

  /** Frees the engine's memory. Calling it twice is harmless. */
  dispose(): void {
    this.#isDisposed = true
    this.#state?.free()
    this.#state = undefined
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  #forward(input: FeatureMaps, out: Samples | undefined, isRectified: boolean): FeatureMaps<Samples> {
    requireLive(this.#isDisposed)
    const { data, channels, width, height } = readFeatureMaps(input, 'input')
    if (channels !== this.shape.inChannels) throw this.#otherChannels(channels)
    const shape = this.outputShape({ width, height })
    const length = shape.channels * shape.height * shape.width
    if (out !== undefined) requireOutput(out, 'out', length, 'as the output has')
    const state = this.#stateFor(width, height)
    state.load(data)
    const result = out ?? zeros(length, this.precision)
    state.forward(this, result, isRectified)
    return { data: result, ...shape }
  }

  #otherChannels(channels: number): RangeError {
    return new RangeError(
      `input must have ${this.shape.inChannels} channels, the layer's inChannels, got ${channels}`,
    )
  }

  /** Returns the state for inputs of this size, and frees the state of any other size. */
  #stateFor(width: number, height: number): LayerState {
    if (this.#state?.width === width && this.#state.height === height) return this.#state
    const next = allOrNothing(() => new LayerState(this.shape, width, height, this.precision))
    this.#state?.free()
    return (this.#state = next)
  }
}

/** The weights and the bias of a layer as tensors. */
export function tensorsOf(
  { weights, bias }: { readonly weights: Samples; readonly bias: Samples },
  shape: readonly number[],
): Readonly<Record<string, Tensor<Samples>>> {
  const weight = { data: weights, shape }
  return bias.length === 0 ? { weight } : { weight, bias: { data: bias, shape: [bias.length] } }
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
        `for outChannels, the channels of a group, and the rows and columns of a kernel, got ${given.length}`,
    )
  }
  requireRepresentable(given, precision, 'weights')
  const own = zeros(length, precision)
  own.set(given)
  return own
}
