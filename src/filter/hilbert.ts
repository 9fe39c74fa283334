import { type OptionNames, readOptions, requireCount } from '../require.js'
import type { OwnFloat64Array } from '../samples.js'
import { type FirWindow, symmetricWindow } from './fir-window.js'

/** The options of `hilbert`. */
export interface HilbertOptions {
  /** The number of taps, L, which is odd. The gain is within 1 % from about 2/L of the sample rate on, with the default window. */
  readonly length: number
  /** Default 'hamming'. */
  readonly window?: FirWindow
}

const OPTIONS: OptionNames<HilbertOptions> = { length: true, window: true }

const GREATEST_LENGTH = 2 ** 20

/**
 * Returns the kernel of a Hilbert transform: it delays the phase of all frequencies by 90°, so that cosines become sines.
 *
 * h[n] = w[n]·2/(πm) at odd m = n − (L − 1)/2, else 0: the ideal response under a window, scaled to a gain of exactly 1 at a
 * quarter of the sample rate. It is (L − 1)/2 samples late. With the input, delayed as much, as the real part, its output is the
 * imaginary part of the analytic signal of a stream, as of modulated radio. The gain falls to 0 at frequency 0 and at the Nyquist
 * frequency.
 *
 * For whole signals, `analyticSignal` has no transition at the ends of the spectrum. It is what SciPy calls `hilbert`.
 *
 * @param options Length and window.
 * @returns L taps, as a new array.
 * @throws TypeError if an option is of the wrong kind or unknown. RangeError if the length is not an odd number from 3 to 2²⁰, the
 *   window is unknown, or it leaves nothing (as one that is 0 at both ends, with three taps).
 * @example
 * const kernel = hilbert({ length: 31 })
 * const cosine = Array.from({ length: 64 }, (_, n) => Math.cos((Math.PI / 2) * n))
 * convolve(cosine, kernel, { mode: 'valid' })[2].toFixed(6) // '1.000000'
 * @see analyticSignal, envelope
 *
 * References: A. V. Oppenheim, R. W. Schafer, Discrete-Time Signal Processing, 3rd ed. (2010), 12.4.
 */
export function hilbert(options: HilbertOptions): OwnFloat64Array {
  const { length, window = 'hamming' } = readOptions(options, OPTIONS)
  requireCount(length, 3, 'length', GREATEST_LENGTH)
  if (length % 2 === 0) {
    throw new RangeError(`length must be odd, got ${length}: pass ${length + 1}`)
  }
  const middle = (length - 1) / 2
  const taps = symmetricWindow(window, length).map((weight, n) =>
    (n - middle) % 2 === 0 ? 0 : (2 * weight) / (Math.PI * (n - middle)),
  )
  // The gain at a quarter of the sample rate: Σ h·sin(πm/2), and the sine is 1, −1, … at m = 1, 3, ….
  let gain = 0
  for (let m = 1; m <= middle; m += 2) gain += 2 * taps[middle + m] * (m % 4 === 1 ? 1 : -1)
  if (!(Math.abs(gain) > LEAST_GAIN)) {
    throw new RangeError('window must leave a gain that is not 0, got zeros: use a greater length')
  }
  return taps.map((tap) => tap / gain)
}

const LEAST_GAIN = 1e-12
