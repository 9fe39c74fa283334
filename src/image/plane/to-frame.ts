import { describe } from '../../describe.js'
import { type OptionNames, readList, readOptions, requireInRange, requireOneOf } from '../../require.js'
import type { TypedSignal } from '../../samples.js'
import { CHANNELS, type Frame } from './frame.js'
import { type Plane, readPlane } from './plane.js'

/** The options of `toFrame`. */
export interface ToFrameOptions {
  /**
   * The numbers that become black and white, or 'auto' for the least and the greatest finite number of the plane. The first may
   * be the greater one. Default [0, 255].
   */
  readonly range?: readonly [black: number, white: number] | 'auto'
}

const TO_FRAME_OPTIONS: OptionNames<ToFrameOptions> = { range: true }

/**
 * Makes a grey frame of a plane, for display.
 *
 * grey = 255·(value − black)/(white − black), rounded to the nearest byte (halves to even) and clamped to black or white. NaN
 * becomes black. Allocates the frame, which is opaque.
 *
 * @param plane Any plane.
 * @param options Range.
 * @throws TypeError, RangeError if `plane` is not a plane, or the range is not two different finite numbers.
 * @example
 * const plane = { data: [-8, 0, 8], width: 3, height: 1 }
 * toFrame(plane, { range: [-8, 8] }).data // Uint8ClampedArray [0, 0, 0, 255, 128, 128, 128, 255, 255, 255, 255, 255]
 * toFrame(plane).data // Uint8ClampedArray [0, 0, 0, 255, 0, 0, 0, 255, 8, 8, 8, 255]
 */
export function toFrame(plane: Plane, options?: ToFrameOptions): Frame {
  const { data: values, width, height } = readPlane(plane, 'plane')
  const { range = [0, 255] } = readOptions(options, TO_FRAME_OPTIONS)
  const [black, white] = range === 'auto' ? finiteRange(values) : readRange(range)
  const data = new Uint8ClampedArray(CHANNELS * width * height)
  const scale = 255 / (white - black)
  for (let i = 0, at = 0; i < values.length; i++, at += CHANNELS) {
    // A clamped array rounds and clamps on its own.
    data[at] = data[at + 1] = data[at + 2] = (values[i] - black) * scale
    data[at + 3] = 255
  }
  return { data, width, height }
}

function readRange(range: readonly [number, number] | string): readonly [number, number] {
  if (typeof range === 'string') requireOneOf(range, ['auto'], 'range')
  const [black, white, ...more] = readList(range as readonly number[], 'range', "two numbers, or 'auto'")
  requireInRange(black, -Infinity, Infinity, 'range[0]')
  requireInRange(white, -Infinity, Infinity, 'range[1]')
  if (black !== white && more.length === 0) return [black, white]
  throw new RangeError(
    `range must be two different numbers, got [${[black, white, ...more].map(describe).join(', ')}]`,
  )
}

/** A uniform plane gets a range of 1 and becomes black. */
function finiteRange(values: TypedSignal): readonly [number, number] {
  let [least, greatest] = [Infinity, -Infinity]
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) continue
    least = Math.min(least, values[i])
    greatest = Math.max(greatest, values[i])
  }
  return least < greatest ? [least, greatest] : [least, least + 1]
}
