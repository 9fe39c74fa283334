import { requireCount, requireOneOf } from '../../require.js'
import { requireShaped } from './plane.js'

/** What to do when the size of the images in a stream changes. */
export type SizeChange = 'adapt' | 'refuse'

/** The size of an image. */
export interface Size {
  readonly width: number
  readonly height: number
}

/** Returns the size, read once. Throws unless both sides are whole numbers of at least 1. */
export function readSize(size: Size, name: string): Size {
  requireShaped(size, name, '{ width, height }', 'numbers of pixels')
  const { width, height } = size
  requireCount(width, 1, `${name}.width`)
  requireCount(height, 1, `${name}.height`)
  return { width, height }
}

/** Throws unless `value` is a `SizeChange`. */
export function requireSizeChange(value: SizeChange): void {
  requireOneOf(value, ['adapt', 'refuse'], 'sizeChange')
}

/** The error for a refused change of size. */
export function sizeChangeError(image: Size, before: Size): RangeError {
  return new RangeError(
    `the image must be ${before.width} x ${before.height}, like the previous one, got ${image.width} x ${image.height}: ` +
      "call reset() between them, or choose sizeChange: 'adapt'",
  )
}
