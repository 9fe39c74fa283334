import { readChunk, requireCount } from '../require.js'
import { precisionOf, type SignalLike, zeros } from '../samples.js'
import { activate } from './activate.js'
import { type FeatureMaps, readFeatureMaps } from './feature-maps.js'
import type { Loss } from './mean-squared-error.js'

/**
 * Returns the cross-entropy of an output and the true classes, and its gradient. The output has one channel per class, without
 * softmax: like PyTorch's CrossEntropyLoss, this function applies the softmax, so the network must not end with one.
 *
 * loss = −Σ log(softmax(output)[class])/N over the N pixels; gradient = (softmax(output) − [1 at the class])/N.
 *
 * @param classes The index of the class of each pixel; a single number for an output of 1 x 1.
 * @throws TypeError if the output is not feature maps, or the classes not numbers. RangeError if there is not one class for each
 *   pixel, or a class is not a whole number below the number of channels.
 * @example
 * const { loss, gradient } = crossEntropy({ data: [0, 0], channels: 2, height: 1, width: 1 }, 1)
 * loss // 0.6931471805599453
 * gradient.data // Float64Array [0.5, -0.5]
 * @see meanSquaredError
 */
export function crossEntropy(output: FeatureMaps, classes: SignalLike | number): Loss {
  const { data, ...shape } = readFeatureMaps(output, 'output')
  const { channels } = shape
  const pixels = shape.height * shape.width
  const wanted = readChunk(classes, 'classes')
  if (wanted.length !== pixels) {
    throw new RangeError(`classes must have ${pixels} numbers, one per pixel, got ${wanted.length}`)
  }
  for (let i = 0; i < pixels; i++) requireCount(wanted[i], 0, `classes[${i}]`, channels - 1)
  const softmax = activate({ name: 'softmax', slope: 0 }, Float64Array.from(data), channels)
  const gradient = zeros(data.length, precisionOf(data))
  for (let i = 0; i < data.length; i++) gradient[i] = softmax[i] / pixels
  let loss = 0
  for (let i = 0; i < pixels; i++) {
    const at = wanted[i] * pixels + i
    loss += lossAt(data, i, at, pixels) / pixels
    gradient[at] = (softmax[at] - 1) / pixels
  }
  return { loss, gradient: { data: gradient, ...shape } }
}

/** log Σ exp(x) − x[class], where the greatest x is taken out, so that nothing overflows. */
function lossAt(data: SignalLike, first: number, at: number, pixels: number): number {
  let greatest = -Infinity
  for (let i = first; i < data.length; i += pixels) greatest = Math.max(greatest, data[i])
  let sum = 0
  for (let i = first; i < data.length; i += pixels) sum += Math.exp(data[i] - greatest)
  return Math.log(sum) + greatest - data[at]
}
