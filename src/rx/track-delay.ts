import { concatAll, type Observable, type OperatorFunction } from 'rxjs'
import {
  DELAY_TRACKER_OPTIONS,
  DelayTracker,
  type DelayTrackerOptions,
  type TrackedDelay,
} from '../pattern/period/delay-tracker.js'
import { readOptions } from '../require.js'
import type { SignalLike } from '../samples.js'
import { pairedWith } from './paired-with.js'

/**
 * Emits the delay between two streams of chunks, or of single numbers, and the drift of their clocks, window by window:
 * `DelayTracker` as an operator, with the source as `a` and `other` as `b`.
 *
 * The order of subscription, stalled streams, failure and completion are handled as in `correlateWith`.
 *
 * @param other The stream that may come later.
 * @param options Window, hop, greatest lag, method, polarity, history, and what happens when one stream stalls.
 * @throws TypeError if `other` is not an Observable. TypeError, RangeError as `DelayTracker`, at once.
 * @example
 * const noise = (n) => Math.sin(n * n)
 * const a = Float64Array.from({ length: 600 }, (_, n) => noise(n))
 * const b = Float64Array.from({ length: 600 }, (_, n) => noise(n - 5))
 * of(a).pipe(
 *   trackDelay(of(b), { window: 300, maxLag: 20 }),
 *   map(({ delay }) => Math.round(delay)),
 * ) // 5, 5
 * @see correlateWith
 */
export function trackDelay(
  other: Observable<SignalLike | number>,
  options: DelayTrackerOptions,
): OperatorFunction<SignalLike | number, TrackedDelay> {
  const own = readOptions(options, DELAY_TRACKER_OPTIONS)
  new DelayTracker(own).dispose()
  const paired = pairedWith(other, 'other', ['a', 'b'], () => new DelayTracker(own))
  return (source) => source.pipe(paired, concatAll())
}
