import type { Frame } from '../plane/frame.js'
import { FrameFilter, type FrameFilterOptions } from './frame-filter.js'
import type { Plane } from '../plane/plane.js'

/**
 * Convolves the red, green and blue of a frame with a kernel, as `FrameFilter` does. Results are rounded and clamped to 0 …
 * 255, and alpha is kept (unless `alpha` is 'weight').
 *
 * @param frame RGBA, such as the ImageData of a canvas.
 * @param kernel The kernel, whose sides may be odd or even.
 * @param options Boundary ('reflect' by default), method, alpha.
 * @param out Receives the result: a frame of the same size, which may be `frame` itself. Default: a new frame.
 * @throws TypeError, RangeError as `FrameFilter`.
 * @example
 * const frame = { data: Uint8ClampedArray.of(10, 20, 30, 255, 20, 20, 20, 0), width: 2, height: 1 }
 * filterFrame(frame, { data: [2], width: 1, height: 1 }).data // Uint8ClampedArray [20, 40, 60, 255, 40, 40, 40, 0]
 * filterFrame(frame, sobel('x')).data // Uint8ClampedArray [0, 0, 0, 255, 0, 0, 0, 0]
 * @see FrameFilter for a stream of frames
 */
export function filterFrame(frame: Frame, kernel: Plane, options?: FrameFilterOptions, out?: Frame): Frame {
  const filter = new FrameFilter(kernel, options)
  try {
    return filter.process(frame, out)
  } finally {
    filter.dispose()
  }
}
