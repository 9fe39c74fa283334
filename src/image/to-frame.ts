import { requireOneOf } from '../require.js'
import { type TypedSignal, typed } from '../samples.js'
import { CHANNELS, type Frame } from './frame.js'
import { type Plane, requirePlane } from './plane.js'

/** The options of `toFrame`. */
export interface ToFrameOptions {
  /**
   * The numbers that become black and white, or 'auto' for the least and the greatest finite one of the plane. The first may
   * be the greater one. Default [0, 255].
   */
  readonly range?: readonly [black: number, white: number] | 'auto'
}

/**
 * Makes a frame in shades of grey of a plane, so that it can be looked at.
 *
 * grey = 255·(value − black)/(white − black), rounded to the nearest byte, halves to the even one; what lies outside becomes
 * black or white. What is not a number becomes black. Allocates the frame, which is opaque.
 *
 * @param plane Any plane.
 * @param options Range.
 * @throws TypeError, RangeError if the plane is none, or the range is not two different finite numbers.
 * @example
 * const plane = { data: [-8, 0, 8], width: 3, height: 1 }
 * toFrame(plane, { range: [-8, 8] }).data // Uint8ClampedArray [0, 0, 0, 255, 128, 128, 128, 255, 255, 255, 255, 255]
 * toFrame(plane).data // Uint8ClampedArray [0, 0, 0, 255, 0, 0, 0, 255, 8, 8, 8, 255]
 */
export function toFrame(plane: Plane, { range = [0, 255] }: ToFrameOptions = {}): Frame {
  requirePlane(plane, 'plane')
  requireRange(range)
  const values = typed(plane.data)
  const [black, white] = range === 'auto' ? finiteRange(values) : range
  const { width, height } = plane
  const data = new Uint8ClampedArray(CHANNELS * width * height)
  const scale = 255 / (white - black)
  for (let i = 0, at = 0; i < values.length; i++, at += CHANNELS) {
    // A clamped array rounds and clamps by itself.
    data[at] = data[at + 1] = data[at + 2] = (values[i] - black) * scale
    data[at + 3] = 255
  }
  return { data, width, height }
}

function requireRange(range: readonly [number, number] | 'auto'): void {
  if (typeof range === 'string') {
    requireOneOf(range, ['auto'], 'range')
    return
  }
  if (!Array.isArray(range)) throw new TypeError("range is no array: give [black, white], or 'auto'")
  const [black, white] = range
  if (Number.isFinite(black) && Number.isFinite(white) && black !== white) return
  throw new RangeError(`range is [${range.join(', ')}]: give two different finite numbers`)
}

/** A plane of one number only has a range of 1, and becomes black. */
function finiteRange(values: TypedSignal): readonly [number, number] {
  let [least, greatest] = [Infinity, -Infinity]
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) continue
    least = Math.min(least, values[i])
    greatest = Math.max(greatest, values[i])
  }
  return least < greatest ? [least, greatest] : [least, least + 1]
}
