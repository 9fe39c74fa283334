import { type SignalLike, typed } from '../samples.js'
import { CHANNELS, type Frame, requireFrame } from './frame.js'
import { type Plane, requirePlane } from './plane.js'

/** The planes of a frame. */
export interface Channels<Data extends SignalLike = SignalLike> {
  readonly red: Plane<Data>
  readonly green: Plane<Data>
  readonly blue: Plane<Data>
  readonly alpha: Plane<Data>
}

/**
 * Takes a frame apart into a plane for each channel. Allocates them.
 *
 * @throws TypeError, RangeError if it is no frame.
 * @example
 * const frame = { data: Uint8ClampedArray.of(1, 2, 3, 255, 5, 6, 7, 0), width: 2, height: 1 }
 * splitChannels(frame).green // { data: Uint8ClampedArray [2, 6], width: 2, height: 1 }
 * @see mergeChannels, luminance
 */
export function splitChannels(frame: Frame): Channels<Uint8ClampedArray<ArrayBuffer>> {
  requireFrame(frame, 'frame')
  const { data, width, height } = frame
  const channel = (first: number): Plane<Uint8ClampedArray<ArrayBuffer>> => {
    const plane = new Uint8ClampedArray(width * height)
    for (let i = 0; i < plane.length; i++) plane[i] = data[CHANNELS * i + first]
    return { data: plane, width, height }
  }
  return { red: channel(0), green: channel(1), blue: channel(2), alpha: channel(3) }
}

/**
 * Puts planes together into a frame. Numbers are rounded to the nearest byte, halves to the even one, and those below 0 or above
 * 255 become 0 and 255 (NaN becomes 0). Allocates it.
 *
 * @param channels Planes of one size. Without `alpha`, the frame is opaque.
 * @throws TypeError, RangeError if one of them is no plane, or of another size.
 * @example
 * const plane = (...data) => ({ data, width: 2, height: 1 })
 * const frame = mergeChannels({ red: plane(-1, 0.5), green: plane(300, 1.5), blue: plane(7, 2.5) })
 * frame.data // Uint8ClampedArray [0, 255, 7, 255, 0, 2, 2, 255]
 * @see splitChannels
 */
export function mergeChannels(
  channels: Omit<Channels, 'alpha'> & { readonly alpha?: Plane | undefined },
): Frame {
  const { red, green, blue, alpha } = channels
  requirePlane(red, 'red')
  const { width, height } = red
  const data = new Uint8ClampedArray(CHANNELS * width * height)
  const planes = { red, green, blue, ...(alpha && { alpha }) }
  Object.entries(planes).forEach(([name, plane]) => requireSize(plane, name, width, height))
  Object.values(planes).forEach((plane, first) => {
    const values = typed(plane.data)
    // A clamped array rounds and clamps by itself.
    for (let i = 0; i < values.length; i++) data[CHANNELS * i + first] = values[i]
  })
  if (alpha === undefined) for (let i = 3; i < data.length; i += CHANNELS) data[i] = 255
  return { data, width, height }
}

function requireSize(plane: Plane, name: string, width: number, height: number): void {
  requirePlane(plane, name)
  if (plane.width === width && plane.height === height) return
  throw new RangeError(
    `${name} is ${plane.width} x ${plane.height}, but red is ${width} x ${height}: give planes of one size`,
  )
}
