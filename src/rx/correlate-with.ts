import { concatAll, type Observable, type OperatorFunction } from 'rxjs'
import {
  CROSS_CORRELATOR_OPTIONS,
  CrossCorrelator,
  type CrossCorrelatorOptions,
} from '../pattern/period/cross-correlator.js'
import { readOptions } from '../require.js'
import type { Samples, SignalLike } from '../samples.js'
import { pairedWith } from './paired-with.js'

/**
 * Emits the cross-correlation of each pair of windows of two streams of chunks, or of single numbers: `CrossCorrelator` as an
 * operator, with the source as `a` and `other` as `b`.
 *
 * The source is subscribed to first. Samples of the stream that is ahead are held, up to `maxAhead`. (If both emit synchronously,
 * as `from` does, all of the source arrives first.) RxJS cannot make a source wait, so beyond that the stream fails or, with
 * `overflow: 'gap'`, continues with NaN for the missing samples. If either stream fails, the result fails and the other stream is
 * unsubscribed from. When one completes, the result completes as soon as the other has reached the same length.
 *
 * @param other The stream to compare with.
 * @param options Window, hop, greatest lag, scale, precision, and what happens when one stream stalls.
 * @throws TypeError if `other` is not an Observable. TypeError, RangeError as `CrossCorrelator`, at once.
 * @example
 * const b$ = from([[0, 1, 2, 0], [5, 0, 0, 5]])
 * from([[1, 2, 0, 0, 5, 0, 0, 5]]).pipe(correlateWith(b$, { window: 4, maxLag: 1 })) // Float64Array [0, 2, 5], [0, 50, 0]
 */
export function correlateWith(
  other: Observable<SignalLike | number>,
  options: CrossCorrelatorOptions,
): OperatorFunction<SignalLike | number, Samples> {
  const own = readOptions(options, CROSS_CORRELATOR_OPTIONS)
  new CrossCorrelator(own).dispose()
  const paired = pairedWith(other, 'other', ['a', 'b'], () => new CrossCorrelator(own))
  return (source) => source.pipe(paired, concatAll())
}
