import type { OperatorFunction } from 'rxjs'
import { reversed } from '../convolution/correlate.js'
import { readSignal } from '../require.js'
import { precisionOf, type Samples, type SignalLike } from '../samples.js'
import { type ConvolverOptions, readConvolverOptions } from '../stream/convolver/convolver-options.js'
import { checkedTaps } from '../stream/convolver/kernel-taps.js'
import { convolve } from './convolve.js'

/**
 * Cross-correlates a stream of chunks with a template of K samples. The concatenated results are `correlate(signal, template)` of
 * the whole input. The value for the window that ends at sample n is emitted with sample n, so the first K − 1 values are those of
 * negative lags, and a match at lag ℓ appears at index ℓ + K − 1.
 *
 * @param template The samples to look for.
 * @param options Precision, block size and `initial`, as for `Convolver`.
 * @throws TypeError, RangeError as `Convolver`.
 * @example
 * from([[0, 1], [2, 0]]).pipe(correlate([1, 2])) // Float64Array [0, 2], [5, 2], [0]
 */
export function correlate(
  template: SignalLike,
  options?: ConvolverOptions,
): OperatorFunction<SignalLike, Samples> {
  const own = readConvolverOptions(options)
  const taps = readSignal(template, 'template')
  checkedTaps(taps, own.precision ?? precisionOf(taps), 'template')
  return convolve(reversed(taps), own)
}
