import { describe } from '../describe.js'
import {
  type OptionNames,
  readList,
  readOptions,
  requireBoolean,
  requireCount,
  requireInRange,
  requireOneOf,
  requirePositive,
} from '../require.js'
import { isSamples } from '../samples.js'
import { type FirWindow, symmetricWindow } from './fir-window.js'
import { frequencySampling, gainOf, type GainPoint } from './frequency-sampling.js'
import { minimumPhase } from './minimum-phase.js'
import { normalizedFrequency } from './normalized-frequency.js'
import { type Passbands, windowedSinc } from './windowed-sinc.js'

/** The options of all filters. */
export interface FirBasics {
  /** The sample rate in Hz. */
  readonly sampleRate: number
  /** The number of taps, L. */
  readonly length: number
  /** Default 'hamming'. */
  readonly window?: FirWindow
  /** 'linear' (default): symmetric, delays all frequencies by (L − 1)/2 samples. 'minimum': the least delay. */
  readonly phase?: 'linear' | 'minimum'
}

/** The options of filters that pass bands and stop others. */
export interface FirBands extends FirBasics {
  /** Whether to scale the taps so that the gain is exactly 1 in the first passband. Default true. */
  readonly scale?: boolean
}

/** The options of `designFir`. */
export type FirOptions =
  | (FirBands & { readonly type: 'lowpass' | 'highpass'; readonly cutoffHz: number })
  | (FirBands & {
      readonly type: 'bandpass' | 'bandstop'
      /** Two cutoffs for one band, or more for several, in rising order. */
      readonly cutoffHz: readonly [low: number, high: number, ...more: number[]]
    })
  | (FirBasics & { readonly type: 'magnitude'; readonly gains: readonly GainPoint[] })

type BandOptions = Exclude<FirOptions, { type: 'magnitude' }>

const TYPES = ['lowpass', 'highpass', 'bandpass', 'bandstop', 'magnitude'] as const

const OPTIONS: OptionNames<FirOptions> = {
  type: true,
  sampleRate: true,
  length: true,
  window: true,
  phase: true,
  cutoffHz: true,
  scale: true,
  gains: true,
}

/**
 * Designs the kernel of a filter, for `convolve` and `Convolver`.
 *
 * lowpass, highpass, bandpass, bandstop: the ideal filter's response, a sum of sincs, under a window; like SciPy's `firwin`. At
 * the cutoff the gain is 1/2 (−6 dB). In the first passband it is exactly 1: at frequency 0, at the Nyquist frequency, or in
 * the middle of the band (`scale: false` leaves the taps as they are). bandpass and bandstop take two or more cutoffs. From 0
 * on, bandpass stops, passes, stops, …, and bandstop passes, stops, passes, … from each cutoff to the next. magnitude: any
 * gains, in straight lines between points `[frequencyHz, gain]`, constant before the first and after the last; two points at
 * one frequency are a jump. It is like SciPy's `firwin2`, whose points must reach from 0 to the Nyquist frequency.
 *
 * phase 'minimum' returns the kernel of `minimumPhase`. It has the same length and magnitude and little delay. It is not
 * symmetric: the delay varies with frequency.
 *
 * A filter with an even number of taps and linear phase has gain 0 at the Nyquist frequency: filters that pass it, and
 * gains that do not end there with 0, need an odd length.
 *
 * Cost: about 0.5 µs per tap; a transform of about 4L points ('magnitude') or four of 200L ('minimum').
 *
 * @param options Type and frequencies, sample rate, length, window and phase.
 * @returns L taps, as a new array.
 * @throws TypeError if an option is of the wrong kind or unknown. RangeError if the type, window or phase is unknown; if the
 *   length is not a positive whole number, is even where it must not be, or is 2 where the window is 0 at both ends; if a
 *   cutoff is not between 0 and half the sample rate, or is so close to one of these that a band vanishes, or cutoffs do not
 *   rise; if gains are missing, negative or above 10³⁰⁰, or their frequencies do not rise or lie beyond half the sample rate;
 *   if there are more than 2²⁸ taps, or 2¹⁸ for 'magnitude' or phase 'minimum'.
 * @example
 * // A sensor's readings, 100 a second, without everything above 5 Hz:
 * const smooth = new Convolver(designFir({ type: 'lowpass', cutoffHz: 5, sampleRate: 100, length: 41 }))
 * smooth.process([1, 1, 1]).length // 3
 * // Hum of 50 Hz and its third harmonic taken out:
 * const cutoffHz = [45, 55, 145, 155]
 * designFir({ type: 'bandstop', cutoffHz, sampleRate: 1000, length: 501 }).length // 501
 * // An equaliser: bass up by 6 dB, treble down by 6 dB, and no delay that could be heard.
 * const gains = [[100, 2], [400, 1], [4000, 1], [12000, 0.5]]
 * designFir({ type: 'magnitude', gains, sampleRate: 48000, length: 1023, phase: 'minimum' }).length // 1023
 * @see kaiserParameters for the length and window that a given attenuation needs, windowOf for the windows
 *
 * References: A. V. Oppenheim, R. W. Schafer, Discrete-Time Signal Processing, 3rd ed. (2010), 7.5.
 */
