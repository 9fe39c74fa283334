import { type OptionNames, readOptions, requireInRange, requireOneOf } from '../require.js'
import type { Samples, TypedSignal } from '../samples.js'
import { activate, activationGradient, type ActivationName, ACTIVATIONS } from './activate.js'
import type { FeatureMaps } from './feature-maps.js'
import { type Gradients, type MapShape, readShape } from './layer.js'
import { PlainLayer } from './plain-layer.js'

/** The options of `Activation`. */
export interface ActivationOptions {
  /** The slope of 'leaky-relu' below 0, from 0 to 1. Default 0.01. */
  readonly slope?: number
}

const ACTIVATION_OPTIONS: OptionNames<ActivationOptions> = { slope: true }

/**
 * An activation as a layer.
 *
 * 'relu': max(x, 0). 'leaky-relu': x above 0, and slope·x elsewhere. 'sigmoid': 1/(1 + exp(−x)). 'tanh': tanh(x). 'softmax':
 * exp(x)/Σ exp over the channels, at each pixel; the greatest number is subtracted first, so that nothing overflows.
 *
 * Shapes: the output has the shape of the input. Precision: that of the input. The gradient of a ReLU at 0 is 0, and that of a
 * leaky one its slope. NaN gives NaN at its place, and with softmax in all channels of its place. Cost: one function per number.
 * Allocates the result, and keeps a copy of it for `backward`. In a `Sequential`, a ReLU after a `Conv1d` or `Conv2d` takes no pass of
 * its own.
 *
 * @example
 * const layer = new Activation('leaky-relu', { slope: 0.5 })
 * layer.forward({ data: [-2, 3], channels: 1, height: 1, width: 2 }).data // Float64Array [-1, 3]
 * @see Sequential, relu
 */
export class Activation extends PlainLayer<Samples> {
  readonly kind: string = 'Activation'
  readonly name: ActivationName
  readonly slope: number

  /** @throws TypeError or RangeError if the name or the slope is not one of those allowed. */
  constructor(name: ActivationName, options?: ActivationOptions) {
    super()
    requireOneOf(name, ACTIVATIONS, 'name')
    const { slope = 0.01 } = readOptions(options, ACTIVATION_OPTIONS)
    requireInRange(slope, 0, 1, 'slope')
    this.name = name
    this.slope = slope
  }

  /** Returns the shape of the output: that of the input. */
  outputShape(shape: MapShape): MapShape {
    return readShape(shape, 'shape')
  }

  protected compute({ data, channels }: FeatureMaps<TypedSignal>): Samples {
    return activate(this, data, channels)
  }

  /** Takes an output that was computed elsewhere, as if `forward` had returned it. @internal */
  adopt(output: FeatureMaps<Samples>, isFixed: boolean): void {
    this.remember(output, output, isFixed)
  }

  protected keep(_input: FeatureMaps, output: Samples, areFixed: boolean): Samples {
    return areFixed ? output : output.slice()
  }

  protected gradients(gradOutput: FeatureMaps<TypedSignal>, input: MapShape, output: Samples): Gradients {
    const data = activationGradient(this, gradOutput.data, output, input.channels)
    return { input: { data, ...input } }
  }
}
