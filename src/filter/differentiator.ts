import { type OptionNames, readOptions, requireCount, requirePositive } from '../require.js'
import type { OwnFloat64Array } from '../samples.js'
import { type FirWindow, symmetricWindow } from './fir-window.js'

/** The options of `differentiator`. */
export interface DifferentiatorOptions {
  /**
   * The number of taps, L. An even number is exact up to the Nyquist frequency, but late by half a sample more than a whole
   * number.
   */
  readonly length: number
  /** Default 1: slopes are per sample. */
  readonly sampleRate?: number
  /** Default 'blackman': its ends are 0, as an odd length needs. */
  readonly window?: FirWindow
}

const OPTIONS: OptionNames<DifferentiatorOptions> = { length: true, sampleRate: true, window: true }

const GREATEST_LENGTH = 2 ** 20

/**
 * Returns a kernel that differentiates: its response is iω times a delay of (L − 1)/2 samples, up to near the Nyquist frequency.
 *
 * h[n] = w[n]·(cos πm/m − sin πm/(πm²)) at m = n − (L − 1)/2, the ideal response under a window, and 0 at m = 0; scaled so that
 * the slope of a straight line is exact. With an odd length the gain falls to 0 at the Nyquist frequency, over some 3/L of the
 * sample rate. Windows that do not end with 0, such as 'hamming', then change the gain by some per cent near frequency 0.
 *
 * It amplifies noise like all high frequencies: for noisy signals, use `savitzkyGolay`.
 *
 * @param options Length; sample rate and window.
 * @returns L taps, as a new array.
 * @throws TypeError if an option is of the wrong kind or unknown. RangeError if the length is not a whole number from 2 to 2²⁰,
 *   the sample rate is not above 0, the window is unknown, or it leaves no slope (as one that is 0 at both ends, with two or
 *   three taps).
 * @example
 * const slope = differentiator({ length: 15, sampleRate: 10 })
 * const line = Array.from({ length: 20 }, (_, n) => 3 * (n / 10))
 * convolve(line, slope, { mode: 'valid' })[0].toFixed(6) // '3.000000'
 * @see savitzkyGolay
 *
 * References: A. V. Oppenheim, R. W. Schafer, Discrete-Time Signal Processing, 3rd ed. (2010), 7.6.3.
 */
export function differentiator(options: DifferentiatorOptions): OwnFloat64Array {
  const { length, sampleRate = 1, window = 'blackman' } = readOptions(options, OPTIONS)
  requireCount(length, 2, 'length', GREATEST_LENGTH)
  requirePositive(sampleRate, 'sampleRate')
  const middle = (length - 1) / 2
  const taps = symmetricWindow(window, length).map((weight, n) => weight * ideal(n - middle))
  // What a line of slope 1 gives.
  const slope = taps.reduce((sum, tap, n) => sum + tap * (middle - n), 0)
  if (!(Math.abs(slope) > LEAST_SLOPE)) {
    throw new RangeError('window must leave a slope that is not 0, got zeros: use a length of at least 4')
  }
  return taps.map((tap) => (tap / slope) * sampleRate)
}

const LEAST_SLOPE = 1e-12

/** cos πm/m − sin πm/(πm²), where m is a whole number or half of an odd one. */
function ideal(m: number): number {
  if (m === 0) return 0
  if (Number.isInteger(m)) return (m % 2 === 0 ? 1 : -1) / m
  // sin πm is 1 at ½, −1 at 1½, 1 at 2½, and odd.
  const sine = Math.floor(Math.abs(m)) % 2 === 0 ? 1 : -1
  return (-Math.sign(m) * sine) / (Math.PI * m * m)
}
