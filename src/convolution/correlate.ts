import { requireSignal } from '../require.js'
import { type Samples, type SignalLike } from '../samples.js'
import { convolveChecked, type ConvolveOptions } from './convolve.js'

/**
 * Cross-correlates a signal with a template: how alike they are at every lag.
 *
 * c[ℓ] = Σₖ template[k]·signal[ℓ + k], with zeros beyond both ends of the signal; `correlationLags` gives ℓ for each
 * value. It is `convolve` with the template reversed, and follows the same rules for shapes, precision, values that are
 * not finite, cost and errors. No scaling; for scores in [−1, 1] the windows must be normalised.
 *
 * @param signal N samples.
 * @param template K samples, at least one.
 * @param options Mode and method, as for `convolve`.
 * @param out Where the result goes, of just its length. Default: a new array.
 * @returns The result, which is `out` where that was given.
 * @throws TypeError, RangeError as `convolve`.
 * @example
 * correlate([0, 0, 1, 2, 3, 0], [1, 2, 3], { mode: 'valid' })
 * // Float64Array [3, 8, 14, 8]: most alike at lag 2
 * @see correlationLags, convolve
 */
export function correlate(signal: Float32Array, template: SignalLike, options?: ConvolveOptions): Float32Array
export function correlate(
  signal: Float64Array | readonly number[],
  template: SignalLike,
  options?: ConvolveOptions,
): Float64Array
export function correlate(signal: SignalLike, template: SignalLike, options?: ConvolveOptions): Samples
export function correlate<Out extends Samples>(
  signal: SignalLike,
  template: SignalLike,
  options: ConvolveOptions,
  out: Out,
): Out
export function correlate(
  signal: SignalLike,
  template: SignalLike,
  options: ConvolveOptions = {},
  out?: Samples,
): Samples {
  requireSignal(signal, 'signal')
  requireSignal(template, 'template')
  return convolveChecked(signal, reversed(template), options, out, 'template')
}

/** A copy in the opposite order; a `Float32Array` stays one, all else becomes a `Float64Array`. */
export function reversed(signal: SignalLike): Samples {
  const copy = signal instanceof Float32Array ? new Float32Array(signal) : Float64Array.from(signal)
  return copy.reverse()
}
