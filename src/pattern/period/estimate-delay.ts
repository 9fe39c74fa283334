import {
  type OptionNames,
  readOptions,
  readSignal,
  requireBoolean,
  requireCount,
  requireFinite,
  requireOneOf,
} from '../../require.js'
import type { SignalLike, TypedSignal } from '../../samples.js'
import { GREATEST_SIZE } from '../../transform/block-transform.js'
import { REACH } from '../peaks/vertex.js'
import { findDelay } from './find-delay.js'
import { atLevelZero } from './level.js'
import { phaseTransform } from './phase-correlation.js'

/** The options of `estimateDelay`. */
export interface EstimateDelayOptions {
  /** 'correlation' (default): cross-correlation. 'phat': from the phases alone, which suppresses echoes and coloration. */
  readonly method?: 'correlation' | 'phat'
  /** The greatest delay in samples, in either direction. Default: the greatest that the longer signal allows. */
  readonly maxLag?: number
  /**
   * Whether the means of the signals are subtracted. By default they are, with one exception: if a signal begins and ends with the
   * same value, and at least a quarter of its samples have it, like pulses on a level, that level is subtracted from both.
   */
  readonly demean?: boolean
  /** 'positive' (default), or 'both' if `b` may be an inverted copy. The confidence is then negative. */
  readonly polarity?: 'positive' | 'both'
}

const OPTIONS: OptionNames<EstimateDelayOptions> = {
  method: true,
  maxLag: true,
  demean: true,
  polarity: true,
}

/** A delay. */
export interface DelayEstimate {
  /** In samples, with a fraction: positive if `b` comes later than `a`. */
  readonly delay: number
  /**
   * How similar the signals are at that delay, 0..1: 1 for equal signals, or for equal phases with method 'phat'. With polarity
   * 'both' it is −1..1, negative for an inverted copy.
   */
  readonly confidence: number
}

/**
 * Estimates the delay between two recordings of one source: the d for which b[n] is most like a[n − d].
 *
 * With method 'correlation', d is the lag of the greatest c[ℓ] = Σₙ a[n]·b[n + ℓ], where the means of both signals are subtracted
 * (see `demean`), and zeros follow beyond their ends. With 'phat', c is the inverse transform of A̅·B/|A·B|: all frequencies
 * count the same, so that the echoes of a room or the coloration of a loudspeaker do not smear the peak. 'phat' suits wide-band
 * signals with little noise; almost empty bins are left out. The peak is searched at whole and half lags and refined by
 * band-limited interpolation. For wide-band signals 'correlation' is exact to some thousandths of a sample, and 'phat' to a
 * tenth, as the ends of the signals are noise to it.
 *
 * Computed in float64. Cost: some N·log₂(maxLag) for 'correlation'; three transforms of both signals' length for 'phat'.
 * Allocates some arrays of the signals' length.
 *
 * @param a The signal that is expected to come first, of any length but 0.
 * @param b The other one, of any length but 0; its sample 0 has the same time as that of `a`.
 * @param options Method, greatest lag, whether means are removed, and the polarity.
 * @returns The delay, or undefined if there is none: a signal is flat, or nothing correlates.
 * @throws TypeError if a signal is not an array of numbers, or an option is of the wrong kind. RangeError if a signal is empty or
 *   holds a value that is not finite, if maxLag is not a whole number below the longer one's length, if the method or the
 *   polarity is unknown, or if 'phat' is given signals of more than 2²⁰ samples together.
 * @example
 * const { delay, confidence } = estimateDelay([0, 1, -1, 0, 0, 0], [0, 0, 0, 1, -1, 0])
 * delay.toFixed(2) // '2.00'
 * confidence.toFixed(2) // '1.00'
 * References: C. Knapp, G. Carter, The generalized correlation method for estimation of time delay, IEEE Trans. Acoust.
 * Speech Signal Process. 24 (1976).
 * @see correlate
 */
export function estimateDelay(
  a: SignalLike,
  b: SignalLike,
  options: EstimateDelayOptions = {},
): DelayEstimate | undefined {
  const [given, other] = [readFinite(a, 'a'), readFinite(b, 'b')]
  const longest = Math.max(given.length, other.length)
  const read = readOptions(options, OPTIONS)
  const { method = 'correlation', maxLag = longest - 1, demean, polarity = 'positive' } = read
  requireOneOf(method, ['correlation', 'phat'], 'method')
  requireOneOf(polarity, ['positive', 'both'], 'polarity')
  if (demean !== undefined) requireBoolean(demean, 'demean')
  requireCount(maxLag, 0, 'maxLag')
  if (maxLag >= longest) {
    throw new RangeError(
      `maxLag must be less than the longer signal's length, ${longest} samples, got ${maxLag}`,
    )
  }
  const [x, y] = atLevelZero(given, other, demean)
  if (method === 'phat') requireRoom(x.length + y.length)
  // The transforms have room for both signals, and for the lags between their ends that the interpolation looks at.
  const fft = method === 'phat' ? phaseTransform(x.length + y.length + 2 * (REACH + 1)) : undefined
  const { position, value } = findDelay(x, y, { maxLag, isBoth: polarity === 'both', fft })
  return value === 0 ? undefined : { delay: position, confidence: value }
}

function requireRoom(length: number): void {
  if (length <= GREATEST_SIZE) return
  throw new RangeError(
    `a and b must have at most ${GREATEST_SIZE} samples together for method 'phat', got ${length}: choose 'correlation'`,
  )
}

/** A signal, checked. */
function readFinite(signal: SignalLike, name: string): TypedSignal {
  const samples = readSignal(signal, name)
  if (samples.length === 0) throw new RangeError(`${name} must have at least one sample, got none`)
  requireFinite(samples, name, 'fill such gaps, or cut them out')
  return samples
}
