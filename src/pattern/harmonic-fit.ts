import { detrended } from './detrend.js'
import type { Harmonic, Rhythm } from './rhythm.js'

/** Sums over blocks of a signal stand for it while the frequency is found: of so many blocks. */
const BLOCKS = 64

/** Passes over the signal at most; and the change of frequency, as a part of its standard deviation, that is none. */
const PASSES = 5
const NO_CHANGE = 0.01

/** Multiplications that a pass over the signal may take: of long signals, fewer harmonics are fitted. */
const MOST_PRODUCTS = 1e7
const LEAST_HARMONICS = 4
const MOST_HARMONICS = 32

/** Keeps the sums of squares from being singular: of a sine that is zero at all samples. */
const RIDGE = 1e-9

/** No line is known better than by this part of its power. */
const LEAST_FLOOR = 1e-4

/**
 * The frequency of a rhythm by all its repetitions, in cycles a sample: that for which its harmonics fit the signal with
 * the least squares, those in little noise weighing more. As the maximum-likelihood estimate, it reaches the Cramér-Rao
 * bound, and ends of the signal within a period do no harm.
 *
 * What is slower, a cubic polynomial and the moving mean over a period, is taken from what the fit leaves, not from the
 * signal: it would take a part of the rhythm along.
 *
 * B. Quinn, P. Thomson, Estimating the frequency of a periodic function, Biometrika 78 (1991).
 */
export function fittedFrequency(signal: ArrayLike<number>, rhythm: Rhythm): number {
  const { length } = signal
  const harmonics = strongest(rhythm.harmonics, length)
  const tolerance = NO_CHANGE * deviation(harmonics, length)
  let { frequency } = rhythm
  let values = detrended(signal, 3)
  for (let pass = 0; pass < PASSES; pass++) {
    const fit = new HarmonicFit(values, harmonics, frequency)
    const previous = frequency
    frequency = fit.best()
    if (pass > 0 && Math.abs(frequency - previous) <= tolerance) break
    if (pass + 1 < PASSES) values = lessSlow(signal, fit.values(frequency), 1 / frequency)
  }
  return frequency
}

/** Those harmonics that tell most of the frequency, in the order of their frequencies. */
function strongest(harmonics: readonly Harmonic[], length: number): Harmonic[] {
  const count = Math.min(Math.max(Math.floor(MOST_PRODUCTS / length), LEAST_HARMONICS), MOST_HARMONICS)
  const worth = ({ order, power, floor }: Harmonic): number => (order ** 2 * power) / floor
  return harmonics
    .toSorted((a, b) => worth(b) - worth(a))
    .slice(0, count)
    .sort((a, b) => a.order - b.order)
}

/** The Cramér-Rao bound of the frequency of harmonics in noise; and no less than what rounding makes of it. */
function deviation(harmonics: readonly Harmonic[], length: number): number {
  const evidence = harmonics.reduce((sum, { order, power, floor }) => sum + (order ** 2 * power) / floor, 0)
  return Math.max(0.3 / Math.sqrt(evidence), 1e-5) / length
}

/** A fit and what is left of the signal without it and without what is slower. */
function lessSlow(signal: ArrayLike<number>, fit: Float64Array, period: number): Float64Array {
  const left = new Float64Array(fit.length)
  for (let n = 0; n < left.length; n++) left[n] = signal[n] - fit[n]
  const rest = detrended(left, 3)
  const half = Math.max(Math.round(period / 2), 1)
  const sums = new Float64Array(rest.length + 1)
  for (let n = 0; n < rest.length; n++) sums[n + 1] = sums[n] + rest[n]
  for (let n = 0; n < rest.length; n++) {
    const from = Math.max(n - half, 0)
    const to = Math.min(n + half + 1, rest.length)
    rest[n] += fit[n] - (sums[to] - sums[from]) / (to - from)
  }
  return rest
}

/** The least-squares fit of sines of multiples of a frequency near a given one. */
class HarmonicFit {
  readonly #length: number
  readonly #orders: number[]
  readonly #weights: number[]
  readonly #frequency: number
  readonly #blockLength: number
  /** For each order, the sums over blocks at its frequency. */
  readonly #sums: Float64Array[]

  constructor(values: Float64Array, harmonics: readonly Harmonic[], frequency: number) {
    this.#length = values.length
    this.#orders = harmonics.map(({ order }) => order)
    const most = harmonics.reduce((most, { power }) => Math.max(most, power), 0)
    this.#weights = harmonics.map(({ floor }) => Math.sqrt(most / (floor + LEAST_FLOOR * most)))
    this.#frequency = frequency
    this.#blockLength = Math.ceil(values.length / BLOCKS)
    this.#sums = this.#orders.map((order) => blockSums(values, order * frequency, this.#blockLength))
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
    const { cosines, sines } = this.#solve(frequency, this.#orders.length, false)
    const fit = new Float64Array(this.#length)
    for (const [i, order] of this.#orders.entries()) {
      addSine(fit, order * frequency, cosines.solution[i], sines.solution[i])
    }
    return fit
  }

  /** How much of the signal the first harmonics explain. */
  #explained(frequency: number, count: number): number {
    const { cosines, sines } = this.#solve(frequency, count, true)
    return cosines.explained + sines.explained
  }

