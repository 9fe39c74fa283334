import type { OperatorFunction } from 'rxjs'
import type { Plane } from '../image/plane/plane.js'
import {
  type FilteredInTime,
  TEMPORAL_FILTER_OPTIONS,
  TemporalFilter,
  type TemporalFilterOptions,
} from '../image/frames/temporal-filter.js'
import { readOptions, readSignal } from '../require.js'
import type { SignalLike } from '../samples.js'
import { through } from './through.js'

/**
 * Convolves each pixel of a stream of images with a few taps along time: `TemporalFilter` as an operator. An image is emitted
 * for every image, also for the first ones, before which others like the first are taken to have been.
 *
 * @param taps taps[k] weighs what came k images ago.
 * @param options What a change of size does, as for `TemporalFilter`.
 * @throws TypeError, RangeError as `TemporalFilter`: at once for the taps, in the stream for images that are none.
 * @example
 * const plane = (value) => ({ data: Float32Array.of(value), width: 1, height: 1 })
 * of(plane(1), plane(3), plane(6)).pipe(convolveTime([1, -1]), map(({ data }) => data[0])) // 0, 2, 3
 * @see convolveFrames for x and y
 */
export function convolveTime<Image extends Plane>(
  taps: SignalLike,
  options?: TemporalFilterOptions,
): OperatorFunction<Image, FilteredInTime<Image>> {
  const own = readOptions(options, TEMPORAL_FILTER_OPTIONS)
  new TemporalFilter(taps, own).dispose()
  // What is given later to the arrays changes nothing.
  const copy = Float64Array.from(readSignal(taps, 'taps'))
  type Result = FilteredInTime<Image>
  const operator = through<Image, Result | readonly []>(() => new TemporalFilter<Image>(copy, own))
  // The empty list that a filter owes at the end is not emitted.
  return operator as OperatorFunction<Image, Result>
}
