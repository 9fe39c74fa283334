import { readSignal } from '../require.js'
import { precisionOf, type Samples, type SignalLike, zeros } from '../samples.js'
import { type FeatureMaps, readFeatureMaps } from './feature-maps.js'

/** A loss, and its gradient with respect to the output of the network: what `backward` takes. */
export interface Loss {
  readonly loss: number
  readonly gradient: FeatureMaps<Samples>
}

/**
 * Returns the mean squared difference between an output and its target, Σ (output − target)²/N, and its gradient,
 * 2·(output − target)/N.
 *
 * @param target N numbers in the order of the output.
 * @throws TypeError if the output is not feature maps, or the target not numbers. RangeError if their lengths differ.
 * @example
 * const { loss, gradient } = meanSquaredError({ data: [1, 5], channels: 1, height: 1, width: 2 }, [1, 3])
 * loss // 2
 * gradient.data // Float64Array [0, 2]
 * @see crossEntropy
 */
export function meanSquaredError(output: FeatureMaps, target: SignalLike): Loss {
  const { data, ...shape } = readFeatureMaps(output, 'output')
  const wanted = readSignal(target, 'target')
  if (wanted.length !== data.length) {
    throw new RangeError(`target must have ${data.length} numbers, like the output, got ${wanted.length}`)
  }
  const gradient = zeros(data.length, precisionOf(data))
  let sum = 0
  for (let i = 0; i < data.length; i++) {
    const difference = data[i] - wanted[i]
    sum += difference * difference
    gradient[i] = (2 * difference) / data.length
  }
  return { loss: sum / data.length, gradient: { data: gradient, ...shape } }
}
