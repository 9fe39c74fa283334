import { requireNumber, requireSignal } from '../require.js'
import { type Samples, type SignalLike } from '../samples.js'
import { asSamples } from './as-samples.js'
import { lessMean } from './mean.js'
import { normalizedSquareDifference } from './square-difference.js'
import { bandLimitedVertex, parabolicVertex, REACH, type Sequence, type Vertex } from './vertex.js'

/** The options of `detectPitch`. */
export interface PitchOptions {
  /** Samples a second. */
  readonly sampleRate: number
  /** The least frequency looked for. Two of its periods must fit into the window. Default: the least of which two do. */
  readonly minHz?: number
  /** The greatest frequency looked for, at most half the sample rate. Default: a quarter of the sample rate. */
  readonly maxHz?: number
  /** What is less clear than this is no pitch. Default 0.7. */
  readonly minClarity?: number
}

/** A pitch. */
export interface PitchEstimate {
  readonly frequencyHz: number
  /** How alike the window is to itself a period later, 0..1: 1 where it repeats exactly, some 1 − 1/SNR in white noise. */
  readonly clarity: number
}

/** `PitchOptions`, checked and in samples. */
export interface PitchSearch {
  readonly sampleRate: number
  readonly minPeriod: number
  readonly maxPeriod: number
  readonly minClarity: number
}

/**
 * A candidate is taken for the period if it is so near to the best one. A lower number takes the harmonic that a formant
 * lifts for the pitch; a higher one, a multiple of the period that noise or a rounded lag favours.
 */
const NEARLY_BEST = 0.95

/**
 * The pitch of a window of sound: one voice or one string, whatever its overtones, and also without its fundamental.
 *
 * McLeod's method: of the normalised square difference n[ℓ] = 2·Σ x[i]·x[i + ℓ] / Σ (x[i]² + x[i + ℓ]²), where x is the
 * window less its mean, every stretch above zero has one candidate, its highest lag. The first candidate of 0.95 of
 * the highest one is the period; its height is the clarity. Lags and heights are interpolated, and the period is taken from
 * as many repetitions as there are lags for.
 *
 * The window must hold two periods of the lowest pitch: at 44,100 Hz, 2048 samples reach down to 43 Hz, 2940 to 30 Hz. More
 * periods make it steadier in noise, and slower to follow. A pitch above maxHz is found as the part of it, 1/2, 1/3 …, that
 * lies in the range. No pitch is found in silence, nor where the window holds a value that is not finite.
 *
 * Cost: one autocorrelation of the window, in float64. Allocates some arrays of its length.
 *
 * @param window The samples.
 * @param options Sample rate, range, and the least clarity.
 * @returns The pitch, or undefined where there is none.
 * @throws TypeError if the window is no array of numbers. RangeError if the window has less than two periods of minHz, if the
 *   range is empty or reaches beyond half the sample rate, or if minClarity is not in [0, 1].
 * @example
 * const window = Float32Array.from({ length: 2048 }, (_, n) => Math.sin((2 * Math.PI * 440 * n) / 48_000))
 * detectPitch(window, { sampleRate: 48_000 })?.frequencyHz.toFixed(1) // '440.0'
 * References: P. McLeod, G. Wyvill, A smarter way to find pitch, Proc. International Computer Music Conference (2005).
 * @see PitchDetector, detectPeriod
 */
export function detectPitch(window: SignalLike, options: PitchOptions): PitchEstimate | undefined {
  requireSignal(window, 'window')
  return pitchOf(asSamples(window), pitchSearch(options, window.length))
}

