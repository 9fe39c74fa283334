import { requireRepresentable } from '../convolution/require-representable.js'
import { readPair } from '../image/plane/pair.js'
import {
  type OptionNames,
  readOptions,
  readSignal,
  requireBoolean,
  requireCount,
  requirePrecision,
} from '../require.js'
import { type Precision, type Samples, type SignalLike, zeros } from '../samples.js'
import { allOrNothing, requireLive } from '../wasm/heap.js'
import { CONV_2D_OPTIONS, type Conv2dOptions, type LayerGradients, tensorsOf } from './conv-2d.js'
import { type FeatureMaps, readFeatureMaps, readShaped } from './feature-maps.js'
import { initialWeights } from './initial-weights.js'
import { channelSums, inputGradient, weightsGradient } from './layer-gradient.js'
import { LayerShape } from './layer-shape.js'
import { LayerState } from './layer-state.js'
import { type MapShape, readShape, type Tensor } from './layer.js'

/** The options of `ConvTranspose2d`: those of `Conv2d`, where padding takes pixels away from the output. */
export interface ConvTranspose2dOptions extends Omit<Conv2dOptions, 'padding'> {
  /** The number of pixels left out on each side of the output: one number, or one each for x and y. Default 0. */
  readonly padding?: number | { readonly x: number; readonly y: number }
}

const CONV_TRANSPOSE_2D_OPTIONS: OptionNames<ConvTranspose2dOptions> = CONV_2D_OPTIONS

/**
 * A transposed convolution, as in PyTorch's ConvTranspose2d: the gradient of a `Conv2d` as a layer, which makes images larger.
 *
 * Each pixel of the input adds its kernel, times itself, to the output: out[o][s·j + d·l − p][s·i + d·k − p] += weights[c][o][l][k]
 * ·input[c][j][i], plus bias[o].
 *
 * Shapes: in each direction, n pixels with kernel size K, stride s, dilation d and padding p give (n − 1)·s + d·(K − 1) + 1 − 2p.
 * `weights` has inChannels·outChannels/groups·K·K numbers, [c][o][l][k]; they begin uniform in ±√(6/fanIn), with fanIn =
 * inChannels/groups·K·K.
 *
 * Cost: one multiplication per weight and pixel of the input forward, two backward. Precision, memory, errors and
 * non-finite values are as those of the gradients of `Conv2d`.
 *
 * @example
 * const layer = new ConvTranspose2d({ inChannels: 1, outChannels: 1, kernelSize: { x: 2, y: 1 }, stride: 2, weights: [1, 10] })
 * layer.forward({ data: [1, 2, 3], channels: 1, height: 1, width: 3 }).data // Float32Array [1, 10, 2, 20, 3, 30]
 * layer.dispose()
 * @see ConvTranspose1d, Conv2d
 */
export class ConvTranspose2d {
  readonly kind: string = 'ConvTranspose2d'
  readonly weights: Samples
  /** One number per output channel, or empty without a bias. */
  readonly bias: Samples
  readonly precision: Precision
  /** The shape of the layer whose gradient this is: its outputs are the inputs here. @internal */
  readonly gradientOf: LayerShape
  #state: LayerState | undefined
  #input: Samples | undefined
  #isDisposed = false

  /** @throws TypeError or RangeError if an option is of the wrong kind or size, as for `Conv2d`. */
  constructor(options: ConvTranspose2dOptions) {
    const given = readOptions(options, CONV_TRANSPOSE_2D_OPTIONS)
    const { bias = true, seed = 1, precision = 'float32', weights, padding = 0, ...rest } = given
    requirePrecision(precision)
    requireBoolean(bias, 'bias')
    requireCount(seed, 0, 'seed')
    requireCount(rest.inChannels, 1, 'inChannels')
    requireCount(rest.outChannels, 1, 'outChannels')
    const shape = new LayerShape({
      ...rest,
      padding: readPair(padding, 0, 'padding'),
      inChannels: rest.outChannels,
      outChannels: rest.inChannels,
    })
    this.gradientOf = shape
    this.precision = precision
    this.bias = zeros(bias ? shape.inChannels : 0, precision)
    const { kernelSize, groupOutputs } = shape
    const length = shape.outChannels * shape.tapCount
    const fanIn = groupOutputs * kernelSize.x * kernelSize.y
    this.weights =
      weights === undefined ? initialWeights(length, fanIn, seed, precision) : own(weights, length, precision)
  }

