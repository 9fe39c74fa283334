import { type Pair, readPair } from '../image/plane/pair.js'
import { type OptionNames, readOptions, requireOneOf } from '../require.js'
import { precisionOf, type Samples, type TypedSignal } from '../samples.js'
import { averagePool, averagePoolGradient } from './average-pool.js'
import type { FeatureMaps } from './feature-maps.js'
import { type Gradients, type MapShape, readShape } from './layer.js'
import { maxPool, maxPoolGradient, type MaxPoolOptions } from './max-pool.js'
import { PlainLayer } from './plain-layer.js'

/** The options of `Pool`. */
export type PoolOptions = MaxPoolOptions

const POOL_OPTIONS: OptionNames<PoolOptions> = { size: true, stride: true }

/** What a window is reduced to. */
export type PoolMethod = 'max' | 'average'

export interface Windowing {
  readonly size: { readonly x: number; readonly y: number }
  readonly stride: { readonly x: number; readonly y: number }
}

/**
 * Pooling as a layer: the greatest number, or the mean, of each window, channel by channel.
 *
 * Shapes: in each direction, n pixels give ⌊(n − size)/stride⌋ + 1; windows lie wholly inside. For a signal (height 1), a single
 * number means its width only. Precision: that of the input. NaN reaches the windows that contain it. The gradient of 'max' goes
 * to the greatest number, the first of equal ones; that of 'average' is shared equally. Cost: one operation per number of each
 * window. Allocates the result, and keeps a copy of the input for `backward`.
 *
 * @example
 * const layer = new Pool('average', { size: 2 })
 * layer.forward({ data: [1, 3, 5, 9], channels: 1, height: 1, width: 4 }).data // Float64Array [2, 7]
 * @see GlobalPool, maxPool
 */
export class Pool extends PlainLayer<TypedSignal> {
  readonly kind: string = 'Pool'
  readonly method: PoolMethod
  readonly options: Required<PoolOptions>

  /** @throws TypeError or RangeError if an argument is of the wrong kind or size. */
  constructor(method: PoolMethod, options: PoolOptions) {
    super()
    requireOneOf(method, ['max', 'average'], 'method')
    const { size, stride = size } = readOptions(options, POOL_OPTIONS)
    readPair(size, 1, 'size')
    readPair(stride, 1, 'stride')
    this.method = method
    this.options = { size: own(size), stride: own(stride) }
  }

  /** Returns the shape of the output for an input of this shape. Throws as `forward` does. */
  outputShape(shape: MapShape): MapShape {
    const { channels, height, width } = readShape(shape, 'shape')
    const { size, stride } = this.windowsFor(height)
    if (size.x > width || size.y > height) {
      throw new RangeError(
        `size must be at most that of the input, ${width} x ${height}, got ${size.x} x ${size.y}: ` +
          'choose a smaller size, or pool less before',
      )
    }
    return {
      channels,
      height: Math.floor((height - size.y) / stride.y) + 1,
      width: Math.floor((width - size.x) / stride.x) + 1,
    }
  }

  /** The size and stride of the windows for maps of this height. */
  windowsFor(height: number): Windowing {
    const { size, stride } = this.options
    const of = (pair: Pair): Windowing['size'] => {
      if (typeof pair === 'object') return pair
      return { x: pair, y: height === 1 ? 1 : pair }
    }
    return { size: of(size), stride: of(stride) }
  }

  protected compute(input: FeatureMaps<TypedSignal>): Samples {
    return pooled(this.method, input, this.windowsFor(input.height))
  }

  protected keep({ data }: FeatureMaps<TypedSignal>, _output: Samples, areFixed: boolean): TypedSignal {
    return areFixed ? data : data.slice()
  }

  protected gradients(gradOutput: FeatureMaps<TypedSignal>, shape: MapShape, data: TypedSignal): Gradients {
    const windows = this.windowsFor(shape.height)
    const input = { data, ...shape }
    if (this.method === 'max') return { input: maxPoolGradient(input, gradOutput, windows) }
    return { input: averagePoolGradient(shape, gradOutput, windows, precisionOf(data)) }
  }
}

/** The greatest number or the mean of each window. */
export function pooled(method: PoolMethod, input: FeatureMaps<TypedSignal>, windows: Windowing): Samples {
  return method === 'max' ? maxPool(input, windows).data : averagePool(input, windows)
}

function own(pair: Pair): Pair {
  return typeof pair === 'object' ? { x: pair.x, y: pair.y } : pair
}
