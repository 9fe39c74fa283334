import { type OptionNames, readOptions, requireCount, requireInRange, requirePositive } from '../require.js'
import type { OwnFloat64Array } from '../samples.js'

/** The options of `savitzkyGolay`. */
export interface SavitzkyGolayOptions {
  /** The number of samples to which the polynomial is fitted, L. */
  readonly length: number
  /** The degree of the polynomial, below L. */
  readonly degree: number
  /** Which derivative: 0 (default) smooths, 1 gives slopes, 2 curvatures. */
  readonly derivative?: number
  /** The rate of the samples, by which derivatives are scaled. Default 1: derivatives are per sample. */
  readonly sampleRate?: number
  /**
   * Where the polynomial is evaluated, in samples from the oldest of the L samples, from 0 to L − 1. Default: the middle, (L − 1)/2.
   * L − 1 is the newest sample: no delay, and more noise.
   */
  readonly position?: number
}

const OPTIONS: OptionNames<SavitzkyGolayOptions> = {
  length: true,
  degree: true,
  derivative: true,
  sampleRate: true,
  position: true,
}

const GREATEST_LENGTH = 2 ** 20
const GREATEST_DEGREE = 20

/**
 * Returns the kernel of a Savitzky-Golay filter: it smooths and keeps the heights and widths of peaks, or gives derivatives.
 *
 * To each L samples it fits the polynomial of the given degree, by least squares, and takes the value or the derivative at the
 * position. Polynomials up to the degree pass unchanged. The taps are those of SciPy's
 * `savgol_coeffs(length, degree, deriv=derivative, delta=1/sampleRate)`, in the order of a convolution. The result is
 * L − 1 − position samples late: by half the length unless you choose another position.
 *
 * Computed by orthogonal polynomials, which stay exact where powers of the time would not. Cost: L·degree multiplications.
 *
 * @param options Length, degree; derivative, sample rate and position.
 * @returns L taps, as a new array.
 * @throws TypeError if an option is of the wrong kind or unknown. RangeError if the length is not a whole number from 1 to 2²⁰, the
 *   degree one from 0 to 20 and below the length, the derivative one from 0 to 20; if the sample rate is not above 0; or if the
 *   position is not from 0 to L − 1.
 * @example
 * Array.from(savitzkyGolay({ length: 5, degree: 2 }), (tap) => (35 * tap).toFixed(0)).join(' ') // '-3 12 17 12 -3'
 * // The slope, per second, of a sensor with 100 readings a second:
 * const slope = savitzkyGolay({ length: 3, degree: 2, derivative: 1, sampleRate: 100 })
 * convolve([1, 1.5, 2, 2.5], slope, { mode: 'valid' })[0].toFixed(6) // '50.000000'
 * @see movingAverage, gaussianKernel, differentiator
 *
 * References: A. Savitzky, M. J. E. Golay, Smoothing and differentiation of data by simplified least squares procedures, Analytical
 * Chemistry 36 (1964).
 */
export function savitzkyGolay(options: SavitzkyGolayOptions): OwnFloat64Array {
  const { length, degree, derivative = 0, sampleRate = 1, ...rest } = readOptions(options, OPTIONS)
  requireCount(length, 1, 'length', GREATEST_LENGTH)
  requireCount(degree, 0, 'degree', Math.min(length - 1, GREATEST_DEGREE))
  requireCount(derivative, 0, 'derivative', GREATEST_DEGREE)
  requirePositive(sampleRate, 'sampleRate')
  const middle = (length - 1) / 2
  const { position = middle } = rest
  requireInRange(position, 0, length - 1, 'position')
  if (derivative > degree) return new Float64Array(length)
  // Times from −1 to 1, so that no power of them overflows.
  const unit = Math.max(middle, 1)
  const weights = fit(length, degree, derivative, (position - middle) / unit, unit)
  const scale = (sampleRate / unit) ** derivative
  // The oldest sample comes last in a convolution.
  return weights.reverse().map((weight) => weight * scale)
}

/**
 * The weights of the samples, oldest first: w[i] = Σⱼ pⱼ⁽ᵈ⁾(time)·pⱼ(tᵢ)/‖pⱼ‖², where pⱼ are the polynomials that are orthogonal on
 * the times tᵢ (Forsythe, 1957): pⱼ₊₁ = t·pⱼ − βⱼ·pⱼ₋₁ with βⱼ = ‖pⱼ‖²/‖pⱼ₋₁‖². The recurrence, derived, gives the derivatives.
 */
function fit(length: number, degree: number, order: number, time: number, unit: number): OwnFloat64Array {
  const times = Float64Array.from({ length }, (_, i) => (i - (length - 1) / 2) / unit)
  const weights = new Float64Array(length)
  let [before, now] = [new Float64Array(length), new Float64Array(length).fill(1)]
  // The derivatives 0 to `order` of both at the time.
  let [beforeAt, nowAt] = [new Float64Array(order + 1), new Float64Array(order + 1)]
  nowAt[0] = 1
  let normBefore = 1
  for (let j = 0; ; j++) {
    const norm = now.reduce((sum, value) => sum + value * value, 0)
    const factor = nowAt[order] / norm
    for (let i = 0; i < length; i++) weights[i] += factor * now[i]
    if (j === degree) return weights
    const beta = j === 0 ? 0 : norm / normBefore
    const [p, q] = [now, before]
    const [pAt, qAt] = [nowAt, beforeAt]
    now = times.map((t, i) => t * p[i] - beta * q[i])
    nowAt = pAt.map((value, d) => time * value + (d === 0 ? 0 : d * pAt[d - 1]) - beta * qAt[d])
    before = p
    beforeAt = pAt
    normBefore = norm
  }
}
