import { concatAll, type OperatorFunction } from 'rxjs'
import { MatrixProfiler, type MatrixProfilerOptions } from '../pattern/matrix-profile/matrix-profiler.js'
import { Timed } from '../pattern/timed/timed.js'
import type { EventIn, TimedInput } from '../pattern/timed/timestamps.js'
import type { WindowPair } from '../pattern/matrix-profile/window-pair.js'
import { through } from './through.js'

/**
 * Emits, for each window of a stream of chunks or of single numbers, the distance to its nearest neighbour among earlier windows:
 * `MatrixProfiler` as an operator. For readings `{ value, time }`, a result carries the time of the first reading of its window.
 *
 * @param windowLength The length of a window, at least 3.
 * @param options The length of the history, and the exclusion.
 * @throws TypeError, RangeError as `MatrixProfiler`, at once.
 * @example
 * const alarms = from([0, 1, 2, 1, 0, 1, 2, 1, 0, 2, 1, 0, 1, 2, 1, 0]).pipe(
 *   matrixProfile(4, { historyLength: 12 }),
 *   skip(4), // nothing is familiar at first
 *   filter(({ distance }) => distance > 1),
 *   map(({ index }) => index),
 * )
 * alarms // 6, 7, 8
 */
export function matrixProfile<Input extends TimedInput>(
  windowLength: number,
  options: MatrixProfilerOptions,
): OperatorFunction<Input, EventIn<Input, WindowPair>> {
  new MatrixProfiler(windowLength, options).dispose()
  const own = { ...options }
  return (source) =>
    source.pipe(
      through(() => new Timed<Input, WindowPair>(new MatrixProfiler(windowLength, own), windowLength)),
      concatAll(),
    )
}
