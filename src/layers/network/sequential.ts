import { describe } from '../../describe.js'
import { isSamples, type Precision, precisionOf, type Samples, type TypedSignal } from '../../samples.js'
import { shown } from '../../shown.js'
import { requireLive } from '../../wasm/heap.js'
import { type FeatureMaps, readFeatureMaps } from '../feature-maps.js'
import { isLayer, type Layer, type MapShape, readShape, requireLayer, type Tensor } from '../layer.js'
import { folded } from './fold.js'
import { type Step, stepsOf } from './steps.js'
import { summaryOf } from './summary.js'

/** What `backward` of a network returns. */
export interface NetworkGradients {
  /** The gradient of the loss with respect to the input of the network. */
  readonly input: FeatureMaps<Samples>
  /** Those with respect to the parameters, by the names of `tensors`. */
  readonly parameters: Readonly<Record<string, Samples>>
}

/**
 * A network of layers that follow one another: each takes what the one before it returns.
 *
 * Names: an array of layers has the names '0', '1', … as in PyTorch's Sequential; pass an object to give names of your own. The
 * learned numbers have the name of their layer and their own: '0.weight', '0.bias'. The numbers of the input are converted to the
 * precision of the layers, which must all have the same one.
 *
 * The network owns no copy of its layers: `forward` and `backward` are those of the layers in turn, and `dispose` disposes of
 * them all. For streams, see `StreamingNetwork`.
 *
 * @example
 * const network = new Sequential([
 *   new Conv1d({ inChannels: 1, outChannels: 1, kernelSize: 2, weights: [1, -1] }),
 *   new Activation('relu'),
 * ])
 * network.forward({ data: [3, 1, 4], channels: 1, height: 1, width: 3 }).data // Float32Array [2, 0]
 * network.outputShape({ channels: 1, height: 1, width: 3 }) // { channels: 1, height: 1, width: 2 }
 * network.parameterCount // 3
 * network.dispose()
 * @see StreamingNetwork, Optimizer, saveWeights
 */
export class Sequential {
  /** The layers by their names, in their order. */
  readonly layers: ReadonlyMap<string, Layer>
  /** The precision of the layers. */
  readonly precision: Precision
  readonly #steps: readonly Step[]
  #isDisposed = false

  /**
   * @throws TypeError if something is not a layer. RangeError if there is none, if one appears twice, or if layers differ in
   *   precision.
   */
  constructor(layers: readonly Layer[] | Readonly<Record<string, Layer>>) {
    if (typeof layers !== 'object' || (layers as unknown) === null || ArrayBuffer.isView(layers)) {
      throw new TypeError(`layers must be an array of layers, or an object of them, got ${describe(layers)}`)
    }
    if (isLayer(layers)) {
      throw new TypeError(
        `layers must be an array of layers, or an object of them, got one layer (${shown(layers.kind, 40)}): pass [layer]`,
      )
    }
    const entries = Object.entries(layers as Readonly<Record<string, Layer>>)
    for (const [name, layer] of entries) requireLayer(layer, `layers['${shown(name, 40)}']`)
    this.layers = new Map(entries)
    if (entries.length === 0) throw new RangeError('layers must have at least one layer, got none')
    if (new Set(this.layers.values()).size < entries.length)
      throw new RangeError('layers must differ, got one twice: make a layer for each place')
    this.precision = commonPrecision(entries)
    this.#steps = stepsOf(this.layers)
  }

  /** The learned numbers of all layers, by the names of the layer and its tensor. They are the layers' own: changes count. */
  get tensors(): Readonly<Record<string, Tensor<Samples>>> {
    const all = [...this.layers].flatMap(([name, layer]) =>
      Object.entries(layer.tensors).map(([own, tensor]) => [`${name}.${own}`, tensor] as const),
    )
    return Object.fromEntries(all)
  }

  /** The number of weights and biases. Statistics of `BatchNorm` do not count. */
  get parameterCount(): number {
    return Object.entries(this.tensors)
      .filter(([name]) => isTrained(name))
      .reduce((sum, [, { data }]) => sum + data.length, 0)
  }

