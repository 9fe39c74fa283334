import { readSignal, requireFinite, requirePositive } from '../require.js'
import { type SignalLike } from '../samples.js'
import { type BackwardIntegral, backwardIntegral } from './backward-integral.js'

/** How long a room reverberates. */
export interface DecayTime {
  /** The time in which the sound falls by 60 dB: T30, or T20 if the response does not have the range for T30. */
  readonly rt60Seconds: number
  /** The time extrapolated from the slope between −5 and −25 dB. */
  readonly t20Seconds: number | undefined
  /** The time extrapolated from the slope between −5 and −35 dB. */
  readonly t30Seconds: number | undefined
}

/**
 * Estimates the reverberation time of a room from its impulse response.
 *
 * The remaining energy, E(t) = ∫ₜ^∞ h², falls smoothly (Schroeder). A line is fitted by least squares to 10·log₁₀ E between −5 and
 * −25 dB (T20) and between −5 and −35 dB (T30) relative to its start, the evaluation ranges of ISO 3382-1, and extrapolated to −60
 * dB. E starts where the response first comes within 20 dB of its peak. The power of the noise, measured in the last tenth of the
 * response, is subtracted. The integral ends where the sound falls below the noise; the rest is added as if the decay continued.
 *
 * A range is omitted if the sound at its lower end is less than 10 dB above the noise, or above the level at which the response was
 * cut off: it cannot be measured then.
 *
 * Error: some 1 or 2 % for diffuse decays, due to their randomness. Responses whose slope changes (coupled rooms) do not have a
 * single decay time; T20 and T30 then differ.
 *
 * Cost: some 10 ns per sample. Allocates an array of the response's length.
 *
 * @param response One channel, all finite.
 * @param sampleRate The sample rate, in Hz.
 * @returns The times, or undefined if the response does not have the range for T20, such as silence, noise or a short filter.
 * @throws TypeError if the response is not an array of numbers. RangeError if a value is not finite, or the sample rate is not
 *   above 0.
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

/** The power ratio by which the sound must exceed the noise: 10 dB. */
const LEAST_ABOVE_NOISE = 10

/**
 * The number of times that the tail beyond the end is re-estimated. It is small compared with what is fitted, so it converges at
 * once.
 */
const ROUNDS = 3

/** The number of samples in which the sound falls by 60 dB, or undefined if the range down to `lowerDb` is not reliable. */
function timeByRange({ energy, noise }: BackwardIntegral, lowerDb: number): number | undefined {
  let tail = 0
  for (let round = 1; ; round++) {
    const fit = fitDecay(energy, tail, lowerDb)
    if (fit === undefined) return undefined
    // The number of samples in which the power falls by a factor of e, which is also the remaining energy where the power is 1.
    const constant = fit.samples / (6 * Math.LN10)
    if (round === ROUNDS) return fit.last / constant >= LEAST_ABOVE_NOISE * noise ? fit.samples : undefined
    tail = noise * constant
  }
}

interface DecayFit {
  /** The number of samples in which the line falls by 60 dB. */
  readonly samples: number
  /** The energy at the lower end of the range. */
  readonly last: number
}

/**
 * The least-squares line through 10·log₁₀(energy + tail) from −5 to `lowerDb`, or undefined if the energy does not fall that far.
 */
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

/** Fewer samples do not determine a line. */
const LEAST_COUNT = 3

/** The first index from `from` on where the energy is at most `limit`, or the length. */
function firstBelow(energy: Float64Array, limit: number, from: number): number {
  let n = from
  while (n < energy.length && energy[n] > limit) n++
  return n
}