  get tensors(): Readonly<Record<string, Tensor<Samples>>> {
    const { outChannels, groupInputs, kernelSize } = this.gradientOf
    return tensorsOf(this, [outChannels, groupInputs, kernelSize.y, kernelSize.x])
  }

  /** Returns the shape of the output for an input of this shape. Throws as `forward` does. */
  outputShape(shape: MapShape): MapShape {
    const { channels, height, width } = readShape(shape, 'shape')
    const { outChannels, inChannels } = this.gradientOf
    if (channels !== outChannels) {
      throw new RangeError(`input must have ${outChannels} channels, the layer's inChannels, got ${channels}`)
    }
    return { channels: inChannels, height: this.#length('y', height), width: this.#length('x', width) }
  }

  /**
   * Returns the output for an input, and keeps the input for `backward`.
   *
   * @throws TypeError if the input is not feature maps. RangeError if the number of channels is not `inChannels`, or the padding
   *   leaves no pixel. Error after `dispose`.
   */
  forward(input: FeatureMaps): FeatureMaps<Samples> {
    requireLive(this.#isDisposed)
    const { data, ...shape } = readFeatureMaps(input, 'input')
    const output = this.outputShape(shape)
    const state = this.#stateFor(output)
    const kept = zeros(data.length, this.precision)
    kept.set(data)
    const result = allOrNothing(() => inputGradient(state, this.weights, kept))
    const pixels = output.height * output.width
    this.bias.forEach((bias, o) => {
      for (let i = o * pixels; i < (o + 1) * pixels; i++) result[i] += bias
    })
    this.#input = kept
    return { data: result, ...output }
  }

  /** Returns the gradients, given that with respect to the last output of `forward`. Throws as `Conv2d.backward` does. */
  backward(gradOutput: FeatureMaps): LayerGradients {
    requireLive(this.#isDisposed)
    const [state, input] = [this.#state, this.#input]
    if (state === undefined || input === undefined)
      throw new Error('backward needs an output of forward, and there is none yet: call forward first')
    const { inChannels, outChannels } = this.gradientOf
    const { width, height } = state
    const { data } = readShaped(gradOutput, { channels: inChannels, height, width }, 'gradOutput')
    state.load(data)
    const gradient = zeros(input.length, this.precision)
    state.forward({ weights: this.weights, bias: zeros(0, this.precision) }, gradient, false)
    const weights = allOrNothing(() => weightsGradient(state, input))
    const bias = channelSums(data, this.bias.length, this.precision)
    const shape = { channels: outChannels, height: state.y.count, width: state.x.count }
    return { input: { data: gradient, ...shape }, weights, bias }
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

  #length(direction: 'x' | 'y', length: number): number {
    const { kernelSize, stride, dilation, padding } = this.gradientOf
    const { before, after } = typeof padding === 'string' ? { before: 0, after: 0 } : padding[direction]
    const whole = (length - 1) * stride[direction] + (kernelSize[direction] - 1) * dilation[direction] + 1
    if (whole > before + after) return whole - before - after
    throw new RangeError(
      `padding must leave at least one of ${whole} pixels, got ${before} on each side: choose less padding`,
    )
  }

  #stateFor({ width, height }: MapShape): LayerState {
    if (this.#state?.width === width && this.#state.height === height) return this.#state
    const next = allOrNothing(() => new LayerState(this.gradientOf, width, height, this.precision))
    this.#state?.free()
    return (this.#state = next)
  }
}

function own(weights: SignalLike, length: number, precision: Precision): Samples {
  const given = readSignal(weights, 'weights')
  if (given.length !== length) {
    throw new RangeError(
      `weights must have ${length} numbers, for inChannels, the output channels of a group, and the rows and columns of a ` +
        `kernel, got ${given.length}`,
    )
  }
  requireRepresentable(given, precision, 'weights')
  const samples = zeros(length, precision)
  samples.set(given)
  return samples
}
