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
 * Convolves each pixel of a stream of images with a few taps along time: `TemporalFilter` as an operator. It emits one image for
 * each image; before the first one, copies of it are assumed.
 *
 * @param taps taps[k] is the weight of the image that came k images ago.
 * @param options The response to a change of size, as for `TemporalFilter`.
 * @throws TypeError, RangeError as `TemporalFilter`: at once for the taps, in the stream for values that are not images.
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
  // Later changes to the arrays have no effect.
  const copy = Float64Array.from(readSignal(taps, 'taps'))
  type Result = FilteredInTime<Image>
  const operator = through<Image, Result | readonly []>(() => new TemporalFilter<Image>(copy, own))
  // The empty list that a filter returns at the end is not emitted.
  return operator as OperatorFunction<Image, Result>
}
