import {
  type OptionNames,
  readOptions,
  requireInRange,
  requireOneOf,
  requirePositive,
} from '../../require.js'
import type { Samples } from '../../samples.js'
import { requireShaped } from '../../image/plane/plane.js'
import { type NetworkGradients, Sequential } from './sequential.js'
import { describe } from '../../describe.js'

/** The options of `Optimizer`. */
export interface OptimizerOptions {
  /** 'sgd': gradient descent with momentum. 'adam': steps that adapt to each parameter. Default 'adam'. */
  readonly method?: 'sgd' | 'adam'
  /** Default 0.001 for 'adam', 0.01 for 'sgd'. */
  readonly learningRate?: number
  /** How much of the last step is kept in the next one, from 0 to 1; β₁ of Adam. Default 0.9. */
  readonly momentum?: number
  /** How much of the mean square of the gradients is kept, β₂ of Adam, from 0 to 1. Default 0.999. */
  readonly squareMomentum?: number
}

const OPTIMIZER_OPTIONS: OptionNames<OptimizerOptions> = {
  method: true,
  learningRate: true,
  momentum: true,
  squareMomentum: true,
}

const EPSILON = 1e-8

/** What is remembered of a parameter: the sum of the gradients of this step, and the means of those of all steps. */
interface Moments {
  readonly sum: Float64Array
  readonly mean: Float64Array
  readonly square: Float64Array
}

/**
 * Trains a network step by step: `add` sums the gradients of the examples of a batch, and `step` changes the parameters by their
 * mean, g.
 *
 * 'sgd': v = momentum·v + g; parameter −= learningRate·v, as in PyTorch. 'adam': m and s are the exponential means of g and of
 * g², both divided by their bias; parameter −= learningRate·m/(√s + 1e-8) (Kingma and Ba, Adam, 2015, algorithm 1).
 *
 * A step that is not finite is refused: `add` throws if a gradient is not finite, `step` if a parameter, or the mean of Adam's
 * squares, would become so. The message has the number of the step, and the parameters are as they were before.
 *
 * Cost: a few operations per parameter. Memory: three numbers of 8 bytes per parameter, allocated once.
 *
 * @example
 * const network = new Sequential([new Conv1d({ inChannels: 1, outChannels: 1, kernelSize: 1, weights: [1], bias: false })])
 * const optimizer = new Optimizer(network, { method: 'sgd', learningRate: 0.25 })
 * const output = network.forward({ data: [2], channels: 1, height: 1, width: 1 })
 * const { loss, gradient } = meanSquaredError(output, [6])
 * loss // 16
 * optimizer.add(network.backward(gradient))
 * optimizer.step()
 * network.tensors['0.weight'].data // Float32Array [5]
 * network.dispose()
 * @see Sequential, crossEntropy, meanSquaredError
 */
export class Optimizer {
  readonly method: 'sgd' | 'adam'
  readonly #momentum: number
  readonly #squareMomentum: number
  readonly #network: Sequential
  readonly #moments = new Map<string, Moments>()
  #learningRate: number
  #added = 0
  #steps = 0

  /** @throws TypeError or RangeError if an argument is of the wrong kind or size. */
  constructor(network: Sequential, options?: OptimizerOptions) {
    if (!(network instanceof Sequential))
      throw new TypeError(`network must be a Sequential, got ${describe(network)}`)
    const given = readOptions(options, OPTIMIZER_OPTIONS)
    const { method = 'adam', momentum = 0.9, squareMomentum = 0.999 } = given
    requireOneOf(method, ['sgd', 'adam'], 'method')
    const { learningRate = method === 'adam' ? 0.001 : 0.01 } = given
    requirePositive(learningRate, 'learningRate')
    requireInRange(momentum, 0, 1, 'momentum')
    requireInRange(squareMomentum, 0, 1, 'squareMomentum')
    this.method = method
    this.#network = network
    this.#momentum = momentum
    this.#squareMomentum = squareMomentum
    this.#learningRate = learningRate
  }

  /** The number of steps so far. */
  get steps(): number {
    return this.#steps
  }

  /** The factor of the next step. You may change it. */
  get learningRate(): number {
    return this.#learningRate
  }

  set learningRate(learningRate: number) {
    requirePositive(learningRate, 'learningRate')
    this.#learningRate = learningRate
  }

