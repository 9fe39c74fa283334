import { vertexOffset } from '../../vertex-offset.js'
import { NormalEquations } from './normal-equations.js'
import type { Harmonic } from './rhythm.js'

/** The number of blocks whose sums stand for the signal while the frequency is searched. */
const BLOCKS = 64

/** No line is known better than by this part of its power. */
const LEAST_FLOOR = 1e-4

/** The least-squares fit of sines of multiples of a frequency near a given one. */
export class HarmonicFit {
  readonly #length: number
  readonly #orders: number[]
  readonly #weights: number[]
  readonly #blockLength: number
  /** For each order, the sums over blocks at its frequency. */
  readonly #sums: readonly Float64Array[]
  /** All that two orders, or one twice, differ by or add up to, in ascending order. */
  readonly #distances: readonly number[]
  /** For each of those, the sum of cosines of that multiple of the frequency. */
  readonly #cosineSums: Float64Array
  readonly #cosines: NormalEquations
  readonly #sines: NormalEquations
  readonly #turned = new Float64Array(2)
  #frequency = 0

  constructor(length: number, harmonics: readonly Harmonic[]) {
    this.#length = length
    this.#orders = harmonics.map(({ order }) => order)
    const most = harmonics.reduce((most, { power }) => Math.max(most, power), 0)
    this.#weights = harmonics.map(({ floor }) => Math.sqrt(most / (floor + LEAST_FLOOR * most)))
    this.#blockLength = Math.ceil(length / BLOCKS)
    this.#sums = this.#orders.map(() => new Float64Array(SUMS * Math.ceil(length / this.#blockLength)))
    this.#distances = distancesOf(this.#orders)
    this.#cosineSums = new Float64Array((this.#distances.at(-1) ?? 0) + 1)
    this.#cosines = new NormalEquations(harmonics.length, length)
    this.#sines = new NormalEquations(harmonics.length, length)
  }

