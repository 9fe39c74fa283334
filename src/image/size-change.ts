import { requireOneOf } from '../require.js'

/** What becomes of an image that has another size than the one before it in a stream. */
export type SizeChange = 'adapt' | 'refuse'

/** The size of an image. */
export interface Size {
  readonly width: number
  readonly height: number
}

/** Throws unless it is one. */
export function requireSizeChange(value: SizeChange): void {
  requireOneOf(value, ['adapt', 'refuse'], 'sizeChange')
}

/** What is thrown where another size is refused. */
export function sizeChangeError(image: Size, before: Size): RangeError {
  return new RangeError(
    `the image is ${image.width} x ${image.height}, but the one before was ${before.width} x ${before.height}: give images of ` +
      "one size, call reset() between them, or choose sizeChange: 'adapt'",
  )
}
