import { precisionOf, type Samples, type TypedSignal, zeros } from '../samples.js'
import { rectify } from '../wasm/rectify.js'
import { scratch, SCRATCH_LENGTH } from '../wasm/workspace.js'

/** The name of an activation. */
export type ActivationName = 'relu' | 'leaky-relu' | 'sigmoid' | 'tanh' | 'softmax'

export const ACTIVATIONS: readonly ActivationName[] = ['relu', 'leaky-relu', 'sigmoid', 'tanh', 'softmax']

/** Which activation, and the slope of a leaky ReLU below 0. */
export interface Activating {
  readonly name: ActivationName
  readonly slope: number
}

/** The activation of each number; softmax is taken over the channels. Each result depends on numbers of its own place only. */
export function activate({ name, slope }: Activating, data: TypedSignal, channels: number): Samples {
  const result = zeros(data.length, precisionOf(data))
  if (name === 'softmax') softmax(data, result, channels)
  else if (name === 'relu' || (name === 'leaky-relu' && slope === 0)) rectified(data, result)
  else {
    for (let i = 0; i < data.length; i++) {
      const x = data[i]
      if (name === 'sigmoid') result[i] = 1 / (1 + Math.exp(-x))
      else if (name === 'tanh') result[i] = Math.tanh(x)
      else result[i] = x <= 0 ? slope * x : x
    }
  }
  return result
}

/** result = max(data, 0). In the engine, because signs are random, and a processor predicts them wrongly. */
function rectified(data: TypedSignal, result: Samples): void {
  const room = scratch(precisionOf(data))
  for (let from = 0; from < data.length; from += SCRATCH_LENGTH) {
    const part = data.subarray(from, from + SCRATCH_LENGTH)
    room.samples.set(part)
    rectify(room, 0, part.length)
    result.set(room.samples.subarray(0, part.length), from)
  }
}

/** The gradient with respect to the input, given that with respect to the output, and the output. */
export function activationGradient(
  { name, slope }: Activating,
  gradOutput: TypedSignal,
  output: Samples,
  channels: number,
): Samples {
  const result = zeros(output.length, precisionOf(output))
  if (name === 'softmax') {
    softmaxGradient(gradOutput, output, result, channels)
    return result
  }
  const leak = name === 'relu' ? 0 : slope
  for (let i = 0; i < output.length; i++) {
    const y = output[i]
    if (name === 'sigmoid') result[i] = gradOutput[i] * y * (1 - y)
    else if (name === 'tanh') result[i] = gradOutput[i] * (1 - y * y)
    else result[i] = y > 0 ? gradOutput[i] : leak * gradOutput[i]
  }
  return result
}

function softmax(data: TypedSignal, result: Samples, channels: number): void {
  const places = data.length / channels
  for (let i = 0; i < places; i++) {
    let greatest = -Infinity
    for (let at = i; at < data.length; at += places) greatest = Math.max(greatest, data[at])
    let sum = 0
    for (let at = i; at < data.length; at += places) sum += Math.exp(data[at] - greatest)
    for (let at = i; at < data.length; at += places) result[at] = Math.exp(data[at] - greatest) / sum
  }
}

function softmaxGradient(gradOutput: TypedSignal, output: Samples, result: Samples, channels: number): void {
  const places = output.length / channels
  for (let i = 0; i < places; i++) {
    let sum = 0
    for (let at = i; at < output.length; at += places) sum += gradOutput[at] * output[at]
    for (let at = i; at < output.length; at += places) result[at] = output[at] * (gradOutput[at] - sum)
  }
}
