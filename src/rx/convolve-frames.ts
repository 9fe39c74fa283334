import { isObservable, type Observable, type OperatorFunction } from 'rxjs'
import { copiedImage, type Frame } from '../image/plane/frame.js'
import { FRAME_FILTER_OPTIONS, FrameFilter, type FrameFilterOptions } from '../image/frames/frame-filter.js'
import type { Plane } from '../image/plane/plane.js'
import { readOptions } from '../require.js'
import { through } from './through.js'
import { throughLatest } from './through-latest.js'

/**
 * Convolves the red, green and blue of each frame of a stream with a kernel: `FrameFilter` as an operator. Alpha is kept, unless
 * `alpha` is 'weight'. Each emitted frame is a new one, yours to keep. With a `pool`, frames are reused instead: for video, this
 * avoids one frame of garbage per picture.
 *
 * If the kernel is an Observable, the source is subscribed to when it emits its first kernel, and each further kernel takes over
 * with the next frame. The stream ends with the source, even if more kernels could come.
 *
 * @param kernel A plane, or an Observable of planes.
 * @param options Boundary ('reflect' by default), method, alpha, pool, and the response to a change of size, as for `FrameFilter`.
 * @throws TypeError, RangeError as `FrameFilter`: at once for a fixed kernel; in the stream for an Observable, also if it completes
 *   without a kernel, and for values that are not frames.
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
  // The empty list that a filter returns at the end is not emitted.
  return operator as OperatorFunction<Frame, Frame>
}

function throughFixed(
  kernel: Plane,
  create: (plane: Plane) => FrameFilter,
): OperatorFunction<Frame, Frame | readonly []> {
  // Errors are reported at the call, and later changes to the array have no effect.
  create(kernel).dispose()
  const copy = copiedImage(kernel, 'kernel')
  return through<Frame, Frame | readonly []>(() => create(copy))
}