  /** Cosines and sines are orthogonal, as time is counted from the middle: two systems of equations. */
  #solve(frequency: number, count: number, isWeighted: boolean): { cosines: Solution; sines: Solution } {
    const re = new Float64Array(count)
    const im = new Float64Array(count)
    for (let i = 0; i < count; i++) {
      const total = turned(
        this.#sums[i],
        this.#orders[i] * (frequency - this.#frequency),
        this.#blockLength,
        this.#length,
      )
      const weight = isWeighted ? this.#weights[i] : 1
      re[i] = weight * total.re
      im[i] = -weight * total.im
    }
    const product = (i: number, j: number, sign: number): number =>
      (dirichlet((this.#orders[i] - this.#orders[j]) * frequency, this.#length) +
        sign * dirichlet((this.#orders[i] + this.#orders[j]) * frequency, this.#length)) /
      2
    return {
      cosines: solve(re, (i, j) => product(i, j, 1), this.#length),
      sines: solve(im, (i, j) => product(i, j, -1), this.#length),
    }
  }
}

/** How many numbers `blockSums` gives for each block. */
const SUMS = 4

/**
 * For each block, Σ values·exp(−2πi·frequency·time) with time counted from the middle of the signal, and the same of
 * values·(time − middle of the block): re, im, re, im.
 */
function blockSums(values: Float64Array, frequency: number, blockLength: number): Float64Array {
  const sums = new Float64Array(SUMS * Math.ceil(values.length / blockLength))
  const step = -2 * Math.PI * frequency
  const [stepCosine, stepSine] = [Math.cos(step), Math.sin(step)]
  for (let first = 0, b = 0; first < values.length; first += blockLength, b += SUMS) {
    const start = step * (first - (values.length - 1) / 2)
    const middle = first + (blockLength - 1) / 2
    const end = Math.min(first + blockLength, values.length)
    let [cosine, sine, re, im, momentRe, momentIm] = [Math.cos(start), Math.sin(start), 0, 0, 0, 0]
    for (let n = first; n < end; n++) {
      const [valueRe, valueIm] = [values[n] * cosine, values[n] * sine]
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
  return sums
}

/** The sum of all blocks at a frequency that is higher by a little: to first order in that, within a block. */
function turned(
  sums: Float64Array,
  difference: number,
  blockLength: number,
  length: number,
): { re: number; im: number } {
  const turn = -2 * Math.PI * difference
  const step = turn * blockLength
  const start = (turn * (blockLength - length)) / 2
  const [stepCosine, stepSine] = [Math.cos(step), Math.sin(step)]
  let [cosine, sine, re, im] = [Math.cos(start), Math.sin(start), 0, 0]
  for (let b = 0; b < sums.length; b += SUMS) {
    const blockRe = sums[b] - turn * sums[b + 3]
    const blockIm = sums[b + 1] + turn * sums[b + 2]
    re += cosine * blockRe - sine * blockIm
    im += cosine * blockIm + sine * blockRe
    const next = cosine * stepCosine - sine * stepSine
    sine = cosine * stepSine + sine * stepCosine
    cosine = next
  }
  return { re, im }
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

/** Σ cos(2π·frequency·time) over so many samples about the middle. */
function dirichlet(frequency: number, length: number): number {
  const turn = frequency - Math.round(frequency)
  // At odd multiples of the sample rate, an even number of samples lies at half ones and sees the opposite.
  const sign = length % 2 === 0 && Math.round(frequency) % 2 !== 0 ? -1 : 1
  const divisor = Math.sin(Math.PI * turn)
  return sign * (Math.abs(divisor) < 1e-12 ? length : Math.sin(Math.PI * length * turn) / divisor)
}

interface Solution {
  readonly solution: Float64Array
  readonly explained: number
}

/** Solves A·x = b for a symmetric A that is positive definite, but for a ridge, by Cholesky's method. Also gives bᵀ·x. */
function solve(b: Float64Array, entry: (i: number, j: number) => number, scale: number): Solution {
  const { length } = b
  const factor = new Float64Array(length * length)
  const solution = Float64Array.from(b)
  let explained = 0
  for (let i = 0; i < length; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = entry(i, j) + (i === j ? RIDGE * scale : 0)
      for (let k = 0; k < j; k++) sum -= factor[i * length + k] * factor[j * length + k]
      factor[i * length + j] =
        i === j ? Math.sqrt(Math.max(sum, RIDGE * scale)) : sum / factor[j * length + j]
    }
    for (let k = 0; k < i; k++) solution[i] -= factor[i * length + k] * solution[k]
    solution[i] /= factor[i * length + i]
    explained += solution[i] ** 2
  }
  for (let i = length - 1; i >= 0; i--) {
    for (let k = i + 1; k < length; k++) solution[i] -= factor[k * length + i] * solution[k]
    solution[i] /= factor[i * length + i]
  }
  return { solution, explained }
}

/** The place of the top of a function that has one within a reach: the vertices of closer and closer parabolas. */
function topOf(height: (x: number) => number, center: number, reach: number): number {
  let top = center
  for (const step of [0.5, 0.2, 0.05, 0.01].map((part) => part * reach)) {
    const [left, middle, right] = [height(top - step), height(top), height(top + step)]
    const bend = 2 * middle - left - right
    // Where the middle is not the highest, the vertex may lie far away, or be a dip.
    if (bend > 0) top += step * Math.min(Math.max((right - left) / (2 * bend), -2), 2)
    else if (left !== right) top += right > left ? step : -step
  }
  return top
}
