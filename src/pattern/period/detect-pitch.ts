import {
  type OptionNames,
  readOptions,
  readSignal,
  requireInRange,
  requireNumber,
  requirePositive,
} from '../../require.js'
import type { SignalLike, TypedSignal } from '../../samples.js'
import { bandLimitedVertex, parabolicVertex, REACH, type Sequence, type Vertex } from '../peaks/vertex.js'
import { lessMean } from './less-mean.js'
import { normalizedSquareDifference } from './square-difference.js'
import { independentCount, voicingOf } from './voicing.js'

/** The options of `detectPitch`. */
export interface PitchOptions {
  /** Samples a second. */
  readonly sampleRate: number
  /** The lowest frequency searched. Two of its periods must fit into the window. Default: the lowest that fits. */
  readonly minHz?: number
  /** The highest frequency searched, at most half the sample rate. Default: a quarter of the sample rate. */
  readonly maxHz?: number
  /** The least clarity of a pitch. Default 0.7, or 0 with `minVoicing`. */
  readonly minClarity?: number
  /**
   * The least voicing of a pitch. Use it for sounds in noise of the same level, whose clarity is low. 0.99 is a good
   * choice. Default 0.
   */
  readonly minVoicing?: number
  /** The least level of a window with a pitch: its RMS value, less its mean, in dB re 1. Default −Infinity. */
  readonly minLevelDb?: number
}

/** The names of `PitchOptions`. */
export const PITCH_OPTIONS: OptionNames<PitchOptions> = {
  sampleRate: true,
  minHz: true,
  maxHz: true,
  minClarity: true,
  minVoicing: true,
  minLevelDb: true,
}

/** A pitch. */
export interface PitchEstimate {
  readonly frequencyHz: number
  /** How similar the window is to itself a period later, 0..1: 1 where it repeats exactly, some 1 − 1/SNR in white noise. */
  readonly clarity: number
  /**
   * How certain it is that the window repeats, 0..1: the probability that noise of its bandwidth is less clear at every lag.
   * It is close to 1 for sounds in noise of the same level, although their clarity is low.
   */
  readonly voicing: number
}

/** `PitchOptions`, checked and in samples. */
export interface PitchSearch {
  readonly sampleRate: number
  readonly minPeriod: number
  readonly maxPeriod: number
  readonly minClarity: number
  readonly minVoicing: number
  /** The least RMS value. */
  readonly minLevel: number
}

/**
 * A candidate is taken for the period if its height is this close to the best. A lower number picks a harmonic that a formant
 * lifts; a higher one picks a multiple of the period that noise or a rounded lag favours.
 */
const NEARLY_BEST = 0.95

/** A fraction of the period is taken instead if it is nearly as high, within what noise allows. */
const MOST_MULTIPLE = 4
const LEAST_PART = 0.8
const DEVIATIONS = 3
const TOLERANCE = 0.03

/** Variation below this part of the greatest sample is the rounding of a silent float32 signal. */
const ROUNDING = 2 ** -22

/**
 * Estimates the pitch of a window of sound: one voice or one string, whatever its overtones, even without its fundamental.
 *
 * McLeod's method: in the normalized square difference n[ℓ] = 2·Σ x[i]·x[i + ℓ] / Σ (x[i]² + x[i + ℓ]²), where x is the
 * window less its mean, every stretch above zero has one candidate, its highest lag. The first candidate that reaches
 * 0.95 of the highest is the period; its height is the clarity. Lags and heights are interpolated, and the period is averaged
 * over as many repetitions as there are lags for.
 *
 * A half, third or quarter of that period is taken instead if it is lower by no more than the noise in the window explains. Hum,
 * rumble and sympathetic strings count as noise. So a bass is not found an octave too low.
 *
 * The window must hold two periods of the lowest pitch: at 44,100 Hz, 2048 samples reach down to 43 Hz, 2940 to 30 Hz. More
 * periods make it steadier in noise, and slower to follow. A pitch above maxHz is reported as its fraction, 1/2, 1/3 …, that
 * lies in the range. No pitch is found where the window varies by no more than the rounding of float32 numbers, nor where it
 * holds a value that is not finite.
 *
 * Cost: one autocorrelation of the window, in float64. Allocates some arrays of its length.
 *
 * @param window The samples.
 * @param options Sample rate, range, and what makes a pitch: the least clarity, voicing and level.
 * @returns The pitch, or undefined if there is none.
 * @throws TypeError if the window is not an array of numbers, or an option is of the wrong kind. RangeError if the window has
 *   less than two periods of minHz, if the range is empty or reaches beyond half the sample rate, if minClarity or minVoicing
 *   is not in [0, 1], or if minLevelDb is NaN.
 * @example
 * const window = Float32Array.from({ length: 2048 }, (_, n) => Math.sin((2 * Math.PI * 440 * n) / 48_000))
 * detectPitch(window, { sampleRate: 48_000 })?.frequencyHz.toFixed(1) // '440.0'
 * References: P. McLeod, G. Wyvill, A smarter way to find pitch, Proc. International Computer Music Conference (2005).
 * @see PitchDetector, detectPeriod
 */
export function detectPitch(window: SignalLike, options: PitchOptions): PitchEstimate | undefined {
  const samples = readSignal(window, 'window')
  return pitchOf(samples, pitchSearch(readOptions(options, PITCH_OPTIONS), samples.length))
}

