import {
  type OptionNames,
  readOptions,
  readSignal,
  requireCount,
  requireOneOf,
  withNames,
} from '../require.js'
import {
  precisionOf,
  type Samples,
  type SignalLike,
  type TypedSignal,
  type OwnFloat32Array,
  type OwnFloat64Array,
  type ResultOf,
} from '../samples.js'
import type { ComplexSamples, ComplexSignal } from '../complex.js'
import { complexExtent } from './complex-extent.js'
import { requireMethod } from './choose-method.js'
import { CONVOLVE_OPTIONS, type ConvolveOptions, requireNoOutput } from './convolve.js'
import { type ConvolutionTask, convolveExtent } from './convolve-extent.js'
import {
  CORRELATION_SCALES,
  type CorrelationScale,
  divideByLength,
  divideByNorms,
  divideByOverlap,
} from './correlation-scale.js'
import { requireMode } from './edges.js'
import { type Extent, extentOf } from './mode.js'
import { isComplex, type Parts, readComplex } from '../read-complex.js'
import { scaled } from './scaled.js'

/** The options of `correlate`. */
export interface CorrelateOptions extends ConvolveOptions {
  /** Computes only the lags −maxLag..maxLag, with lag 0 in the middle of the result. Used instead of a mode. */
  readonly maxLag?: number
  /** How the correlations are scaled. Default 'none'. */
  readonly normalize?: CorrelationScale
}

const OPTIONS: OptionNames<CorrelateOptions> = /* @__PURE__ */ withNames(CONVOLVE_OPTIONS, {
  maxLag: true,
  normalize: true,
})

/**
 * Cross-correlates a signal with a template, to measure their similarity at every lag.
 *
 * c[ℓ] = Σₖ template[k]·signal[ℓ + k], with zeros beyond both ends of the signal; `correlationLags` gives ℓ for each
 * value. It is `convolve` with the template reversed, and follows the same rules for shapes, precision, edges, whole numbers,
 * non-finite values, cost and errors.
 *
 * With `maxLag`, the result has 2·maxLag + 1 values for any lengths, and value i has lag i − maxLag. The value is 0 at lags
 * where the two do not overlap. If the peak has a positive lag, the content of the template comes that much later in the
 * signal. Few lags are computed directly.
 *
 * `normalize` divides c[ℓ], for N samples and K: 'biased' by max(N, K), 'unbiased' by the number of products in the sum at that
 * lag, and 'coefficient' by ‖signal‖₂·‖template‖₂, which gives values in [−1, 1], and ±1 only if one signal is a multiple of
 * the other. MATLAB's `xcorr` does the same. To scale each window by its own norm, use `matchProfile`. If one input is zero
 * throughout, the coefficients are 0. A non-finite value makes NaN of all coefficients.
 *
 * Complex signals, `{ re, im }`, as for `convolve`: the template is conjugated, as in SciPy, so that the peak has the phase between
 * both. They are not scaled: pass no `normalize`.
 *
 * @param signal N samples, real or complex.
 * @param template K samples, at least one, real or complex.
 * @param options Mode, method and edges, as for `convolve`; greatest lag; scale.
 * @param out Receives the result; must have exactly its length. Default: a new array.
 * @returns The result, which is `out` if you passed it.
 * @throws TypeError, RangeError as `convolve`. RangeError if maxLag is not a whole number from 0 to 2²⁸, or is combined with a
 *   mode or edges, if the scale is unknown, or if one is given for complex signals.
 * @example
 * correlate([0, 0, 1, 2, 3, 0], [1, 2, 3], { mode: 'valid' })
 * // Float64Array [3, 8, 14, 8]: most alike at lag 2
 * correlate([0, 3, 4], [3, 4, 0], { maxLag: 2, normalize: 'coefficient' })
 * // Float64Array [0, 0, 0.48, 1, 0.48]: the same, one sample later
 * @see correlationLags, convolve
 */
