import { requireOneOf } from '../require.js'
import { precisionOf, type Samples, type TypedSignal } from '../samples.js'
import { averagePoolGradient } from './average-pool.js'
import type { FeatureMaps } from './feature-maps.js'
import { type Gradients, type MapShape, readShape } from './layer.js'
import { maxPoolGradient } from './max-pool.js'
import { PlainLayer } from './plain-layer.js'
import { pooled, type PoolMethod, type Windowing } from './pool.js'

/**
 * Pooling of whole maps as a layer: the greatest number, or the mean, of each channel.
 *
 * Shapes: any size gives 1 x 1, with as many channels. So a network that ends with it takes inputs of any length. Everything else is
 * as in `Pool`.
 *
 * @example
 * const layer = new GlobalPool('average')
 * layer.forward({ data: [1, 3, 5, 9], channels: 2, height: 1, width: 2 }).data // Float64Array [2, 7]
 * @see Pool
 */
export class GlobalPool extends PlainLayer<TypedSignal> {
  readonly kind: string = 'GlobalPool'
  readonly method: PoolMethod

  /** @throws TypeError or RangeError if the method is neither 'max' nor 'average'. */
  constructor(method: PoolMethod) {
    super()
    requireOneOf(method, ['max', 'average'], 'method')
    this.method = method
  }

  /** Returns the shape of the output: 1 x 1, with the channels of the input. */
  outputShape(shape: MapShape): MapShape {
    return { channels: readShape(shape, 'shape').channels, height: 1, width: 1 }
  }

  protected compute(input: FeatureMaps<TypedSignal>): Samples {
    return pooled(this.method, input, whole(input))
  }

  protected keep({ data }: FeatureMaps<TypedSignal>, _output: Samples, areFixed: boolean): TypedSignal {
    return areFixed ? data : data.slice()
  }

  protected gradients(gradOutput: FeatureMaps<TypedSignal>, shape: MapShape, data: TypedSignal): Gradients {
    const windows = whole(shape)
    if (this.method === 'max') return { input: maxPoolGradient({ data, ...shape }, gradOutput, windows) }
    return { input: averagePoolGradient(shape, gradOutput, windows, precisionOf(data)) }
  }
}

/** One window over all. */
function whole({ width, height }: MapShape): Windowing {
  return { size: { x: width, y: height }, stride: { x: width, y: height } }
}