/** Checks the options for windows of a length. */
export function pitchSearch(options: PitchOptions, windowLength: number): PitchSearch {
  const { sampleRate, minVoicing = 0, minLevelDb = -Infinity } = options
  const { minClarity = options.minVoicing === undefined ? 0.7 : 0 } = options
  requirePositive(sampleRate, 'sampleRate')
  requireInRange(minClarity, 0, 1, 'minClarity')
  requireInRange(minVoicing, 0, 1, 'minVoicing')
  requireNumber(minLevelDb, 'minLevelDb')
  if (Number.isNaN(minLevelDb)) throw new RangeError('minLevelDb must be a number of dB, got NaN')
  const leastHz = (2 * sampleRate) / windowLength
  const { minHz = leastHz, maxHz = sampleRate / 4 } = options
  requirePositive(minHz, 'minHz')
  requireNumber(maxHz, 'maxHz')
  if (!(maxHz <= sampleRate / 2)) {
    throw new RangeError(`maxHz must be at most half the sample rate, ${sampleRate / 2}, got ${maxHz}`)
  }
  if (!(minHz < maxHz)) {
    throw new RangeError(
      `minHz must be below maxHz, ${maxHz}, got ${minHz}: pass a longer window or a wider range`,
    )
  }
  if (minHz < leastHz) {
    const length = Math.ceil((2 * sampleRate) / minHz)
    throw new RangeError(
      `minHz must be at least ${leastHz}, so that two periods fit into a window of ${windowLength}, got ${minHz}: ` +
        `pass a window of at least ${length} samples`,
    )
  }
  const minLevel = 10 ** (minLevelDb / 20)
  return {
    sampleRate,
    minPeriod: sampleRate / maxHz,
    maxPeriod: sampleRate / minHz,
    minClarity,
    minVoicing,
    minLevel,
  }
}

/** `detectPitch` after the checks. */
export function pitchOf(window: TypedSignal, search: PitchSearch): PitchEstimate | undefined {
  const x = lessMean(window, 'float64')
  if (!isHeard(x, window, search.minLevel)) return undefined
  // Beyond the greatest period, some lags more are what the interpolation wants.
  const maxLag = Math.min(Math.ceil(search.maxPeriod) + REACH, x.length - 1)
  const values = normalizedSquareDifference(x, maxLag)
  // It is the same at negative lags.
  const likeness = (lag: number): number => values[Math.min(Math.abs(lag), maxLag)]
  const lags = candidates(values, search)
  const first = firstOfNearlyBest(likeness, lags)
  if (first === undefined) return undefined
  const period = withoutMultiple(x, likeness, first, lags)
  const clarity = Math.min(period.value, 1)
  const voicing = voicingOf(values, period, x.length)
  if (clarity < search.minClarity || voicing < search.minVoicing) return undefined
  const { position } = refined(likeness, period, maxLag)
  return { frequencyHz: search.sampleRate / position, clarity, voicing }
}

/** Whether a window, which is finite then, is more than silence: by its level, and by the rounding of its samples. */
function isHeard(x: Float64Array, window: TypedSignal, minLevel: number): boolean {
  let greatest = 0
  let energy = 0
  for (let n = 0; n < x.length; n++) {
    greatest = Math.max(greatest, Math.abs(window[n]))
    energy += x[n] * x[n]
  }
  const level = Math.sqrt(energy / x.length)
  return level < Infinity && level > ROUNDING * greatest && level >= minLevel
}

/**
 * The period, or the part of it that it is a multiple of: one whose likeness is less by no more than noise may make it. What
 * is not the same after the period, 1 − n of the power, is taken for the noise.
 */
function withoutMultiple(
  x: Float64Array,
  likeness: Sequence,
  period: Vertex,
  lags: readonly number[],
): Vertex {
  let uncertainty: number | undefined
  for (const lag of lags) {
    const multiple = Math.round(period.position / lag)
    if (multiple < 2 || multiple > MOST_MULTIPLE) continue
    if (Math.abs(lag * multiple - period.position) > Math.max(TOLERANCE * period.position, multiple)) continue
    const part = bandLimitedVertex(likeness, lag)
    if (part.value < LEAST_PART * period.value) continue
    uncertainty ??= uncertaintyAt(x, period)
    if (period.value - part.value < DEVIATIONS * uncertainty) return part
  }
  return period
}

/**
 * The standard deviation of the likeness: √(2s(1 − s)/K) for noise that is the part s of the power and has K independent
 * samples. The noise, twice, is the difference of samples a period apart; hum, rumble and other strings have few.
 */
function uncertaintyAt(x: Float64Array, { position, value }: Vertex): number {
  const lag = Math.round(position)
  const difference = new Float64Array(x.length - lag)
  for (let n = 0; n < difference.length; n++) difference[n] = x[n + lag] - x[n]
  const share = Math.min(Math.max(1 - value, 0), 1)
  const count = independentCount(
    normalizedSquareDifference(difference, Math.min(lag, difference.length - 1)),
    x.length,
  )
  return Math.sqrt((2 * share * (1 - share)) / count)
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

/** The period from its 2nd, 4th, 8th … repetition, as far as they can be seen: an error of the lag is divided by their number. */
function refined(likeness: Sequence, period: Vertex, maxLag: number): Vertex {
  let { position } = period
  for (let count = 2; count * position + REACH < maxLag; count *= 2) {
    let lag = Math.round(count * position)
    if (likeness(lag - 1) > likeness(lag)) lag--
    else if (likeness(lag + 1) > likeness(lag)) lag++
    const top = parabolicVertex(likeness, lag)
    if (top.value < NEARLY_BEST * period.value) break
    position = top.position / count
  }
  return { position, value: period.value }
}