export function correlate(
  signal: Float32Array,
  template: SignalLike,
  options?: CorrelateOptions,
): OwnFloat32Array
export function correlate(
  signal: Float64Array | readonly number[],
  template: SignalLike,
  options?: CorrelateOptions,
): OwnFloat64Array
export function correlate(signal: SignalLike, template: SignalLike, options?: CorrelateOptions): Samples
export function correlate<Out extends Samples>(
  signal: SignalLike,
  template: SignalLike,
  options: CorrelateOptions,
  out: Out,
): Out
export function correlate<Part extends Samples>(
  signal: ComplexSamples<Part>,
  template: SignalLike | ComplexSignal,
  options?: CorrelateOptions,
): ComplexSamples<ResultOf<Part>>
export function correlate(
  signal: ComplexSignal,
  template: SignalLike | ComplexSignal,
  options?: CorrelateOptions,
): ComplexSamples
export function correlate(
  signal: SignalLike,
  template: ComplexSignal,
  options?: CorrelateOptions,
): ComplexSamples
export function correlate(
  signal: SignalLike | ComplexSignal,
  template: SignalLike | ComplexSignal,
  options?: CorrelateOptions,
  out?: Samples,
): Samples | ComplexSamples {
  if (isComplex(signal) || isComplex(template)) return correlateComplex(signal, template, options, out)
  const samples = readSignal(signal, 'signal')
  const taps = readSignal(template, 'template')
  const read = readOptions(options, OPTIONS)
  const { method = 'auto', edges = 'zero', normalize = 'none' } = read
  requireMethod(method)
  requireOneOf(normalize, CORRELATION_SCALES, 'normalize')
  const { extent, what } = extentOfLags(samples.length, taps.length, read)
  if (normalize !== 'none' && edges !== 'zero') {
    throw new RangeError(`edges must be 'zero' with normalize '${normalize}', got '${edges}'`)
  }
  const kernel = reversed(taps)
  const task = { signal: samples, kernel, extent, edges, method, out, name: 'template', what }
  if (normalize === 'coefficient') return coefficients(task)
  const result = convolveExtent(task)
  if (normalize === 'biased') divideByLength(result, samples.length, taps.length)
  if (normalize === 'unbiased')
    divideByOverlap(result, extent.start - taps.length + 1, samples.length, taps.length)
  return result
}

function correlateComplex(
  signal: SignalLike | ComplexSignal,
  template: SignalLike | ComplexSignal,
  options: CorrelateOptions | undefined,
  out: Samples | undefined,
): ComplexSamples {
  const samples = readComplex(signal, 'signal')
  const taps = readComplex(template, 'template')
  const read = readOptions(options, OPTIONS)
  const { method = 'auto', edges = 'zero', normalize = 'none' } = read
  requireMethod(method)
  requireOneOf(normalize, ['none'], 'normalize')
  requireNoOutput(out)
  const { extent } = extentOfLags(samples.re.length, taps.re.length, read)
  return complexExtent({ signal: samples, kernel: conjugated(taps), extent, edges, method, name: 'template' })
}

/** The conjugate, reversed. */
function conjugated({ re, im, precision }: Parts): Parts {
  return {
    re: reversed(re),
    im: im === undefined ? undefined : reversed(im).map((value) => -value),
    precision,
  }
}

/** Returns a reversed copy: a `Float32Array` of a `Float32Array`, else a `Float64Array`. */
export function reversed(signal: SignalLike): Samples {
  const copy = precisionOf(signal) === 'float32' ? new Float32Array(signal) : Float64Array.from(signal)
  return copy.reverse()
}

/** The part of the full convolution with the reversed template that holds the requested lags. */
function extentOfLags(
  signalLength: number,
  templateLength: number,
  options: CorrelateOptions,
): { extent: Extent; what: string } {
  const { mode = 'full', edges = 'zero', maxLag } = options
  requireMode(mode, edges)
  if (maxLag === undefined) {
    return { extent: extentOf(mode, signalLength, templateLength), what: `as mode '${mode}' gives` }
  }
  requireCount(maxLag, 0, 'maxLag', GREATEST_LAG)
  if (options.mode !== undefined) {
    throw new RangeError(`mode must be left out with maxLag, got '${mode}': maxLag chooses the lags`)
  }
  const extent = { start: templateLength - 1 - maxLag, length: 2 * maxLag + 1 }
  return { extent, what: `as maxLag ${maxLag} gives` }
}

/** A greater lag is a mistake: a result of this length takes 4 GiB. */
const GREATEST_LAG = 2 ** 28

/**
 * Divides the results by both norms. Works on copies of the inputs, scaled to a greatest magnitude near 1 so that no square
 * overflows.
 */
function coefficients(task: ConvolutionTask): Samples {
  const precision = precisionOf(task.signal)
  const signal = scaled(task.signal, precision).samples
  const kernel = scaled(task.kernel, precision).samples
  // The result may take the place of an input.
  const isFinite = areFinite(task.signal) && areFinite(task.kernel)
  const result = convolveExtent({ ...task, signal, kernel })
  if (isFinite) divideByNorms(result, signal, kernel)
  else result.fill(NaN)
  return result
}

/** Whether all samples are finite. `every` would call a function for each. */
export function areFinite(signal: TypedSignal): boolean {
  for (let n = 0; n < signal.length; n++) if (!Number.isFinite(signal[n])) return false
  return true
}