/** Checks the options for windows of a length. */
export function pitchSearch(options: PitchOptions, windowLength: number): PitchSearch {
  const { sampleRate, minClarity = 0.7 } = options
  requireNumber(sampleRate, 'sampleRate')
  requireNumber(minClarity, 'minClarity')
  if (!(sampleRate > 0 && sampleRate < Infinity)) {
    throw new RangeError(`sampleRate is ${sampleRate}: give the samples a second, for example 48000`)
  }
  const leastHz = (2 * sampleRate) / windowLength
  const { minHz = leastHz, maxHz = sampleRate / 4 } = options
  requireNumber(minHz, 'minHz')
  requireNumber(maxHz, 'maxHz')
  if (!(minHz > 0)) throw new RangeError(`minHz is ${minHz}: give a frequency above 0`)
  if (!(maxHz <= sampleRate / 2)) {
    throw new RangeError(`maxHz is ${maxHz}: give at most half the sample rate, ${sampleRate / 2}`)
  }
  if (!(minHz < maxHz))
    throw new RangeError(`minHz is ${minHz} and maxHz is ${maxHz}: give a longer window or a wider range`)
  if (minHz < leastHz) {
    const length = Math.ceil((2 * sampleRate) / minHz)
    throw new RangeError(
      `minHz is ${minHz}, two periods of which are ${length} samples, but the window has ${windowLength}: ` +
        `give a window of at least ${length}, or a minHz of at least ${leastHz}`,
    )
  }
  if (!(minClarity >= 0 && minClarity <= 1)) {
    throw new RangeError(`minClarity is ${minClarity}: give a number from 0 to 1`)
  }
  return { sampleRate, minPeriod: sampleRate / maxHz, maxPeriod: sampleRate / minHz, minClarity }
}

/** `detectPitch` after the checks. */
export function pitchOf(window: Samples, search: PitchSearch): PitchEstimate | undefined {
  const x = lessMean(window, 'float64')
  if (!Number.isFinite(x[0])) return undefined
  // Beyond the greatest period, some lags more are what the interpolation wants.
  const maxLag = Math.min(Math.ceil(search.maxPeriod) + REACH, x.length - 1)
  const values = normalizedSquareDifference(x, maxLag)
  // It is the same at negative lags.
  const likeness = (lag: number): number => values[Math.min(Math.abs(lag), maxLag)]
  const period = firstOfNearlyBest(likeness, candidates(values, search))
  if (period === undefined || period.value < search.minClarity) return undefined
  const { position } = refined(likeness, period, maxLag)
  return { frequencyHz: search.sampleRate / position, clarity: Math.min(period.value, 1) }
}

/** The highest lag of each stretch above zero, but for the first stretch, that of lag 0. */
function candidates(values: Float64Array, { minPeriod, maxPeriod }: PitchSearch): number[] {
  const [least, greatest] = [Math.floor(minPeriod), Math.min(Math.ceil(maxPeriod), values.length - 2)]
  const lags: number[] = []
  let highest = 0
  for (let lag = 1; lag <= values.length; lag++) {
    if (values[lag] > 0) {
      if (highest < 0 || values[lag] > values[highest]) highest = lag
      continue
    }
    if (highest >= least && highest <= greatest) lags.push(highest)
    highest = -1
  }
  return lags
}

function firstOfNearlyBest(likeness: Sequence, lags: readonly number[]): Vertex | undefined {
  const best = lags.reduce((most, lag) => Math.max(most, likeness(lag)), 0)
  for (const lag of lags) {
    // A peak can be much higher than its samples, but not twice as high: the others need no interpolation.
    if (likeness(lag) < best / 2) continue
    const top = bandLimitedVertex(likeness, lag)
    if (top.value >= NEARLY_BEST * best) return top
  }
  return undefined
}

/** The period by its 2nd, 4th, 8th … repetition as far as they can be told: an error of the lag counts as little. */
function refined(likeness: Sequence, period: Vertex, maxLag: number): Vertex {
  let { position } = period
  for (let count = 2; count * position + REACH < maxLag; count *= 2) {
    let lag = Math.round(count * position)
    if (likeness(lag - 1) > likeness(lag)) lag--
    else if (likeness(lag + 1) > likeness(lag)) lag++
    const top = parabolicVertex(likeness, lag)
    if (top.value < NEARLY_BEST * period.value || Math.abs(top.position - count * position) > 1) break
    position = top.position / count
  }
  return { position, value: period.value }
}
