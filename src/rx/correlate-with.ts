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
 * The source is subscribed to first. What one stream is ahead by is held, up to `maxAhead` samples: of two that emit all at
 * once, as `from` does, the first comes as a whole. RxJS cannot make a source wait, so beyond that the stream fails or, with
 * `overflow: 'gap'`, goes on with NaN for the samples owed. When either stream fails, the result fails, and the other one is
 * left. When one completes, the result completes as soon as the other one has come as far.
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
  const paired = pairedWith(other, () => new CrossCorrelator(own))
  return (source) => source.pipe(paired, concatAll())
}
