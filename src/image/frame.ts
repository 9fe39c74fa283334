import { describe } from '../describe.js'
import { requireCount } from '../require.js'
import { type TypedSignal, typedArrayName, type OwnUint8ClampedArray } from '../samples.js'
import { type Plane, readPlane, requireShaped } from './plane.js'

/**
 * A picture as browsers have it in their `ImageData`, which is one: for each pixel a byte for red, green, blue and alpha, row
 * after row from the top. Of a result, `new ImageData(frame.data, frame.width, frame.height)` makes one without a copy.
 */
export interface Frame {
  /** 4·width·height bytes; those of the pixel at column x of row y begin at 4·(y·width + x). */
  readonly data: OwnUint8ClampedArray
  readonly width: number
  readonly height: number
}

/** Numbers of a pixel. */
export const CHANNELS = 4

/** The bytes of a pixel that are no alpha, as a mask for `narrow`. */
export const COLOURS = 0x00ffffff

/** Returns the frame, each of its properties read once. Throws unless it has positive sizes and four bytes for each pixel. */
export function readFrame(frame: Frame, name: string): Frame {
  requireShaped(frame, name, '{ data, width, height }', 'bytes, as an ImageData')
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
    `${name}.data must have ${width} x ${height} x 4 = ${length} bytes, row after row, got ${data.length}`,
  )
}

/** Throws unless `readFrame` would take the value. */
export function requireFrame(frame: Frame, name: string): void {
  readFrame(frame, name)
}

/** Whether it is the array of an `ImageData`, also of another realm. */
export function isClamped(data: unknown): data is OwnUint8ClampedArray {
  return typedArrayName(data) === 'Uint8ClampedArray'
}

/** Returns the frame or the plane, read once. An image of clamped bytes is a plane if there is one for each pixel, else a frame. */
export function readImage(image: Frame | Plane, name: string): Frame | Plane<TypedSignal> {
  requireShaped(image, name, '{ data, width, height }', 'numbers, or of bytes as an ImageData')
  const { data, width, height } = image
  const given = { data, width, height }
  return isClamped(data) && data.length !== width * height
    ? readFrame(given as Frame, name)
    : readPlane(given, name)
}

/** Whether an image that was read has four bytes for each pixel, and not one number. */
export function isFrame(image: Frame | Plane): image is Frame {
  return isClamped(image.data) && image.data.length !== image.width * image.height
}

/** The image with data of its own. Throws unless it is a frame or a plane. */
export function copiedImage(image: Frame | Plane, name: string): Frame | Plane<TypedSignal> {
  const { data, width, height } = readImage(image, name)
  return { data: data.slice(), width, height }
}
