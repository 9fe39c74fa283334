import { describe } from '../../describe.js'
import { requireCount } from '../../require.js'
import { type TypedSignal, typedArrayName, type OwnUint8ClampedArray } from '../../samples.js'
import { type Plane, readPlane, requireShaped } from './plane.js'

/**
 * An RGBA picture: one byte each for red, green, blue and alpha of every pixel, row by row from the top. The browser's
 * `ImageData` is one. To turn a result into an `ImageData` without a copy, use `new ImageData(frame.data, frame.width,
 * frame.height)`.
 */
export interface Frame {
  /** 4·width·height bytes; those of the pixel at column x of row y begin at 4·(y·width + x). */
  readonly data: OwnUint8ClampedArray
  readonly width: number
  readonly height: number
}

/** The number of channels of a pixel. */
export const CHANNELS = 4

/** The color bytes of a pixel, as a mask for `narrow`. */
export const COLORS = 0x00ffffff

/** Returns the frame, each property read once. Throws unless its sizes are positive and it has four bytes per pixel. */
export function readFrame(frame: Frame, name: string): Frame {
  requireShaped(frame, name, '{ data, width, height }', 'bytes, such as an ImageData')
  const { data, width, height } = frame
  if (!isClamped(data)) {
    throw new TypeError(
      `${name}.data must be a Uint8ClampedArray with red, green, blue and alpha of each pixel, got ${describe(data)}`,
    )
  }
  requireCount(width, 1, `${name}.width`)
  requireCount(height, 1, `${name}.height`)
  const length = CHANNELS * width * height
  if (data.length === length) return { data, width, height }
  throw new RangeError(
    `${name}.data must have ${width} x ${height} x 4 = ${length} bytes, row by row, got ${data.length}`,
  )
}

/** Throws unless `readFrame` would take the value. */
export function requireFrame(frame: Frame, name: string): void {
  readFrame(frame, name)
}

/** Whether it is a Uint8ClampedArray, also of another realm. */
export function isClamped(data: unknown): data is OwnUint8ClampedArray {
  return typedArrayName(data) === 'Uint8ClampedArray'
}

/**
 * Returns the frame or the plane, read once. An image of clamped bytes is a plane if it has one byte per pixel, else a frame.
 */
export function readImage(image: Frame | Plane, name: string): Frame | Plane<TypedSignal> {
  requireShaped(image, name, '{ data, width, height }', 'numbers, or of bytes such as an ImageData')
  const { data, width, height } = image
  const given = { data, width, height }
  return isClamped(data) && data.length !== width * height
    ? readFrame(given as Frame, name)
    : readPlane(given, name)
}

/** Whether an image that was read is a frame, with four bytes per pixel, and not a plane. */
export function isFrame(image: Frame | Plane): image is Frame {
  return isClamped(image.data) && image.data.length !== image.width * image.height
}

/** Returns a copy of the image. Throws unless it is a frame or a plane. */
export function copiedImage(image: Frame | Plane, name: string): Frame | Plane<TypedSignal> {
  const { data, width, height } = readImage(image, name)
  return { data: data.slice(), width, height }
}