  /** Returns the shape of the output for an input of this shape. Throws as `forward` does. */
  outputShape(shape: MapShape): MapShape {
    let current = readShape(shape, 'shape')
    for (const [name, layer] of this.layers) current = within(name, layer, () => layer.outputShape(current))
    return current
  }

  /**
   * Returns the output for an input. The layers keep what `backward` needs.
   *
   * @throws TypeError if the input is not feature maps. RangeError if it does not fit a layer; the message names the layer. Error
   *   after `dispose`.
   */
  forward(input: FeatureMaps): FeatureMaps<Samples> {
    requireLive(this.#isDisposed)
    const { data, ...shape } = readFeatureMaps(input, 'input')
    this.outputShape(shape)
    let current: FeatureMaps<Samples> = { data: inPrecision(data, this.precision), ...shape }
    for (const step of this.#steps) current = within(step.name, step.layer, () => step.forward(current))
    return current
  }

  /**
   * Returns the gradients of a loss, given its gradient with respect to the last output of `forward`. Changes no parameters: see
   * `Optimizer`.
   *
   * @throws TypeError if `gradOutput` is not feature maps. RangeError if it does not have the shape of the output. Error before
   *   `forward` or after `dispose`.
   */
  backward(gradOutput: FeatureMaps): NetworkGradients {
    requireLive(this.#isDisposed)
    const parameters: Record<string, Samples> = {}
    let current = readFeatureMaps(gradOutput, 'gradOutput') as FeatureMaps<Samples>
    for (const [name, layer] of [...this.layers].reverse()) {
      const gradients = within(name, layer, () => layer.backward(current))
      if (gradients.weights !== undefined) parameters[`${name}.weight`] = gradients.weights
      if (gradients.bias !== undefined && gradients.bias.length > 0)
        parameters[`${name}.bias`] = gradients.bias
      current = gradients.input
    }
    return { input: current, parameters }
  }

  /**
   * Returns a table of the layers for an input of this shape: the shape of each output, parameters and multiplications.
   *
   * @throws TypeError, RangeError as `outputShape`.
   */
  summary(shape: MapShape): string {
    this.outputShape(shape)
    return summaryOf(this.layers, readShape(shape, 'shape'))
  }

  /**
   * Returns a network of new layers, where each `BatchNorm` after a `Conv1d`, `Conv2d` or `Linear` is part of its kernel. It
   * computes the same, up to rounding, with fewer operations. Dispose of it separately.
   */
  folded(): Sequential {
    requireLive(this.#isDisposed)
    return new Sequential(folded(this.layers))
  }

  /** Disposes of all layers. Calling it twice is harmless. */
  dispose(): void {
    this.#isDisposed = true
    for (const layer of this.layers.values()) layer.dispose()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }
}

/** Whether a tensor of this name is learned by gradient descent. */
export function isTrained(name: string): boolean {
  return name.endsWith('.weight') || name.endsWith('.bias')
}

function inPrecision(data: TypedSignal, precision: Precision): Samples {
  if (isSamples(data) && precisionOf(data) === precision) return data
  return precision === 'float32' ? Float32Array.from(data) : Float64Array.from(data)
}

function commonPrecision(layers: readonly (readonly [string, Layer])[]): Precision {
  const given = layers.flatMap(([name, { precision }]) =>
    precision === undefined ? [] : [{ name, precision }],
  )
  if (given.length === 0) return 'float32'
  const [first] = given
  const other = given.find(({ precision }) => precision !== first.precision)
  if (other === undefined) return first.precision
  throw new RangeError(
    `layers must have one precision, got ${first.precision} in '${shown(first.name, 40)}' and ${other.precision} in ` +
      `'${shown(other.name, 40)}'`,
  )
}

/** Runs a step of a layer. What it throws about numbers names the layer. */
function within<T>(name: string, layer: Layer, run: () => T): T {
  try {
    return run()
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw new RangeError(`layer '${shown(name, 40)}' (${layer.kind}): ${cause.message}`, { cause })
  }
}
