import { type Frame, readFrame } from './frame.js'
import type { Plane } from './plane.js'

/**
 * Computes the brightness of a frame, 0.299·red + 0.587·green + 0.114·blue, in [0, 255] and not rounded. Alpha is ignored. The
 * weights are those of ITU-R BT.601 (2011), sect. 2.5.1, and of OpenCV's COLOR_RGBA2GRAY. Allocates the result.
 *
 * @param frame Width x height pixels of four bytes each.
 * @throws TypeError if it is not a frame. RangeError if its size and its data do not match.
 * @example
 * const frame = { data: Uint8ClampedArray.of(255, 255, 255, 255, 0, 100, 0, 255), width: 2, height: 1 }
 * luminance(frame).data.map(Math.round) // Float32Array [255, 59]
 */
export function luminance(frame: Frame): Plane<Float32Array> {
  return luminanceOf(readFrame(frame, 'frame'))
}

/** The luminance of a frame that has been read, or of one with more bits a value. */
export function luminanceOf({ data, width, height }: Plane): Plane<Float32Array> {
  const pixels = new Float32Array(width * height)
  for (let i = 0, at = 0; i < pixels.length; i++, at += 4) {
    // In thousandths, which are exact: grey stays exactly as it is.
    pixels[i] = (299 * data[at] + 587 * data[at + 1] + 114 * data[at + 2]) / 1000
  }
  return { data: pixels, width, height }
}
