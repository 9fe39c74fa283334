import { precisionOf, type Samples, zeros } from '../samples.js'
import { activate } from './activate.js'
import { type FeatureMaps, readFeatureMaps, readShaped } from './feature-maps.js'

/**
 * Applies the rectifier, max(0, x), to each number. NaN stays NaN. Float32 for a `Float32Array`, else float64. Allocates the
 * result.
 *
 * @throws TypeError or RangeError if the input is not feature maps.
 * @example
 * relu({ data: [-1, 0, 2], channels: 1, height: 1, width: 3 }).data // Float64Array [0, 0, 2]
 * @see reluGradient
 */
export function relu(input: FeatureMaps): FeatureMaps<Samples> {
  const { data, channels, height, width } = readFeatureMaps(input, 'input')
  return { data: activate({ name: 'relu', slope: 0 }, data, channels), channels, height, width }
}

/**
 * Returns the gradient with respect to the input of `relu`, given that with respect to its output: the same where the input is
 * above 0, and 0 elsewhere.
 *
 * @param input The input of `relu`.
 * @param gradOutput The gradient, in the same shape.
 * @throws TypeError if one is not feature maps. RangeError if the shapes differ.
 * @example
 * const input = { data: [-1, 0, 2], channels: 1, height: 1, width: 3 }
 * reluGradient(input, { ...input, data: [5, 6, 7] }).data // Float64Array [0, 0, 7]
 */
export function reluGradient(input: FeatureMaps, gradOutput: FeatureMaps): FeatureMaps<Samples> {
  const maps = readFeatureMaps(input, 'input')
  const { data, channels, height, width } = readShaped(gradOutput, maps, 'gradOutput')
  const result = zeros(data.length, precisionOf(data))
  for (let i = 0; i < data.length; i++) result[i] = maps.data[i] > 0 ? data[i] : 0
  return { data: result, channels, height, width }
}
