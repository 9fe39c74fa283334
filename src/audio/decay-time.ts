import { readSignal, requireFinite, requirePositive } from '../require.js'
import { type SignalLike } from '../samples.js'
import { type BackwardIntegral, backwardIntegral } from './backward-integral.js'

/** How long a room rings. */
export interface DecayTime {
  /** The time in which the sound falls by 60 dB: T30, or T20 where the response has not the range for T30. */
  readonly rt60Seconds: number
  /** By the slope between −5 and −25 dB. */
  readonly t20Seconds: number | undefined
  /** By the slope between −5 and −35 dB. */
  readonly t30Seconds: number | undefined
}

/**
 * The reverberation time of a room by its impulse response.
 *
 * The energy that is still to come, E(t) = ∫ₜ^∞ h², falls smoothly (Schroeder). A line is fitted by least squares to
 * 10·log₁₀ E between −5 and −25 dB (T20) and between −5 and −35 dB (T30) below its beginning, and continued to −60 dB: the
 * evaluation ranges of ISO 3382-1. It begins where the response first comes within 20 dB of its peak. The noise, by its power
 * in the last tenth of the response, is taken off; the integral ends where the sound has sunk into it, and what
 * lies beyond is added as if the decay went on.
 *
 * A range is left out where the sound at its lower end is less than 10 dB above the noise, or above where the response was
 * cut off: there is no telling then.
 *
 * Error: some 1 or 2 % for diffuse decays, by their own chance. Responses whose slope changes (coupled rooms) have no one
 * decay time; T20 and T30 then differ.
 *
 * Cost: some 10 ns for each sample. Allocates an array of the response's length.
 *
 * @param response One channel, all finite.
 * @param sampleRate Samples a second, in Hz.
 * @returns The times, or undefined where the response has not the range for T20: silence, noise, a filter of few taps.
 * @throws TypeError if the response is not an array of numbers. RangeError if it holds a value that is not finite, or the
 *   sample rate is not above 0.
 * @example
 * // Falls by 60 dB in 0.5 s:
 * const response = Float32Array.from({ length: 8000 }, (_, n) => 10 ** (-3 * n / 4000) * (n % 2 === 0 ? 1 : -1))
 * decayTime(response, 8000)?.rt60Seconds.toFixed(3) // '0.500'
 *
 * References: M. R. Schroeder, New method of measuring reverberation time, J. Acoust. Soc. Am. 37 (1965). ISO 3382-1:2009.
 */
export function decayTime(response: SignalLike, sampleRate: number): DecayTime | undefined {
  const samples = readSignal(response, 'response')
  requireFinite(samples, 'response')
  requirePositive(sampleRate, 'sampleRate')
  const integral = backwardIntegral(samples, sampleRate)
  if (integral === undefined) return undefined
  const [t20, t30] = [-25, -35].map((lowerDb) => timeByRange(integral, lowerDb))
  if (t20 === undefined) return undefined
  const t20Seconds = t20 / sampleRate
  const t30Seconds = t30 === undefined ? undefined : t30 / sampleRate
  return { rt60Seconds: t30Seconds ?? t20Seconds, t20Seconds, t30Seconds }
}

/** Where the fits begin: below the direct sound and the first reflections. */
const UPPER_DB = -5

/** How far the sound must lie above the noise, as a power: 10 dB. */
const LEAST_ABOVE_NOISE = 10

/**
 * How often the tail beyond the end is re-estimated. It is small beside what the fit looks at, and so settles at once.
 */
const ROUNDS = 3

/** The samples in which the sound falls by 60 dB, or undefined where the range down to `lowerDb` cannot be trusted. */
function timeByRange({ energy, noise }: BackwardIntegral, lowerDb: number): number | undefined {
  let tail = 0
  for (let round = 1; ; round++) {
    const fit = fitDecay(energy, tail, lowerDb)
    if (fit === undefined) return undefined
    // Power falls by e in so many samples; so much energy follows where it is 1.
    const constant = fit.samples / (6 * Math.LN10)
    if (round === ROUNDS) return fit.last / constant >= LEAST_ABOVE_NOISE * noise ? fit.samples : undefined
    tail = noise * constant
  }
}

interface DecayFit {
  /** In which the line falls by 60 dB. */
  readonly samples: number
  /** The energy at the lower end of the range. */
  readonly last: number
}

/** The line through 10·log₁₀(energy + tail) from −5 to `lowerDb`, by least squares; undefined where it does not fall so far. */
function fitDecay(energy: Float64Array, tail: number, lowerDb: number): DecayFit | undefined {
  const whole = energy[0] + tail
  const from = firstBelow(energy, whole * 10 ** (UPPER_DB / 10) - tail, 0)
  const to = firstBelow(energy, whole * 10 ** (lowerDb / 10) - tail, from)
  const count = to - from
  if (to === energy.length || count < LEAST_COUNT) return undefined
  const middle = (count - 1) / 2
  let moment = 0
  for (let i = 0; i < count; i++) moment += (i - middle) * 10 * Math.log10((energy[from + i] + tail) / whole)
  const slope = moment / ((count * (count ** 2 - 1)) / 12)
  return { samples: -60 / slope, last: energy[to] + tail }
}

/** Fewer samples make no line. */
const LEAST_COUNT = 3

/** The first index from `from` on where the energy is at most `limit`, or the length. */
function firstBelow(energy: Float64Array, limit: number, from: number): number {
  let n = from
  while (n < energy.length && energy[n] > limit) n++
  return n
}
