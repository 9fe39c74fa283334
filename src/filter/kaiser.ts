import { type OptionNames, readOptions, requireInRange, requirePositive } from '../require.js'

/** The Kaiser window, by its shape β. 0 is rectangular; a greater β gives a lower stopband and a wider transition. */
export interface KaiserWindow {
  readonly kaiserBeta: number
}

/** The requirements of a filter. */
export interface KaiserRequirements {
  /** How far the stopband lies below 0 dB; the passband's ripple is then as small. At least 8. */
  readonly attenuationDb: number
  /** The width of the transition between passband and stopband; the cutoff is in its middle. */
  readonly transitionHz: number
  readonly sampleRate: number
}

/** The length and the window that meet the requirements: options for `designFir`. */
export interface KaiserParameters {
  readonly length: number
  readonly window: KaiserWindow
}

/**
 * Returns the length and the Kaiser window for a filter with a given attenuation and transition width, by Kaiser's formulas.
 *
 * β = 0.1102·(A − 8.7) for A > 50 dB, 0.5842·(A − 21)^0.4 + 0.07886·(A − 21) for A > 21 dB, else 0; and length = ⌈(A −
 * 7.95)/(2.285·Δω)⌉ + 1 with Δω = 2π·transition/sampleRate. This is SciPy's `kaiserord`, except that an even length is
 * increased to the next odd one. The filter can then pass the Nyquist frequency (`highpass`, `bandstop`) and delays by whole
 * samples. The formulas are empirical, and accurate to about a decibel.
 *
 * @param requirements Attenuation, transition and sample rate.
 * @returns Options to spread into those of `designFir`.
 * @throws TypeError if one of them is not a number. RangeError if the attenuation is not from 8 to 6000 dB, if the transition or
 *   the sample rate is not above 0, if the transition is wider than half the sample rate, or if it needs more than 2²⁸ taps.
 * @example
 * const sharp = kaiserParameters({ attenuationDb: 80, transitionHz: 20, sampleRate: 1000 })
 * sharp.length // 253
 * const taps = designFir({ type: 'lowpass', cutoffHz: 100, sampleRate: 1000, ...sharp })
 * @see designFir
 *
 * References: J. F. Kaiser, Nonrecursive digital filter design using the I₀-sinh window function, Proc. IEEE Int. Symp.
 * Circuits and Systems (1974).
 */
export function kaiserParameters(requirements: KaiserRequirements): KaiserParameters {
  const { attenuationDb, transitionHz, sampleRate } = readOptions(requirements, NAMES)
  requireInRange(attenuationDb, 8, GREATEST_ATTENUATION, 'attenuationDb')
  requirePositive(sampleRate, 'sampleRate')
  requirePositive(transitionHz, 'transitionHz')
  if (transitionHz > sampleRate / 2) {
    throw new RangeError(
      `transitionHz must be at most half the sample rate, ${sampleRate / 2}, got ${transitionHz}`,
    )
  }
  const order = Math.ceil(((attenuationDb - 7.95) / 2.285 / (2 * Math.PI * transitionHz)) * sampleRate)
  if (!(order < GREATEST_LENGTH)) {
    throw new RangeError(
      `transitionHz must be wide enough for ${GREATEST_LENGTH} taps at this rate and attenuation, got ${transitionHz}`,
    )
  }
  return { length: order + 1 + (order % 2), window: { kaiserBeta: kaiserBeta(attenuationDb) } }
}

const NAMES: OptionNames<KaiserRequirements> = { attenuationDb: true, transitionHz: true, sampleRate: true }

/** The greatest attenuation whose β `designFir` accepts. */
const GREATEST_ATTENUATION = 6000
/** The greatest length that `designFir` accepts. */
const GREATEST_LENGTH = 2 ** 28

/** β for an attenuation of A dB. */
export function kaiserBeta(attenuationDb: number): number {
  const excess = attenuationDb - 21
  if (attenuationDb > 50) return 0.1102 * (attenuationDb - 8.7)
  return excess > 0 ? 0.5842 * excess ** 0.4 + 0.07886 * excess : 0
}
