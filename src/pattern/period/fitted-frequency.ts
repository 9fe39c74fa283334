import { HarmonicFit } from './harmonic-fit.js'
import type { PolynomialTrend } from './polynomial-trend.js'
import type { Harmonic, Rhythm } from './rhythm.js'

/** The most passes over the signal, and the change of frequency that counts as none, as a fraction of its standard deviation. */
const PASSES = 5
const NO_CHANGE = 0.01

/** The greatest number of multiplications in a pass over the signal: fewer harmonics are fitted to long signals. */
const MOST_PRODUCTS = 1e7
const LEAST_HARMONICS = 4
const MOST_HARMONICS = 32

/**
 * The frequency of a rhythm by all its repetitions, in cycles a sample: that for which its harmonics fit the signal with the
 * least squares, those in little noise weighing more. As the maximum-likelihood estimate, it reaches the Cramér-Rao bound, and
 * ends of the signal within a period do no harm.
 *
 * Slower components, a cubic polynomial and the moving mean over a period, are subtracted from the residual of the fit.
 * Subtracting them from the signal would remove a part of the rhythm as well.
 *
 * B. Quinn, P. Thomson, Estimating the frequency of a periodic function, Biometrika 78 (1991).
 */
export function fittedFrequency(signal: ArrayLike<number>, rhythm: Rhythm, trend: PolynomialTrend): number {
  const { length } = signal
  const harmonics = strongest(rhythm.harmonics, length)
  const tolerance = NO_CHANGE * deviation(harmonics, length)
  let { frequency } = rhythm
  const fit = new HarmonicFit(length, harmonics)
  let values = trend.removedFrom(signal)
  for (let pass = 0; pass < PASSES; pass++) {
    fit.take(values, frequency)
    const previous = frequency
    frequency = fit.best()
    if (pass > 0 && Math.abs(frequency - previous) <= tolerance) break
    if (pass + 1 < PASSES) values = lessSlow(signal, fit.values(frequency), 1 / frequency, trend)
  }
  return frequency
}

/** The harmonics that determine the frequency best, in ascending order. */
function strongest(harmonics: readonly Harmonic[], length: number): Harmonic[] {
  const count = Math.min(Math.max(Math.floor(MOST_PRODUCTS / length), LEAST_HARMONICS), MOST_HARMONICS)
  const worth = ({ order, power, floor }: Harmonic): number => (order ** 2 * power) / floor
  return harmonics
    .toSorted((a, b) => worth(b) - worth(a))
    .slice(0, count)
    .sort((a, b) => a.order - b.order)
}

/** The Cramér-Rao bound of the frequency of harmonics in noise, but no less than the error by rounding. */
function deviation(harmonics: readonly Harmonic[], length: number): number {
  const evidence = harmonics.reduce((sum, { order, power, floor }) => sum + (order ** 2 * power) / floor, 0)
  return Math.max(0.3 / Math.sqrt(evidence), 1e-5) / length
}

/** The signal without its trend, and without components that are slower than the fit. */
function lessSlow(
  signal: ArrayLike<number>,
  fit: Float64Array,
  period: number,
  trend: PolynomialTrend,
): Float64Array {
  const left = new Float64Array(fit.length)
  for (let n = 0; n < left.length; n++) left[n] = signal[n] - fit[n]
  const rest = trend.removedFrom(left)
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
