import { type OptionNames, readOptions } from '../../require.js'
import type { SignalLike, TypedSignal, OwnUint8ClampedArray } from '../../samples.js'
import { CHANNELS, type Frame, readFrame } from './frame.js'
import { type Plane, readPlane } from './plane.js'
import type { Size } from './size-change.js'

/** The planes of a frame. */
export interface Channels<Data extends SignalLike = SignalLike> {
  readonly red: Plane<Data>
  readonly green: Plane<Data>
  readonly blue: Plane<Data>
  readonly alpha: Plane<Data>
}

/**
 * Splits a frame into one plane per channel. Allocates the planes.
 *
 * @throws TypeError, RangeError if `frame` is not a frame.
 * @example
 * const frame = { data: Uint8ClampedArray.of(1, 2, 3, 255, 5, 6, 7, 0), width: 2, height: 1 }
 * splitChannels(frame).green // { data: Uint8ClampedArray [2, 6], width: 2, height: 1 }
 * @see mergeChannels, luminance
 */
export function splitChannels(frame: Frame): Channels<OwnUint8ClampedArray> {
  const { data, width, height } = readFrame(frame, 'frame')
  const channel = (first: number): Plane<OwnUint8ClampedArray> => {
    const plane = new Uint8ClampedArray(width * height)
    for (let i = 0; i < plane.length; i++) plane[i] = data[CHANNELS * i + first]
    return { data: plane, width, height }
  }
  return { red: channel(0), green: channel(1), blue: channel(2), alpha: channel(3) }
}

type ColorChannels = Omit<Channels, 'alpha'> & { readonly alpha?: Plane | undefined }

const CHANNEL_NAMES: OptionNames<ColorChannels> = { red: true, green: true, blue: true, alpha: true }

/**
 * Merges planes into a frame. Numbers are rounded to the nearest byte (halves to even) and clamped to 0 … 255; NaN becomes 0.
 * Allocates the frame.
 *
 * @param channels Planes of one size. Without `alpha`, the frame is opaque.
 * @throws TypeError, RangeError if one of them is not a plane, or they differ in size.
 * @example
 * const plane = (...data) => ({ data, width: 2, height: 1 })
 * const frame = mergeChannels({ red: plane(-1, 0.5), green: plane(300, 1.5), blue: plane(7, 2.5) })
 * frame.data // Uint8ClampedArray [0, 255, 7, 255, 0, 2, 2, 255]
 * @see splitChannels
 */
export function mergeChannels(channels: ColorChannels): Frame {
  const { red, green, blue, alpha } = readOptions<ColorChannels>(channels, CHANNEL_NAMES, 'channels')
  const first = readPlane(red, 'red')
  const { width, height } = first
  const planes = [first, readSized(green, 'green', first), readSized(blue, 'blue', first)]
  if (alpha !== undefined) planes.push(readSized(alpha, 'alpha', first))
  const data = new Uint8ClampedArray(CHANNELS * width * height)
  for (const [place, { data: values }] of planes.entries()) {
    // A clamped array rounds and clamps on its own.
    for (let i = 0; i < values.length; i++) data[CHANNELS * i + place] = values[i]
  }
  if (alpha === undefined) for (let i = 3; i < data.length; i += CHANNELS) data[i] = 255
  return { data, width, height }
}

function readSized(plane: Plane, name: string, { width, height }: Size): Plane<TypedSignal> {
  const read = readPlane(plane, name)
  if (read.width === width && read.height === height) return read
  throw new RangeError(`${name} must be ${width} x ${height}, like red, got ${read.width} x ${read.height}`)
}
