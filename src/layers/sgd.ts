import { requireOutput, requirePositive } from '../require.js'
import type { Samples } from '../samples.js'
import { requireShaped } from '../image/plane/plane.js'

/** The learned numbers of a layer, or their gradients. */
export interface LayerParameters {
  readonly weights: Samples
  readonly bias: Samples
}

/**
 * Takes a step of stochastic gradient descent: parameter −= learningRate·gradient, for weights and bias, in place.
 *
 * For a batch, first compute the gradients of all its images. Then take one step for each, with the learning rate divided by
 * their number.
 *
 * @param layer A `Conv2d` or `Conv1d`, or any object with `weights` and `bias`.
 * @param gradients What its `backward` returned.
 * @param learningRate Greater than 0, and finite.
 * @throws TypeError if the learning rate is not a number. RangeError if it is not greater than 0 and finite, or the gradients
 *   and parameters differ in length.
 * @example
 * const layer = { weights: Float64Array.of(1, 2), bias: new Float64Array(0) }
 * sgd(layer, { weights: Float64Array.of(10, -10), bias: new Float64Array(0) }, 0.125)
 * layer.weights // Float64Array [-0.25, 3.25]
 */
export function sgd(layer: LayerParameters, gradients: LayerParameters, learningRate: number): void {
  requirePositive(learningRate, 'learningRate')
  const steps = (['weights', 'bias'] as const).map((name) => {
    const [parameters, gradient] = [
      readParameters(layer, 'layer')[name],
      readParameters(gradients, 'gradients')[name],
    ]
    requireOutput(parameters, `layer.${name}`)
    requireOutput(gradient, `gradients.${name}`, parameters.length, 'as the layer has')
    return { parameters, gradient }
  })
  for (const { parameters, gradient } of steps) {
    for (let i = 0; i < parameters.length; i++) parameters[i] -= learningRate * gradient[i]
  }
}

function readParameters(value: LayerParameters, name: string): LayerParameters {
  requireShaped(value, name, '{ weights, bias }', 'floats')
  return value
}
