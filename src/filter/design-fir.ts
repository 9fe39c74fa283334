import { requireCount, requireNumber, requireOneOf, requirePositive } from '../require.js'
import { type FirWindow, requireFirWindow, symmetricWindow } from './fir-window.js'
import { frequencySampling, gainOf, type GainPoint } from './frequency-sampling.js'
import { minimumPhase } from './minimum-phase.js'
import { requireFrequency } from './require-frequency.js'
import { type Passbands, windowedSinc } from './windowed-sinc.js'

/** What all filters have. */
export interface FirBasics {
  /** Samples a second, in Hz. */
  readonly sampleRate: number
  /** The number of taps, L. */
  readonly length: number
  /** Default 'hamming'. */
  readonly window?: FirWindow
  /** 'linear' (default): symmetric, all frequencies late by (L − 1)/2 samples. 'minimum': as early as can be. */
  readonly phase?: 'linear' | 'minimum'
}

/** The options of `designFir`. */
export type FirOptions = FirBasics &
  (
    | { readonly type: 'lowpass' | 'highpass'; readonly cutoffHz: number }
    | { readonly type: 'bandpass' | 'bandstop'; readonly cutoffHz: readonly [low: number, high: number] }
    | { readonly type: 'magnitude'; readonly gains: readonly GainPoint[] }
  )

const TYPES = ['lowpass', 'highpass', 'bandpass', 'bandstop', 'magnitude'] as const

/**
 * Designs the kernel of a filter, for `convolve` and `Convolver`.
 *
 * lowpass, highpass, bandpass, bandstop: the ideal filter's response, a sum of sincs, under a window; at the cutoff the gain
 * is 1/2 (−6 dB), and it is just 1 at frequency 0, at the Nyquist frequency, or in the middle of the passband, whichever is
 * the first that is passed. As SciPy's `firwin`. magnitude: any gains, in straight lines between points `[frequencyHz, gain]`,
 * level before the first and after the last; two points at one frequency are a jump. As SciPy's `firwin2`, whose points
 * must reach from 0 to the Nyquist frequency.
 *
 * phase 'minimum' makes the kernel that `minimumPhase` gives: of the same length and magnitude, with little delay, but not
 * symmetric: frequencies are late by unlike times.
 *
 * A filter with an even number of taps and linear phase has gain 0 at the Nyquist frequency: `highpass`, `bandstop` and
 * gains that do not end there with 0 need an odd length.
 *
 * Cost: some 0.5 µs a tap; a transform of some 4L points ('magnitude') or four of 200L ('minimum').
 *
 * @param options Type and frequencies, sample rate, length, window and phase.
 * @returns L taps, as a new array.
 * @throws TypeError if a number is none. RangeError if the type, window or phase is unknown; if the length is no positive
 *   whole number, even where it must not be, or 2 where the window is 0 at both ends; if a cutoff is not between 0 and half the sample rate, or the two of a
 *   band do not rise; if gains are none, are negative or above 10³⁰⁰, or their frequencies do not rise or lie beyond half the sample rate;
 *   if there are more than 2²⁸ taps, or 2¹⁸ for 'magnitude' or phase 'minimum'.
 * @example
 * // A sensor's readings, 100 a second, without what is faster than 5 Hz:
 * const smooth = new Convolver(designFir({ type: 'lowpass', cutoffHz: 5, sampleRate: 100, length: 41 }))
 * smooth.process([1, 1, 1]).length // 3
 * // An equaliser: bass up by 6 dB, treble down by 6 dB, and no delay that could be heard.
 * const gains = [[100, 2], [400, 1], [4000, 1], [12000, 0.5]]
 * designFir({ type: 'magnitude', gains, sampleRate: 48000, length: 1023, phase: 'minimum' }).length // 1023
 * @see kaiserParameters for the length and window that a given attenuation needs
 *
 * References: A. V. Oppenheim, R. W. Schafer, Discrete-Time Signal Processing, 3rd ed. (2010), 7.5.
 */
export function designFir(options: FirOptions): Float64Array {
  const { type, sampleRate, length, window = 'hamming', phase = 'linear' } = options
  requireOneOf(type, TYPES, 'type')
  requirePositive(sampleRate, 'sampleRate')
  requireCount(length, 1, 'length')
  requireFirWindow(window)
  requireOneOf(phase, ['linear', 'minimum'], 'phase')
  const greatest = type === 'magnitude' || phase === 'minimum' ? GREATEST_TRANSFORMED : GREATEST_LENGTH
  if (length > greatest) {
    throw new RangeError(`length is ${length}: give at most ${greatest} for such a filter`)
  }
  const weights = symmetricWindow(window, length)
  requireWeight(weights)
  const taps = linearPhase(options, weights)
  return phase === 'minimum' ? Float64Array.from(minimumPhase(taps)) : taps
}

