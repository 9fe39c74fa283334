import type { OwnFloat32Array, OwnFloat64Array, Samples, SignalLike } from '../samples.js'
import { analyticSignal } from './analytic-signal.js'

/**
 * Returns the envelope of a signal: the magnitude of its analytic signal.
 *
 * e[n] = √(x[n]² + H(x)[n]²). It is that of a narrow band, such as a modulated carrier or a filtered vibration: take the mean off
 * first, and filter what does not belong to it. Precision, ends, cost and values that are not finite: as `analyticSignal`.
 *
 * @param signal N samples, at most 2²⁰.
 * @returns N samples, as a new array.
 * @throws TypeError if the signal is not an array of numbers. RangeError if it has more than 2²⁰ samples.
 * @example
 * envelope([2, 0, -2, 0]) // Float64Array [2, 2, 2, 2]
 * @see analyticSignal
 */
export function envelope(signal: Float32Array): OwnFloat32Array
export function envelope(signal: Float64Array | readonly number[]): OwnFloat64Array
export function envelope(signal: SignalLike): Samples
export function envelope(signal: SignalLike): Samples {
  const { re, im } = analyticSignal(signal)
  for (let n = 0; n < re.length; n++) im[n] = Number.isNaN(im[n]) ? NaN : Math.hypot(re[n], im[n])
  return im
}
