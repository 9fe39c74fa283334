import { chooseMethod } from '../../convolution/choose-method.js'
import { type OptionNames, readOptions, readSignal, requireOneOf } from '../../require.js'
import {
  type Precision,
  precisionOf,
  type Samples,
  type SignalLike,
  type TypedSignal,
  zeros,
} from '../../samples.js'
import { allOrNothing } from '../../wasm/heap.js'
import { BlockProfile } from './block-profile.js'
import { PreparedTemplate } from './prepared-template.js'

/** How windows are compared: by a score in [−1, 1], or by a distance. */
export type Measure = 'zncc' | 'distance'

/** The options of `matchProfile`. */
export interface MatchProfileOptions {
  /** Default 'zncc'. */
  readonly measure?: Measure
}

export const MATCH_PROFILE_OPTIONS: OptionNames<MatchProfileOptions> = { measure: true }

/**
 * Compares every window of a signal with a template, regardless of the offset and scale of either.
 *
 * `zncc`, the zero-mean normalized cross-correlation (Pearson's coefficient), for M samples of template:
 * r[n] = Σₖ (template[k] − its mean)·(signal[n + k] − the window's mean) / (the product of both norms), in [−1, 1]; 1 for a
 * window that differs from the template only by an offset and a positive scale, −1 where the scale is negative. `distance`, the Euclidean
 * distance of both after z-normalization (as MASS and stumpy): √(2M(1 − r)), from 0 to 2√M.
 *
 * A window without variance, to the last digits of its own samples, has the score 0 and the distance √M. Where a sample is
 * not finite (or beyond 10¹⁴⁰), the M windows that touch it are NaN, and no others.
 *
 * Shapes: N and M samples give N − M + 1 values. Computed and returned in float32 if the signal is a `Float32Array`, else in
 * float64. Errors of r: some 10⁻⁷ in float32 and never beyond 10⁻⁴; some 10⁻¹⁵ in float64 and never beyond 10⁻⁸; offsets,
 * drifts and spikes do not increase them. Small distances are exact: windows for which the transform is not good enough
 * are recomputed, in float64 or by the definition.
 *
 * Cost: some log M operations a sample; windows by the definition cost M. Allocates the result, and working memory that is freed.
 *
 * @param signal N samples, at least M.
 * @param template M samples, from 3 to 2²⁰, all finite and not all the same.
 * @param options The measure.
 * @throws TypeError if an input is not an array of numbers. RangeError if the template is flat, holds a value that is not
 *   finite, is too short or longer than the signal, or the measure is unknown.
 * @example
 * const profile = matchProfile([0, 0, 1, 4, 7, 27, 7, 5], [1, 3, 1])
 * profile.map((r) => Math.round(100 * r) / 100)
 * // Float64Array [-0.5, -0.28, 0, -0.39, 1, -0.43]: a match at 4
 * matchProfile([7, 7, 7, 7], [1, 3, 1]) // Float64Array [0, 0]
 * @see findMatches, TemplateMatcher, correlate
 *
 * References: A. Mueen et al., The fastest similarity search algorithm for time series subsequences under Euclidean
 * distance (2017).
 */
export function matchProfile(
  signal: Float32Array,
  template: SignalLike,
  options?: MatchProfileOptions,
): Float32Array
export function matchProfile(
  signal: Float64Array | readonly number[],
  template: SignalLike,
  options?: MatchProfileOptions,
): Float64Array
export function matchProfile(signal: SignalLike, template: SignalLike, options?: MatchProfileOptions): Samples
export function matchProfile(
  signal: SignalLike,
  template: SignalLike,
  options?: MatchProfileOptions,
): Samples {
  const { samples, prepared, ...details } = readProfileTask(signal, template, options)
  const { precision, measure, size, windowCount } = details
  let profile: BlockProfile | undefined
  try {
    profile = allOrNothing(() => new BlockProfile(prepared, size, precision, measure))
    const out = zeros(windowCount, precision)
    for (let from = 0; from < out.length; from += profile.windowCount) profile.compute(samples, from, out)
    return out
  } finally {
    profile?.dispose()
    prepared.dispose()
  }
}

/** What `matchProfile` computes. */
export interface ProfileTask {
  readonly samples: TypedSignal
  readonly precision: Precision
  /** The caller disposes of it. */
  readonly prepared: PreparedTemplate
  readonly measure: Measure
  /** The size of the transforms. */
  readonly size: number
  readonly windowCount: number
}

/** Reads the arguments of `matchProfile`. @throws TypeError, RangeError as it does */
export function readProfileTask(
  signal: SignalLike,
  template: SignalLike,
  options: MatchProfileOptions | undefined,
): ProfileTask {
  const { measure = 'zncc' } = readOptions(options, MATCH_PROFILE_OPTIONS)
  requireOneOf(measure, ['zncc', 'distance'], 'measure')
  const samples = readSignal(signal, 'signal')
  const precision = precisionOf(samples)
  const prepared = PreparedTemplate.of(template)
  try {
    requireTemplateFits(samples.length, prepared.length)
    const { fftSize } = chooseMethod(samples.length, prepared.length, { mode: 'valid', precision })
    const windowCount = samples.length - prepared.length + 1
    return { samples, precision, prepared, measure, size: fftSize['overlap-add'], windowCount }
  } catch (error) {
    prepared.dispose()
    throw error
  }
}

/** Throws unless the template fits into the signal. */
export function requireTemplateFits(signalLength: number, templateLength: number, name = 'template'): void {
  if (templateLength <= signalLength) return
  throw new RangeError(
    `${name} must be no longer than the signal, which has ${signalLength} samples, got ${templateLength}`,
  )
}