  /**
   * Adds what `backward` of the network returned for one example.
   *
   * @throws TypeError if they are not such gradients. RangeError if one does not have the length of its parameter, or contains a
   *   number that is not finite; nothing has been added then.
   */
  add(gradients: NetworkGradients): void {
    requireShaped(gradients, 'gradients', '{ input, parameters }', 'what backward returned')
    const { parameters } = gradients
    requireShaped(parameters, 'gradients.parameters', '{ [name]: numbers }', 'gradients by their names')
    const { tensors } = this.#network
    const entries = Object.entries(parameters)
    for (const [name, gradient] of entries) {
      if (!Object.hasOwn(tensors, name))
        throw new RangeError(`gradients must be those of the network, got '${name}'`)
      this.#requireGradient(name, gradient, tensors[name].data.length)
    }
    for (const [name, gradient] of entries) {
      const { sum } = this.#momentsOf(name, gradient.length)
      for (let i = 0; i < sum.length; i++) sum[i] += gradient[i]
    }
    this.#added++
  }

  /**
   * Changes the parameters by the mean of the gradients that were added, and forgets these.
   *
   * @throws Error if none were added. RangeError if a parameter would not be finite; the parameters have not changed then.
   */
  step(): void {
    if (this.#added === 0) throw new Error('step needs gradients, and there are none yet: call add first')
    const { tensors } = this.#network
    const steps = [...this.#moments].map(([name, moments]) => ({
      moments,
      data: tensors[name].data,
      next: this.#next(name, tensors[name].data, moments),
    }))
    for (const { moments, data, next } of steps) {
      data.set(next.data)
      moments.mean.set(next.mean)
      moments.square.set(next.square)
      moments.sum.fill(0)
    }
    this.#added = 0
    this.#steps++
  }

  /** The parameter and its means after the step. Throws unless it is finite. */
  #next(
    name: string,
    data: Samples,
    { sum, mean, square }: Moments,
  ): Omit<Moments, 'sum'> & { data: Samples } {
    const next = { data: data.slice(), mean: mean.slice(), square: square.slice() }
    const isAdam = this.method === 'adam'
    const [beta, beta2] = [this.#momentum, this.#squareMomentum]
    const [bias, bias2] = [1 - beta ** (this.#steps + 1), 1 - beta2 ** (this.#steps + 1)]
    for (let i = 0; i < sum.length; i++) {
      const g = sum[i] / this.#added
      next.mean[i] = beta * mean[i] + (isAdam ? 1 - beta : 1) * g
      next.square[i] = beta2 * square[i] + (1 - beta2) * g * g
      const change = isAdam
        ? next.mean[i] / bias / (Math.sqrt(next.square[i] / bias2) + EPSILON)
        : next.mean[i]
      next.data[i] -= this.#learningRate * change
      if (!Number.isFinite(next.data[i])) throw this.#diverged(`${name}[${i}]`, next.data[i], 'parameters')
      // An infinite mean square would stop a parameter for ever.
      if (isAdam && next.square[i] === Infinity)
        throw this.#diverged(`${name}[${i}]`, Infinity, 'squared gradients')
    }
    return next
  }

  #momentsOf(name: string, length: number): Moments {
    let moments = this.#moments.get(name)
    if (moments === undefined) {
      moments = {
        sum: new Float64Array(length),
        mean: new Float64Array(length),
        square: new Float64Array(length),
      }
      this.#moments.set(name, moments)
    }
    return moments
  }

  #requireGradient(name: string, gradient: Samples, length: number): void {
    if (!ArrayBuffer.isView(gradient) || gradient.length !== length) {
      throw new RangeError(
        `gradients.parameters['${name}'] must have ${length} numbers, as the parameter has, got ${describe(gradient)}`,
      )
    }
    for (let i = 0; i < length; i++) {
      if (!Number.isFinite(gradient[i])) throw this.#diverged(`${name}[${i}]`, gradient[i], 'gradients')
    }
  }

  #diverged(name: string, value: number, what: string): RangeError {
    return new RangeError(
      `${what} of step ${this.#steps + 1} must be finite, got ${value} in ${name}: take a smaller learningRate, or look for ` +
        'numbers in the input that are not finite',
    )
  }
}
