import { requireFinite, requireNumber, requireSignal } from '../require.js'
import { type SignalLike } from '../samples.js'
import { detrended } from './detrend.js'
import { findPeaks } from './find-peaks.js'
import { normalizedSquareDifference } from './square-difference.js'
import { bandLimitedVertex, parabolicVertex, REACH } from './vertex.js'

/** The options of `detectPeriod`. */
export interface DetectPeriodOptions {
  /** The least period looked for, in samples, at least 2, the default. */
  readonly minPeriod?: number
  /** The greatest one, at most half of the signal. Default: a third, for two periods alone are little evidence. */
  readonly maxPeriod?: number
}

/** A period. */
export interface PeriodEstimate {
  /** In samples, with a fraction. */
  readonly period: number
  /**
   * How much of what varies within a period is the same a period later, 0..1. Noise has some 0.1; a random walk has up to 0.7
   * at a third of its length: few repetitions are little evidence.
   */
  readonly confidence: number
}

/** The first candidate that stands out so far, as a part of the one that stands out farthest, is the period. */
const NEARLY_BEST = 0.8

/**
 * The period of what repeats in a series of readings: 24 in hourly temperatures, 12 in monthly ones.
 *
 * Of n[ℓ] = 2·Σ x[i]·x[i + ℓ] / Σ (x[i]² + x[i + ℓ]²), where x is the signal less the cubic polynomial that fits it
 * best, the peaks within the range are found. What counts is not how high a peak is but how far it stands out (its
 * prominence): a trend, or a longer rhythm, lifts all lags without making peaks. The first peak of 0.8 of the greatest
 * prominence is taken, and not a multiple of it that happens to be higher.
 *
 * Then what is slower is taken away: the mean over one such period about every sample. Of the rest, n[ℓ] at its peak is the
 * confidence, and the vertex of a parabola as wide as half the peak gives the fraction (of a narrow peak, band-limited
 * interpolation). Of several rhythms the strongest is found; the range lets one ask for another. Below 4 samples, a
 * period that is no whole number may be found as a multiple of it.
 *
 * Cost: two autocorrelations, in float64. Allocates some arrays of the signal's length.
 *
 * @param signal N samples, at least 4, all finite.
 * @param options The range of the periods.
 * @returns The period, or undefined where nothing stands out, as in a signal without any variation but a trend.
 * @throws TypeError if the signal is no array of numbers. RangeError if it is too short or holds a value that is not
 *   finite, if minPeriod is below 2 or above maxPeriod, or if maxPeriod is more than half of the signal.
 * @example
 * const readings = Array.from({ length: 240 }, (_, hour) => 15 + hour / 100 + 5 * Math.sin((2 * Math.PI * hour) / 24))
 * detectPeriod(readings)?.period.toFixed(1) // '24.0'
 * @see autocorrelate, detectPitch
 */
export function detectPeriod(
  signal: SignalLike,
  options: DetectPeriodOptions = {},
): PeriodEstimate | undefined {
  requireSignal(signal, 'signal')
  const { minPeriod = 2, maxPeriod = Math.max(signal.length / 3, 2) } = options
  requireNumber(minPeriod, 'minPeriod')
  requireNumber(maxPeriod, 'maxPeriod')
  requireRange(minPeriod, maxPeriod, signal.length)
  requireFinite(signal, 'signal', 'fill such gaps, or cut them out')
  const x = detrended(signal, 3)
  if (isRounding(x, signal)) return undefined
  const candidate = firstProminentLag(x, minPeriod, maxPeriod)
  if (candidate === undefined) return undefined
  return periodNear(candidate, lessMovingMean(x, candidate))
}

function requireRange(minPeriod: number, maxPeriod: number, length: number): void {
  if (length < 4) throw new RangeError(`signal has ${length} samples: give at least 4, two periods of 2`)
  if (!(minPeriod >= 2)) throw new RangeError(`minPeriod is ${minPeriod}: give at least 2 samples`)
  if (!(maxPeriod <= length / 2)) {
    throw new RangeError(
      `maxPeriod is ${maxPeriod}, two of which do not fit into ${length} samples: give at most ${length / 2}, or a longer signal`,
    )
  }
  if (!(minPeriod <= maxPeriod)) {
    throw new RangeError(
      `minPeriod is ${minPeriod} and maxPeriod is ${maxPeriod}: give a range that is not empty`,
    )
  }
}

/** Whether what is left of a signal without its trend is no more than the rounding of its numbers. */
function isRounding(rest: Float64Array, signal: SignalLike): boolean {
  let greatest = 0
  for (let n = 0; n < signal.length; n++) greatest = Math.max(greatest, Math.abs(signal[n]))
  return rest.every((value) => Math.abs(value) <= 2 ** -48 * greatest)
}

function firstProminentLag(x: Float64Array, minPeriod: number, maxPeriod: number): number | undefined {
  // To half a period beyond the range: a peak stands out from the troughs on both of its sides.
  const maxLag = Math.min(Math.ceil(1.5 * maxPeriod) + 1, x.length - 1)
  const { indices, prominences } = findPeaks(normalizedSquareDifference(x, maxLag), { prominence: 0 })
  const isInRange = (lag: number): boolean => lag >= Math.floor(minPeriod) && lag <= Math.ceil(maxPeriod)
  const best = prominences.reduce(
    (most, value, i) => (isInRange(indices[i]) ? Math.max(most, value) : most),
    0,
  )
  return indices.find((lag, i) => isInRange(lag) && prominences[i] >= NEARLY_BEST * best)
}

/** The samples that have a whole period about them, less the mean over it. What repeats with that period has none. */
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

function periodNear(candidate: number, x: Float64Array): PeriodEstimate | undefined {
  const maxLag = Math.min(2 * candidate + REACH, x.length - 1)
  const values = normalizedSquareDifference(x, maxLag)
  const { indices, widths } = findPeaks(values, { width: 0 })
  let best: number | undefined
  for (const [i, lag] of indices.entries()) {
    if (Math.abs(lag - candidate) > candidate / 4) continue
    if (best === undefined || values[lag] > values[indices[best]]) best = i
  }
  if (best === undefined) return undefined
  const lag = indices[best]
  const step = Math.min(Math.round(widths[best] / 4), maxLag - lag)
  const likeness = (at: number): number => values[Math.min(Math.abs(at), maxLag)]
  const { position, value } =
    step > 1 ? parabolicVertex(likeness, lag, step) : bandLimitedVertex(likeness, lag)
  return { period: position, confidence: Math.min(Math.max(value, 0), 1) }
}
