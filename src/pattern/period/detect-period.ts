import { type OptionNames, readOptions, readSignal, requireFinite, requireNumber } from '../../require.js'
import type { SignalLike, TypedSignal } from '../../samples.js'
import { fittedFrequency } from './fitted-frequency.js'
import { PolynomialTrend } from './polynomial-trend.js'
import { powerSpectrum } from './power-spectrum.js'
import { RhythmSearch } from './rhythm.js'
import { normalizedSquareDifference } from './square-difference.js'
import { REACH, valueAt } from '../peaks/vertex.js'

/** The options of `detectPeriod`. */
export interface DetectPeriodOptions {
  /** The shortest period to look for, in samples. Default and least: 2. */
  readonly minPeriod?: number
  /** The longest period to look for, at most half of the signal. Default: a third of it, as two periods are little evidence. */
  readonly maxPeriod?: number
}

const OPTIONS: OptionNames<DetectPeriodOptions> = { minPeriod: true, maxPeriod: true }

/** A period. */
export interface PeriodEstimate {
  /** In samples, with a fraction. */
  readonly period: number
  /**
   * The share of the variation within a period that recurs one period later, 0..1: about P/(P + V) for a rhythm of power P
   * in noise of variance V. It means little for few repetitions: a random walk may have 0.5 at a third of its length.
   */
  readonly confidence: number
}

/**
 * Estimates the period of a series of readings: 24 in hourly temperatures, 12 in monthly ones.
 *
 * 1. A cubic polynomial is subtracted; x is the remainder. Its power spectrum (in a Hann window) is searched for lines
 *    that stand out of the noise around them. Weather, prices and other slow noise have a high spectrum at low
 *    frequencies, but no lines. Among the rhythms whose lines are multiples of 1/period, that of the greatest power is
 *    chosen. The period of a line is taken for the rhythm's unless a multiple of it explains other lines as well, and more
 *    than 15 % of the power does not recur after the line's period. If no line stands out, the highest one counts.
 * 2. The period is that for which its harmonics fit best, by least squares, to the whole signal: all repetitions count. In
 *    white noise of variance V, a sine of amplitude A has a standard error of √(6·V/(N³·A²))·period²/π, the Cramér-Rao
 *    bound. Slower movements, the mean over a period around each sample, are subtracted from the residual of the fit.
 * 3. The confidence is n[ℓ] = 2·Σ x[i]·x[i + ℓ] / Σ (x[i]² + x[i + ℓ]²) at that lag, of x less its mean over a period. Where
 *    a period is less than 8 samples, it must be as high some periods later as well.
 *
 * Where there are several rhythms, the strongest is found; narrow the range to find another. Two rhythms are distinguished if
 * their numbers of repetitions differ by one or two. A signal should have three periods, and at least 12 samples.
 *
 * Computed in float64. Cost: a transform of twice the signal's length, and some passes over the signal for each harmonic that
 * stands out. Allocates some 20 arrays of the signal's length.
 *
 * @param signal N samples, at least 4, all finite.
 * @param options The range of the periods.
 * @returns The period, or undefined if nothing but a trend varies.
 * @throws TypeError if the signal is not an array of numbers or an option is of the wrong kind. RangeError if the signal is too
 *   short or holds a value that is not finite, if minPeriod is below 2 or above maxPeriod, or if maxPeriod is more than half
 *   of the signal.
 * @example
 * const readings = Array.from({ length: 240 }, (_, hour) => 15 + hour / 100 + 5 * Math.sin((2 * Math.PI * hour) / 24))
 * detectPeriod(readings)?.period.toFixed(1) // '24.0'
 * References: B. Quinn, P. Thomson, Estimating the frequency of a periodic function, Biometrika 78 (1991).
 * @see autocorrelate, detectPitch
 */
export function detectPeriod(
  signal: SignalLike,
  options: DetectPeriodOptions = {},
): PeriodEstimate | undefined {
  const given = readSignal(signal, 'signal')
  const { minPeriod = 2, maxPeriod = Math.max(given.length / 3, 2) } = readOptions(options, OPTIONS)
  requireNumber(minPeriod, 'minPeriod')
  requireNumber(maxPeriod, 'maxPeriod')
  requireRange(minPeriod, maxPeriod, given.length)
  requireFinite(given, 'signal', 'fill such gaps, or cut them out')
  return periodOf(given, minPeriod, maxPeriod)
}

function periodOf(signal: TypedSignal, minPeriod: number, maxPeriod: number): PeriodEstimate | undefined {
  const trend = new PolynomialTrend(signal.length, 3)
  const x = trend.removedFrom(signal)
  if (isRounding(x, signal)) return undefined
  const rhythm = new RhythmSearch(powerSpectrum(x), x.length, minPeriod, maxPeriod).find()
  if (rhythm === undefined) return undefined
  const period = Math.min(Math.max(1 / fittedFrequency(signal, rhythm, trend), minPeriod), maxPeriod)
  return { period, confidence: likenessAfter(period, x) }
}

function requireRange(minPeriod: number, maxPeriod: number, length: number): void {
  if (length < 4) throw new RangeError(`signal must have at least 4 samples, two periods of 2, got ${length}`)
  if (!(minPeriod >= 2)) throw new RangeError(`minPeriod must be at least 2 samples, got ${minPeriod}`)
  if (!(maxPeriod <= length / 2)) {
    throw new RangeError(
      `maxPeriod must be at most half of the signal, ${length / 2} samples, got ${maxPeriod}: pass a longer signal`,
    )
  }
  if (!(minPeriod <= maxPeriod)) {
    throw new RangeError(`minPeriod must be at most maxPeriod, ${maxPeriod}, got ${minPeriod}`)
  }
}

/** Whether a signal minus its trend is nothing but rounding errors. */
function isRounding(rest: Float64Array, signal: SignalLike): boolean {
  let greatest = 0
  for (let n = 0; n < signal.length; n++) greatest = Math.max(greatest, Math.abs(signal[n]))
  return rest.every((value) => Math.abs(value) <= 2 ** -46 * greatest)
}

/** The samples that have a whole period around them, minus the mean over it. A rhythm of that period is unchanged. */
function lessMovingMean(x: Float64Array, period: number): Float64Array {
  const sums = new Float64Array(x.length + 1)
  for (let n = 0; n < x.length; n++) sums[n + 1] = sums[n] + x[n]
  const rest = new Float64Array(x.length - period)
  const half = Math.floor(period / 2)
  for (let n = 0; n < rest.length; n++) {
    // An even number of samples has no middle: of one sample more, the first and the last count half.
    const sum = (sums[n + period] - sums[n] + sums[n + 1 + period] - sums[n + 1]) / 2
    rest[n] = x[n + half] - sum / period
  }
  return rest
}

/** Shorter periods are also checked at a multiple: the moving mean and the interpolation make neighbouring samples alike. */
const LEAST_LAG = 8

/** How similar the signal is to itself one period later, without its slower parts. */
function likenessAfter(period: number, x: Float64Array): number {
  const rest = lessMovingMean(x, Math.round(period))
  const count = Math.max(Math.min(Math.ceil(LEAST_LAG / period), Math.floor(rest.length / 2 / period)), 1)
  const maxLag = Math.min(Math.ceil(count * period) + REACH, rest.length - 1)
  const values = normalizedSquareDifference(rest, maxLag)
  const at = (lag: number): number =>
    valueAt((whole) => values[Math.min(Math.abs(whole), maxLag)], Math.min(lag, maxLag))
  return Math.min(Math.max(Math.min(at(period), at(count * period)), 0), 1)
}
