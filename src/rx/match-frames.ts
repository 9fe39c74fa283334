import { defer, finalize, map, type OperatorFunction } from 'rxjs'
import { FrameMatcher } from '../image/match/frame-matcher.js'
import { copiedImage, type Frame } from '../image/plane/frame.js'
import { MATCH_2D_OPTIONS, type Match2d, type Match2dOptions } from '../image/match/match-2d.js'
import type { Plane } from '../image/plane/plane.js'
import { readOptions } from '../require.js'

/**
 * Finds a template in each frame of a stream: `FrameMatcher` as an operator. It emits one list of matches per frame, best first,
 * which may be empty. Frames may differ in size.
 *
 * @param template A plane, or a frame in the browser's `ImageData` shape.
 * @param options What counts as a match; measure and mask.
 * @throws TypeError, RangeError as `FrameMatcher`, at once; in the stream for a value that is not a frame, or a frame that is too
 *   small.
 * @example
 * const template = { data: [1, 3, 2, 5], width: 2, height: 2 }
 * const frame = { data: [0, 0, 0, 0, 1, 3, 0, 2, 5, 0, 0, 0], width: 3, height: 4 }
 * const empty = { data: new Float32Array(12), width: 3, height: 4 }
 * of(frame, empty).pipe(
 *   matchFrames(template),
 *   map((matches) => matches.map(({ x, y }) => `${x}, ${y}`)),
 * ) // ['1, 1'], []
 */
export function matchFrames(
  template: Frame | Plane,
  options?: Match2dOptions,
): OperatorFunction<Frame | Plane, Match2d[]> {
  const own = readOptions(options, MATCH_2D_OPTIONS)
  new FrameMatcher(template, own).dispose()
  // A copy, so that later changes to the arrays have no effect.
  const copy = copiedImage(template, 'template')
  const { mask } = own
  const copies = mask === undefined ? own : { ...own, mask: copiedImage(mask, 'mask') }
  return (source) =>
    defer(() => {
      const matcher = new FrameMatcher(copy, copies)
      return source.pipe(
        map((frame) => matcher.process(frame)),
        finalize(() => matcher.dispose()),
      )
    })
}
