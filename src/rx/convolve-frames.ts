import { isObservable, type Observable, type OperatorFunction } from 'rxjs'
import { copiedImage, type Frame } from '../image/plane/frame.js'
import { FRAME_FILTER_OPTIONS, FrameFilter, type FrameFilterOptions } from '../image/frames/frame-filter.js'
import type { Plane } from '../image/plane/plane.js'
import { readOptions } from '../require.js'
import { through } from './through.js'
import { throughLatest } from './through-latest.js'

/**
 * Convolves the red, green and blue of each frame of a stream with a kernel: `FrameFilter` as an operator. Alpha is kept, unless
 * `alpha` is 'weight'. Each frame that is emitted is a new one, the receiver's to keep, unless a `pool` of them is asked for: for
 * video, that saves a frame of garbage for each picture.
 *
 * Where the kernel is an Observable, its first kernel starts the stream (the source is subscribed to then), and each further
 * one takes over with the next frame. The stream ends with the source, whether or not more kernels could come.
 *
 * @param kernel A plane, or an Observable of planes.
 * @param options Boundary ('reflect' by default), method, alpha, pool, and what a change of size does, as for `FrameFilter`.
 * @throws TypeError, RangeError as `FrameFilter`: at once for a fixed kernel; in the stream for an Observable, also when it
 *   completes without a kernel, and for frames that are none.
 * @example
 * const frame = { data: Uint8ClampedArray.of(10, 20, 30, 255), width: 1, height: 1 }
 * of(frame).pipe(convolveFrames(sharpen()), map(({ data }) => data)) // Uint8ClampedArray [10, 20, 30, 255]
 * @see convolveTime, fromVideo
 */
export function convolveFrames(
  kernel: Plane | Observable<Plane>,
  options?: FrameFilterOptions,
): OperatorFunction<Frame, Frame> {
  const own = readOptions(options, FRAME_FILTER_OPTIONS)
  const create = (plane: Plane): FrameFilter => new FrameFilter(plane, own)
  const operator: OperatorFunction<Frame, Frame | readonly []> = isObservable(kernel)
    ? throughLatest(kernel, create, (filter, next) => filter.setKernel(next))
    : throughFixed(kernel, create)
  // The empty list that a filter owes at the end is not emitted.
  return operator as OperatorFunction<Frame, Frame>
}

function throughFixed(
  kernel: Plane,
  create: (plane: Plane) => FrameFilter,
): OperatorFunction<Frame, Frame | readonly []> {
  // What is wrong is reported where it was given, and what the array holds later changes nothing.
  create(kernel).dispose()
  const copy = copiedImage(kernel, 'kernel')
  return through<Frame, Frame | readonly []>(() => create(copy))
}
