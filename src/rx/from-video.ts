import type { OwnUint8ClampedArray } from '../samples.js'
import { concatMap, defer, type Observable } from 'rxjs'
import type { Frame } from '../image/plane/frame.js'
import { FramePool } from '../image/frames/frame-pool.js'
import { type OptionNames, readOptions, requireCount } from '../require.js'
import { fromReadable, type ReadableLike } from './from-readable.js'

/** The members of a WebCodecs `VideoFrame` that are used. */
export interface VideoFrameLike {
  readonly visibleRect: { readonly width: number; readonly height: number } | null
  copyTo(destination: OwnUint8ClampedArray, options: { readonly format: 'RGBA' }): Promise<unknown>
  close(): void
}

/** The options of `fromVideo`. */
export interface FromVideoOptions {
  /**
   * The number of frames to which pictures are copied in turn. 0 (default): each picture gets a new frame, yours to keep. n: a
   * frame is overwritten after n more; 1 is enough for an operator that does not keep its input, such as `convolveFrames`.
   */
  readonly pool?: number
}

const FROM_VIDEO_OPTIONS: OptionNames<FromVideoOptions> = { pool: true }

/**
 * Emits the pictures of a video as frames. The source emits WebCodecs `VideoFrame`s, as the `readable` of a
 * `MediaStreamTrackProcessor` or a `VideoDecoder` does; the host copies each to RGBA, and it is then closed. (The host's `copyTo`
 * must be able to convert to 'RGBA'.)
 *
 * A picture is requested after the previous one was emitted, so none wait in between, and a camera drops those that come meanwhile.
 * On unsubscription the source is closed. Allocates a frame per picture, or those of the `pool` once.
 *
 * @param source A Web `ReadableStream` or an iterable of video frames. It can be read once.
 * @param options Pool.
 * @throws TypeError, RangeError at once, if the source cannot be read or the pool is not a whole number of at least 0. In the
 *   stream, the error of the source or of a copy.
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
    if (visibleRect === null)
      throw new Error('video frames must be open, got a closed one: close them after they have been read')
    const frame = frames.take(visibleRect)
    await picture.copyTo(frame.data, { format: 'RGBA' })
    return frame
  } finally {
    picture.close()
  }
}
