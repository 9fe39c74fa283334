import type { OwnUint8ClampedArray } from '../samples.js'
import { concatMap, defer, type Observable } from 'rxjs'
import type { Frame } from '../image/plane/frame.js'
import { FramePool } from '../image/frames/frame-pool.js'
import { type OptionNames, readOptions, requireCount } from '../require.js'
import { fromReadable, type ReadableLike } from './from-readable.js'

/** What is used of a WebCodecs `VideoFrame`. */
export interface VideoFrameLike {
  readonly visibleRect: { readonly width: number; readonly height: number } | null
  copyTo(destination: OwnUint8ClampedArray, options: { readonly format: 'RGBA' }): Promise<unknown>
  close(): void
}

/** The options of `fromVideo`. */
export interface FromVideoOptions {
  /**
   * How many frames pictures are copied to in turn. 0 (default): each gets a new frame, yours to keep. n: a frame is overwritten
   * when n more have come; 1 is enough for an operator that is done with a frame when it returns, such as `convolveFrames`.
   */
  readonly pool?: number
}

const FROM_VIDEO_OPTIONS: OptionNames<FromVideoOptions> = { pool: true }

/**
 * Emits the pictures of a video as frames: WebCodecs `VideoFrame`s, as the `readable` of a `MediaStreamTrackProcessor` or a
 * `VideoDecoder` gives them, copied to RGBA by the host, and closed. (The host's `copyTo` must convert to 'RGBA'.)
 *
 * A picture is asked for when the one before was emitted: none waits in between, and a camera leaves out what comes meanwhile.
 * When the subscriber leaves, the source is closed. Allocates a frame for each picture, or those of the `pool` once.
 *
 * @param source A Web `ReadableStream` or an iterable of video frames. It can be read once.
 * @param options Pool.
 * @throws TypeError, RangeError if the source cannot be read or the pool is not a whole number of at least 0: at once. In the
 *   stream, what the source or a copy fails with.
 * @example
 * const picture = {
 *   visibleRect: { width: 1, height: 1 },
 *   copyTo: async (data) => data.set([10, 20, 30, 255]),
 *   close: () => undefined,
 * }
 * fromVideo([picture]).pipe(convolveFrames(box(1)), map(({ data }) => data)) // Uint8ClampedArray [10, 20, 30, 255]
 * @see convolveFrames, fromReadable
 */
export function fromVideo(
  source: ReadableLike<VideoFrameLike>,
  options?: FromVideoOptions,
): Observable<Frame> {
  const { pool = 0 } = readOptions(options, FROM_VIDEO_OPTIONS)
  requireCount(pool, 0, 'pool')
  let copied: Promise<unknown> = Promise.resolve()
  const pictures = fromReadable(source, { ready: () => copied.catch(() => undefined) })
  return defer(() => {
    const frames = new FramePool(pool)
    return pictures.pipe(
      concatMap((picture) => {
        const copy = copyOf(picture, frames)
        copied = copy
        return copy
      }),
    )
  })
}

async function copyOf(picture: VideoFrameLike, frames: FramePool): Promise<Frame> {
  try {
    const { visibleRect } = picture
    if (visibleRect === null) throw new Error('the video frame was closed: give frames that are still open')
    const frame = frames.take(visibleRect)
    await picture.copyTo(frame.data, { format: 'RGBA' })
    return frame
  } finally {
    picture.close()
  }
}
