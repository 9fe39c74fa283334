import { describe } from '../describe.js'
import { requireShaped } from '../image/plane/plane.js'
import { requireCount } from '../require.js'
import type { Precision, Samples, SignalLike } from '../samples.js'
import type { FeatureMaps } from './feature-maps.js'

/** The shape of feature maps. */
export type MapShape = Omit<FeatureMaps, 'data'>

/** Numbers and the length of each of their dimensions, the last one changing fastest. */
export interface Tensor<Data extends SignalLike = SignalLike> {
  readonly data: Data
  readonly shape: readonly number[]
}

/** The gradients of a loss with respect to the input of a layer, and to its parameters if it has any. */
export interface Gradients {
  readonly input: FeatureMaps<Samples>
  readonly weights?: Samples
  readonly bias?: Samples
}

/** What a network consists of: `Conv2d`, `Linear`, `Activation` and the others, or a layer of your own. */
export interface Layer {
  /** The name of the kind, for messages and summaries. */
  readonly kind: string
  /** The precision of its parameters, if it has any. */
  readonly precision?: Precision
  /** The learned numbers of the layer, by their names in PyTorch: 'weight', 'bias', 'running_mean', 'running_var'. */
  readonly tensors: Readonly<Record<string, Tensor<Samples>>>
  outputShape(shape: MapShape): MapShape
  forward(input: FeatureMaps): FeatureMaps<Samples>
  /** Returns the gradients, given that with respect to the last output of `forward`. */
  backward(gradOutput: FeatureMaps): Gradients
  dispose(): void
}

/** Returns the shape, each number read once. Throws unless they are whole numbers of at least 1. */
export function readShape(shape: MapShape, name: string): MapShape {
  requireShaped(shape, name, '{ channels, height, width }', 'numbers')
  const { channels, height, width } = shape
  requireCount(channels, 1, `${name}.channels`)
  requireCount(height, 1, `${name}.height`)
  requireCount(width, 1, `${name}.width`)
  return { channels, height, width }
}

/** Throws unless the value is a layer. */
export function requireLayer(value: Layer, name: string): void {
  if (isLayer(value)) return
  throw new TypeError(`${name} must be a layer, such as new Conv1d({ … }), got ${describe(value)}`)
}

/** Whether the value has the methods and properties of a layer. A network has a layer's methods, but no kind. */
export function isLayer(value: unknown): value is Layer {
  const given = value as Partial<Layer> | null | undefined
  return (
    typeof given === 'object' &&
    given !== null &&
    typeof given.kind === 'string' &&
    typeof given.forward === 'function' &&
    typeof given.backward === 'function' &&
    typeof given.outputShape === 'function' &&
    typeof given.dispose === 'function' &&
    typeof given.tensors === 'object'
  )
}
