import { requireCount, requireSignal } from '../require.js'
import { type SignalLike } from '../samples.js'

/**
 * Images of one size, one for each channel, one behind the other: channels first, each row after row from the top. A signal of
 * some channels is one of height 1, and a batch is an array of these.
 */
export interface FeatureMaps<Data extends SignalLike = SignalLike> {
  /** channels·height·width numbers; the one of channel c at column x of row y is data[(c·height + y)·width + x]. */
  readonly data: Data
  readonly channels: number
  readonly height: number
  readonly width: number
}

/** Throws unless `maps` are such: positive sizes, and just as many numbers. */
export function requireFeatureMaps(maps: FeatureMaps, name: string): void {
  if (typeof maps !== 'object' || (maps as unknown) === null) {
    throw new TypeError(`${name} is no feature maps: give an object with data, channels, height and width`)
  }
  const { data, channels, height, width } = maps
  requireSignal(data, `${name}.data`)
  requireCount(channels, 1, `${name}.channels`)
  requireCount(height, 1, `${name}.height`)
  requireCount(width, 1, `${name}.width`)
  if (data.length !== channels * height * width) {
    throw new RangeError(
      `${name}.data has ${data.length} numbers, but ${channels} channels of ${width} x ${height} are ` +
        `${channels * height * width}: give that many, channel after channel`,
    )
  }
}

/** Throws unless `maps` are such, of just this shape. */
export function requireShape(maps: FeatureMaps, shape: Omit<FeatureMaps, 'data'>, name: string): void {
  requireFeatureMaps(maps, name)
  const { channels, height, width } = shape
  if (maps.channels === channels && maps.height === height && maps.width === width) return
  throw new RangeError(
    `${name} has ${maps.channels} channels of ${maps.width} x ${maps.height}, ` +
      `but what was computed has ${channels} of ${width} x ${height}: give a number for each of its numbers`,
  )
}