const GREATEST_TRANSFORMED = 2 ** 18
/** More than this is a mistake, and no typed array would hold all that is made on the way. */
const GREATEST_LENGTH = 2 ** 28
/** Sums of as many gains as a transform has points stay finite. */
const GREATEST_GAIN = 1e300

function linearPhase(options: FirOptions, window: Float64Array): Float64Array {
  const { type, length, sampleRate } = options
  if (type === 'magnitude') {
    const { gains } = options
    requireGains(gains, sampleRate)
    if (gainOf(gains, sampleRate / 2) !== 0) requireOdd(length, type)
    return frequencySampling(gains, window, sampleRate)
  }
  const passbands = passbandsOf(options)
  if (passbands.some(([, to]) => to === 1)) requireOdd(length, type)
  return windowedSinc(passbands, window)
}

function passbandsOf(options: Exclude<FirOptions, { type: 'magnitude' }>): Passbands {
  const { sampleRate } = options
  switch (options.type) {
    case 'lowpass':
      return [[0, edgeOf(options.cutoffHz, sampleRate)]]
    case 'highpass':
      return [[edgeOf(options.cutoffHz, sampleRate), 1]]
    case 'bandpass':
      return [edgesOf(options.cutoffHz, sampleRate)]
    case 'bandstop': {
      const [low, high] = edgesOf(options.cutoffHz, sampleRate)
      return [
        [0, low],
        [high, 1],
      ]
    }
  }
}

/** The frequency in parts of the Nyquist frequency. */
function edgeOf(cutoffHz: number, sampleRate: number, name = 'cutoffHz'): number {
  requireFrequency(cutoffHz, sampleRate, name)
  return cutoffHz / (sampleRate / 2)
}

function edgesOf(cutoffHz: readonly [number, number], sampleRate: number): [number, number] {
  if (!isPair(cutoffHz)) {
    throw new TypeError('cutoffHz is no pair of numbers: give [low, high]')
  }
  const [low, high] = cutoffHz.map((edge, i) => edgeOf(edge, sampleRate, `cutoffHz[${i}]`))
  if (low < high) return [low, high]
  throw new RangeError(`cutoffHz is [${cutoffHz.join(', ')}]: give the lower frequency first`)
}

function isPair(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2
}

function isListOfPairs(value: unknown): boolean {
  return Array.isArray(value) && value.every(isPair)
}

function requireGains(gains: readonly GainPoint[], sampleRate: number): void {
  if (!isListOfPairs(gains)) {
    throw new TypeError('gains is no array of pairs: give [[frequencyHz, gain], ...]')
  }
  if (gains.length === 0) throw new RangeError('gains is empty: give at least one [frequencyHz, gain]')
  for (const [i, [frequency, gain]] of gains.entries()) {
    requireNumber(frequency, `gains[${i}][0]`)
    requireNumber(gain, `gains[${i}][1]`)
    if (!(frequency >= 0 && frequency <= sampleRate / 2)) {
      throw new RangeError(
        `gains[${i}][0] is ${frequency}: give a frequency from 0 to half the sample rate, ${sampleRate / 2} Hz`,
      )
    }
    if (!(gain >= 0 && gain <= GREATEST_GAIN)) {
      throw new RangeError(`gains[${i}][1] is ${gain}: give a gain from 0 to ${GREATEST_GAIN}`)
    }
    requireRise(gains, i)
  }
}

/** Frequencies rise; two of them may be the same. */
function requireRise(gains: readonly GainPoint[], i: number): void {
  if (i >= 1 && gains[i - 1][0] > gains[i][0]) {
    throw new RangeError(`gains[${i}] is at ${gains[i][0]} Hz, below the one before: sort them by frequency`)
  }
  if (i >= 2 && gains[i - 2][0] === gains[i][0]) {
    throw new RangeError(`gains has three points at ${gains[i][0]} Hz: give at most two, for a jump`)
  }
}

/** Windows that are 0 at their ends leave nothing of two taps. */
function requireWeight(window: Float64Array): void {
  if (window.some((weight) => weight > 1e-12)) return
  throw new RangeError(`length is ${window.length}, but this window is 0 at both ends: give at least 3`)
}

function requireOdd(length: number, type: string): void {
  if (length % 2 === 1) return
  throw new RangeError(
    `length is ${length}, but a filter of type '${type}' that passes the Nyquist frequency has an odd number of taps: ` +
      `give ${length + 1}`,
  )
}
