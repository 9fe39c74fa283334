import { correlate } from '../convolution/correlate.js'
import {
  type OptionNames,
  readOptions,
  readSignal,
  requireCount,
  requireFinite,
  requireInRange,
} from '../require.js'
import type { OwnFloat64Array, SignalLike, TypedSignal } from '../samples.js'
import { binaryScale } from '../transform/binary-scale.js'

/** The options of `wiener`. */
export interface WienerOptions {
  /** The number of taps, K. */
  readonly length: number
  /** Noise that is assumed in the signal, as a fraction of its power, from 0 to 1. Default 10⁻⁹: just enough for any signal. */
  readonly regularization?: number
}

const OPTIONS: OptionNames<WienerOptions> = { length: true, regularization: true }

const GREATEST_LENGTH = 2 ** 14

/**
 * Returns the Wiener filter between two recordings: the kernel whose convolution with the signal comes nearest to the desired
 * one.
 *
 * It minimizes Σₙ (desired[n] − Σₖ h[k]·signal[n − k])² over all n, with zeros beyond both ends. From a played sound (signal) and
 * its recording (desired), it measures the system between them. From a noisy recording and a clean one, it learns to remove the
 * noise. From a recording and the played sound, delayed by some samples, it learns to undo the system.
 *
 * The taps solve the normal equations R·h = p, where R is the Toeplitz matrix of the signal's autocorrelation, with the
 * regularization added as noise to its diagonal, and p the correlation of both (Levinson, 1947). SciPy's `solve_toeplitz` solves
 * them as well; what SciPy calls `wiener` is another thing, an adaptive smoothing of images.
 *
 * Computed in float64. Cost: two correlations, and 4K² operations.
 *
 * @param signal N samples, all finite.
 * @param desired N samples, all finite.
 * @param options Length and regularization.
 * @returns K taps, as a new array.
 * @throws TypeError if an input is not an array of numbers, or an option is of the wrong kind or unknown. RangeError if the
 *   inputs differ in length, are empty or not finite; if the signal is zero throughout; if the length is not a whole number from
 *   1 to 2¹⁴, or the regularization a number from 0 to 1; or if that is too small for a signal of few frequencies.
 * @example
 * const played = [1, -2, 3, 0, 1, 1, -1, 2, 0, 0]
 * const recorded = convolve(played, [0, 0.5, 0.25]).slice(0, 10)
 * Array.from(wiener(played, recorded, { length: 3 }), (tap) => Math.abs(tap).toFixed(3)).join(' ') // '0.000 0.500 0.250'
 * @see inverseKernel, for a kernel that is known
 *
 * References: N. Wiener, Extrapolation, Interpolation, and Smoothing of Stationary Time Series (1949), with the appendix by N.
 * Levinson.
 */
export function wiener(signal: SignalLike, desired: SignalLike, options: WienerOptions): OwnFloat64Array {
  const x = readSignal(signal, 'signal')
  const d = readSignal(desired, 'desired')
  const { length, regularization = 1e-9 } = readOptions(options, OPTIONS)
  requireCount(length, 1, 'length', GREATEST_LENGTH)
  requireInRange(regularization, 0, 1, 'regularization')
  if (x.length === 0) throw new RangeError('signal must have at least one sample, got none')
  if (d.length !== x.length) {
    throw new RangeError(`desired must have ${x.length} samples, as the signal, got ${d.length}`)
  }
  requireFinite(x, 'signal')
  requireFinite(d, 'desired')
  const [scaleX, scaleD] = [binaryScale(x), binaryScale(d) || 1]
  if (scaleX === 0) throw new RangeError('signal must have a sample that is not 0, got only zeros')
  const [a, b] = [divided(x, scaleX), divided(d, scaleD)]
  const autocorrelation = lagsOf(a, a, length)
  autocorrelation[0] *= 1 + regularization
  const taps = solveToeplitz(autocorrelation, lagsOf(b, a, length))
  return taps.map((tap) => (tap / scaleX) * scaleD)
}

function divided(signal: TypedSignal, scale: number): Float64Array {
  return Float64Array.from(signal, (sample) => sample / scale)
}

/** Σₙ a[n + ℓ]·b[n] for the lags 0 to `count` − 1. */
function lagsOf(a: Float64Array, b: Float64Array, count: number): Float64Array {
  return correlate(a, b, { maxLag: count - 1 }).slice(count - 1)
}

/** Solves Σⱼ r[|i − j|]·h[j] = p[i] by Levinson's recursion. */
function solveToeplitz(r: Float64Array, p: Float64Array): OwnFloat64Array {
  const taps = new Float64Array(p.length)
  // The prediction error filter of each order, and its error.
  const filter = new Float64Array(p.length)
  let error = r[0]
  filter[0] = 1
  taps[0] = p[0] / error
  for (let order = 1; order < p.length; order++) {
    let [reflection, rest] = [0, p[order]]
    for (let i = 0; i < order; i++) {
      reflection -= filter[i] * r[order - i]
      rest -= taps[i] * r[order - i]
    }
    reflection /= error
    extend(filter, order, reflection)
    error *= 1 - reflection * reflection
    if (!(error > NOISE * r[0])) {
      throw new RangeError(
        'regularization must be greater for a signal of few frequencies, as this one: pass 1e-6 or more',
      )
    }
    for (let i = 0; i <= order; i++) taps[i] += (rest / error) * filter[order - i]
  }
  return taps
}

/** Below this fraction of the power, the error of the prediction is rounding error. */
const NOISE = 2 ** -50

/** filter[i] += reflection·filter[order − i], at once. */
function extend(filter: Float64Array, order: number, reflection: number): void {
  for (let i = 0, j = order; i <= j; i++, j--) {
    const [low, high] = [filter[i], filter[j]]
    filter[i] = low + reflection * high
    filter[j] = high + reflection * low
  }
}