  /** Takes the values to fit, and the frequency near which that is done. */
  take(values: Float64Array, frequency: number): void {
    this.#frequency = frequency
    for (const [i, order] of this.#orders.entries()) {
      sumBlocks(this.#sums[i], values, order * frequency, this.#blockLength)
    }
  }

  /** The frequency of the best fit: found from the low harmonics, which are not to be mistaken, up to the high ones. */
  best(): number {
    let center = this.#frequency
    const greatest = this.#orders.at(-1) ?? 1
    for (let order = this.#orders[0]; ; order = Math.min(2 * order, greatest)) {
      const count = this.#orders.filter((other) => other <= order).length
      const reach = 0.5 / (order * this.#length)
      center = topOf((frequency) => this.#explained(frequency, count), center, reach)
      if (order === greatest) return Math.min(center, 0.5)
    }
  }

  /** The fit itself. */
  values(frequency: number): Float64Array {
    const count = this.#orders.length
    this.#pose(frequency, count, false)
    this.#cosines.solve(count)
    this.#sines.solve(count)
    const fit = new Float64Array(this.#length)
    for (const [i, order] of this.#orders.entries()) {
      addSine(fit, order * frequency, this.#cosines.vector[i], this.#sines.vector[i])
    }
    return fit
  }

  /** How much of the signal the first harmonics explain. */
  #explained(frequency: number, count: number): number {
    this.#pose(frequency, count, true)
    return this.#cosines.explained(count) + this.#sines.explained(count)
  }

  /** Cosines and sines are orthogonal, as time is counted from the middle: two systems of equations. */
  #pose(frequency: number, count: number, isWeighted: boolean): void {
    this.#sumCosines(frequency, 2 * this.#orders[count - 1])
    for (let i = 0; i < count; i++) {
      const difference = this.#orders[i] * (frequency - this.#frequency)
      turn(this.#sums[i], difference, this.#blockLength, this.#length, this.#turned)
      const weight = isWeighted ? this.#weights[i] : 1
      this.#cosines.vector[i] = weight * this.#turned[0]
      this.#sines.vector[i] = -weight * this.#turned[1]
      this.#poseRow(i)
    }
  }

  /** The products of a harmonic and those up to it. */
  #poseRow(i: number): void {
    const row = i * this.#orders.length
    for (let j = 0; j <= i; j++) {
      const near = this.#cosineSums[this.#orders[i] - this.#orders[j]]
      const far = this.#cosineSums[this.#orders[i] + this.#orders[j]]
      this.#cosines.matrix[row + j] = (near + far) / 2
      this.#sines.matrix[row + j] = (near - far) / 2
    }
  }

  #sumCosines(frequency: number, greatest: number): void {
    for (const distance of this.#distances) {
      if (distance > greatest) return
      this.#cosineSums[distance] = dirichlet(distance * frequency, this.#length)
    }
  }
}

function distancesOf(orders: readonly number[]): number[] {
  const distances = new Set<number>()
  for (const [i, order] of orders.entries()) {
    for (const other of orders.slice(0, i + 1)) distances.add(order - other).add(order + other)
  }
  return Array.from(distances).sort((a, b) => a - b)
}

/** The number of results of `sumBlocks` for each block. */
const SUMS = 4

/**
 * For each block, Σ values·exp(−2πi·frequency·time) with time counted from the middle of the signal, and the same of
 * values·(time − middle of the block): re, im, re, im.
 */
function sumBlocks(sums: Float64Array, values: Float64Array, frequency: number, blockLength: number): void {
  const step = -2 * Math.PI * frequency
  const stepCosine = Math.cos(step)
  const stepSine = Math.sin(step)
  for (let first = 0, b = 0; first < values.length; first += blockLength, b += SUMS) {
    const start = step * (first - (values.length - 1) / 2)
    const middle = first + (blockLength - 1) / 2
    const end = Math.min(first + blockLength, values.length)
    let cosine = Math.cos(start)
    let sine = Math.sin(start)
    let re = 0
    let im = 0
    let momentRe = 0
    let momentIm = 0
    for (let n = first; n < end; n++) {
      const valueRe = values[n] * cosine
      const valueIm = values[n] * sine
      re += valueRe
      im += valueIm
      momentRe += valueRe * (n - middle)
      momentIm += valueIm * (n - middle)
      const next = cosine * stepCosine - sine * stepSine
      sine = cosine * stepSine + sine * stepCosine
      cosine = next
    }
    sums[b] = re
    sums[b + 1] = im
    sums[b + 2] = momentRe
    sums[b + 3] = momentIm
  }
}

/** The sum of all blocks at a frequency that is higher by a little, re and im: to first order in that, within a block. */
function turn(
  sums: Float64Array,
  difference: number,
  blockLength: number,
  length: number,
  sum: Float64Array,
): void {
  const angle = -2 * Math.PI * difference
  const start = (angle * (blockLength - length)) / 2
  const stepCosine = Math.cos(angle * blockLength)
  const stepSine = Math.sin(angle * blockLength)
  let cosine = Math.cos(start)
  let sine = Math.sin(start)
  let re = 0
  let im = 0
  for (let b = 0; b < sums.length; b += SUMS) {
    const blockRe = sums[b] - angle * sums[b + 3]
    const blockIm = sums[b + 1] + angle * sums[b + 2]
    re += cosine * blockRe - sine * blockIm
    im += cosine * blockIm + sine * blockRe
    const next = cosine * stepCosine - sine * stepSine
    sine = cosine * stepSine + sine * stepCosine
    cosine = next
  }
  sum[0] = re
  sum[1] = im
}

/** Adds a sine, with time counted from the middle. */
function addSine(target: Float64Array, frequency: number, cosinePart: number, sinePart: number): void {
  const step = 2 * Math.PI * frequency
  const [stepCosine, stepSine] = [Math.cos(step), Math.sin(step)]
  const blockLength = Math.ceil(target.length / BLOCKS)
  for (let first = 0; first < target.length; first += blockLength) {
    const start = step * (first - (target.length - 1) / 2)
    const end = Math.min(first + blockLength, target.length)
    let [cosine, sine] = [Math.cos(start), Math.sin(start)]
    for (let n = first; n < end; n++) {
      target[n] += cosinePart * cosine + sinePart * sine
      const next = cosine * stepCosine - sine * stepSine
      sine = cosine * stepSine + sine * stepCosine
      cosine = next
    }
  }
}

/** Σ cos(2π·frequency·time) over `length` samples, with time counted from the middle. */
function dirichlet(frequency: number, length: number): number {
  const turn = frequency - Math.round(frequency)
  // At odd multiples of the sample rate, an even number of samples lies at half ones and sees the opposite.
  const sign = length % 2 === 0 && Math.round(frequency) % 2 !== 0 ? -1 : 1
  const divisor = Math.sin(Math.PI * turn)
  return sign * (Math.abs(divisor) < 1e-12 ? length : Math.sin(Math.PI * length * turn) / divisor)
}

/** The steps of the search for a top, as parts of its reach. */
const STEPS = [0.5, 0.2, 0.05, 0.01]

/** The place of the top of a function that has one within a reach: the vertices of closer and closer parabolas. */
function topOf(height: (x: number) => number, center: number, reach: number): number {
  let top = center
  for (const part of STEPS) {
    const step = part * reach
    const left = height(top - step)
    const right = height(top + step)
    const offset = vertexOffset(left, height(top), right)
    if (offset !== undefined) top += step * Math.min(Math.max(offset, -2), 2)
    else if (left !== right) top += right > left ? step : -step
  }
  return top
}