export function designFir(options: FirOptions): Float64Array {
  const read = readOptions(options, OPTIONS)
  const { type, sampleRate, length, window = 'hamming', phase = 'linear' } = read
  requireOneOf(type, TYPES, 'type')
  requireOwnOptions(read)
  requirePositive(sampleRate, 'sampleRate')
  requireOneOf(phase, ['linear', 'minimum'], 'phase')
  const isTransformed = type === 'magnitude' || phase === 'minimum'
  requireCount(length, 1, 'length', isTransformed ? GREATEST_TRANSFORMED : GREATEST_LENGTH)
  const weights = symmetricWindow(window, length)
  requireWeight(weights)
  const taps = linearPhase(read, weights)
  return phase === 'minimum' ? Float64Array.from(minimumPhase(taps)) : taps
}

const GREATEST_TRANSFORMED = 2 ** 18
/** A greater length is a mistake, and no typed array could hold the intermediate results. */
const GREATEST_LENGTH = 2 ** 28
/** With gains up to this one, sums over all points of a transform stay finite. */
const GREATEST_GAIN = 1e300

/** Throws if an option belongs to filters of another type. */
function requireOwnOptions(options: FirOptions): void {
  const others = options.type === 'magnitude' ? ['cutoffHz', 'scale'] : ['gains']
  const wrong = others.find((name) => name in options)
  if (wrong === undefined) return
  throw new TypeError(`${wrong} must be left out of a filter of type '${options.type}'`)
}

function linearPhase(options: FirOptions, window: Float64Array): Float64Array {
  const { type, length, sampleRate } = options
  if (type === 'magnitude') {
    const gains = readGains(options.gains, sampleRate)
    if (gainOf(gains, sampleRate / 2) !== 0) requireOdd(length, type)
    return frequencySampling(gains, window, sampleRate)
  }
  const { scale = true } = options
  requireBoolean(scale, 'scale')
  const passbands = passbandsOf(options)
  if (passbands.some(([, to]) => to === 1)) requireOdd(length, type)
  return windowedSinc(passbands, window, scale)
}

/** The bands between the cutoffs, alternately stopped and passed. */
function passbandsOf({ type, cutoffHz, sampleRate }: BandOptions): Passbands {
  const isOne = type === 'lowpass' || type === 'highpass'
  const cutoffs = isOne
    ? [normalizedFrequency(cutoffHz, sampleRate, 'cutoffHz')]
    : readCutoffs(cutoffHz as readonly number[], sampleRate)
  const passesZero = type === 'lowpass' || type === 'bandstop'
  const edges = passesZero ? [0, ...cutoffs] : cutoffs
  if (edges.length % 2 === 1) edges.push(1)
  return Array.from({ length: edges.length / 2 }, (_, i) => [edges[2 * i], edges[2 * i + 1]] as const)
}

function readCutoffs(cutoffHz: readonly number[], sampleRate: number): number[] {
  const isList: boolean = Array.isArray(cutoffHz) || isSamples(cutoffHz)
  if (!isList || cutoffHz.length < 2) {
    throw new TypeError(
      `cutoffHz must be an array of two or more rising frequencies, such as [low, high], got ${describe(cutoffHz)}`,
    )
  }
  const edges = Array.from(cutoffHz, (edge, i) => normalizedFrequency(edge, sampleRate, `cutoffHz[${i}]`))
  const wrong = edges.findIndex((edge, i) => i > 0 && !(edges[i - 1] < edge))
  if (wrong < 0) return edges
  throw new RangeError(
    `cutoffHz[${wrong}] must be above cutoffHz[${wrong - 1}], ${cutoffHz[wrong - 1]} Hz, got ${cutoffHz[wrong]}`,
  )
}

function readGains(gains: readonly GainPoint[], sampleRate: number): GainPoint[] {
  const points = readList(gains, 'gains', 'pairs [frequencyHz, gain]').map((pair, i): GainPoint => {
    const [frequencyHz, gain, ...more] = readList(pair, `gains[${i}]`, 'frequency and gain')
    if (more.length > 0 || gain === (undefined as unknown)) {
      throw new TypeError(`gains[${i}] must be a pair [frequencyHz, gain], got ${pair.length} values`)
    }
    requireInRange(frequencyHz, 0, sampleRate / 2, `gains[${i}][0]`)
    requireInRange(gain, 0, GREATEST_GAIN, `gains[${i}][1]`)
    return [frequencyHz, gain]
  })
  if (points.length === 0)
    throw new RangeError('gains must have at least one pair [frequencyHz, gain], got none')
  for (let i = 1; i < points.length; i++) requireRise(points, i)
  return points
}

/** Throws unless frequencies rise; two of them may be equal. */
function requireRise(gains: readonly GainPoint[], i: number): void {
  if (gains[i - 1][0] > gains[i][0]) {
    throw new RangeError(
      `gains[${i}][0] must be at least the frequency before it, ${gains[i - 1][0]} Hz, got ${gains[i][0]}: sort them by frequency`,
    )
  }
  if (i >= 2 && gains[i - 2][0] === gains[i][0]) {
    throw new RangeError(`gains must have at most two points at ${gains[i][0]} Hz, for a jump, got three`)
  }
}

/** Throws if the window is zero: one that is 0 at both ends leaves nothing of two taps. */
function requireWeight(window: Float64Array): void {
  if (window.some((weight) => Math.abs(weight) > 1e-12)) return
  if (window.length > 2) throw new RangeError('window must have values that are not 0, got zeros alone')
  throw new RangeError(`length must be at least 3 for a window that is 0 at both ends, got ${window.length}`)
}

function requireOdd(length: number, type: string): void {
  if (length % 2 === 1) return
  throw new RangeError(
    `length must be odd for a filter of type '${type}' that passes the Nyquist frequency, got ${length}: ` +
      `pass ${length + 1}`,
  )
}
