import { requireCount } from '../require.js'

/**
 * A picture as browsers have it in their `ImageData`, which is one: for each pixel a byte for red, green, blue and alpha, row
 * after row from the top. Of a result, `new ImageData(frame.data, frame.width, frame.height)` makes one without a copy.
 */
export interface Frame {
  /** 4·width·height bytes; those of the pixel at column x of row y begin at 4·(y·width + x). */
  readonly data: Uint8ClampedArray<ArrayBuffer>
  readonly width: number
  readonly height: number
}

/** Numbers of a pixel. */
export const CHANNELS = 4

/** The bytes of a pixel that are no alpha, as a mask for `narrow`. */
export const COLOURS = 0x00ffffff

/** Throws unless `frame` is one. */
export function requireFrame(frame: Frame, name: string): void {
  if (typeof frame !== 'object' || (frame as unknown) === null) {
    throw new TypeError(
      `${name} is no frame: give an object with data, width and height, such as an ImageData`,
    )
  }
  const { data, width, height } = frame
  if (!((data as unknown) instanceof Uint8ClampedArray)) {
    throw new TypeError(
      `${name}.data is no Uint8ClampedArray: give one, with red, green, blue and alpha of each pixel`,
    )
  }
  requireCount(width, 1, `${name}.width`)
  requireCount(height, 1, `${name}.height`)
  const length = CHANNELS * width * height
  if (data.length !== length) {
    throw new RangeError(
      `${name}.data has ${data.length} bytes, but ${width} x ${height} pixels of 4 are ${length}: give that many, row after row`,
    )
  }
}
