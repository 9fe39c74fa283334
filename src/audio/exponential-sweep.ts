import { type OptionNames, readOptions, requirePositive } from '../require.js'

/** The options of `exponentialSweep`. */
export interface SweepOptions {
  /** The frequency at the start. */
  readonly fromHz: number
  /** The frequency at the end, at most half the sample rate. */
  readonly toHz: number
  /** The length. A longer sweep gives less noise in the measurement. */
  readonly seconds: number
  /** Samples a second, in Hz. */
  readonly sampleRate: number
}

/**
 * Generates a sine whose frequency rises exponentially, by the same number of octaves per second throughout. Play it into a room or
 * a device to measure its impulse response.
 *
 * x[n] = sin(2π·from·L·(exp(t/L) − 1)) with t = n/sampleRate and L = seconds/ln(to/from). The amplitude is 1, and the power falls
 * by 3 dB per octave, as in pink noise. The sweep starts at 0 and ends when it reaches the last frequency, without a fade, because
 * `measureImpulseResponse` does not need one. In the measured response, the k-th harmonic, as a loudspeaker adds it, comes L·ln k
 * earlier than the sound itself. L·ln 2 should therefore be longer than the room rings (0.5 s for 5 s from 20 Hz to 20 kHz).
 *
 * Play it at a fraction of full scale, and keep recording after its end for as long as the room rings.
 *
 * @param options Frequencies, length and sample rate.
 * @returns round(seconds·sampleRate) samples, as a new array.
 * @throws TypeError if an option is not a number. RangeError if one is not above 0 and finite, if the frequencies do not rise or
 *   exceed half the sample rate, or if the sweep has less than one sample or more than 2²¹.
 * @example
 * const sweep = exponentialSweep({ fromHz: 20, toHz: 20000, seconds: 1, sampleRate: 48000 })
 * sweep.length // 48000
 * sweep[0] // 0
 * @see measureImpulseResponse
 *
 * References: A. Farina, Simultaneous measurement of impulse response and distortion with a swept-sine technique, AES 108th
 * Convention (2000), eq. 13.
 */
export function exponentialSweep(options: SweepOptions): Float32Array {
  const { fromHz, toHz, seconds, sampleRate } = readOptions(options, OPTIONS)
  requirePositive(fromHz, 'fromHz')
  requirePositive(toHz, 'toHz')
  requirePositive(seconds, 'seconds')
  requirePositive(sampleRate, 'sampleRate')
  if (!(fromHz < toHz && toHz <= sampleRate / 2)) {
    throw new RangeError(
      `toHz must be above fromHz (${fromHz}) and at most half the sample rate (${sampleRate / 2}), got ${toHz}`,
    )
  }
  const length = Math.round(seconds * sampleRate)
  if (!(length >= 1 && length <= GREATEST_LENGTH)) {
    throw new RangeError(
      `seconds must make a sweep of 1 to ${GREATEST_LENGTH} samples, got ${seconds}, which makes ${length}`,
    )
  }
  const rate = seconds / Math.log(toHz / fromHz)
  return Float32Array.from({ length }, (_, n) => {
    // In whole periods first, because only the fraction counts.
    const turns = fromHz * rate * Math.expm1(n / sampleRate / rate)
    return Math.sin(2 * Math.PI * (turns - Math.floor(turns)))
  })
}

const OPTIONS: OptionNames<SweepOptions> = { fromHz: true, toHz: true, seconds: true, sampleRate: true }

/** The most samples that can be measured: the recording has at least the same length and counts as well. */
const GREATEST_LENGTH = 2 ** 21
