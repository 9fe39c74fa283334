import { readSignal, requireCount } from '../require.js'
import type { SignalLike, TypedSignal } from '../samples.js'
import { requireShaped } from '../image/plane/plane.js'

/**
 * Images of one size, one per channel, stored channel by channel, each row by row from the top. A signal with several channels
 * has height 1, and a batch is an array of feature maps.
 */
export interface FeatureMaps<Data extends SignalLike = SignalLike> {
  /** channels·height·width numbers; the one of channel c at column x of row y is data[(c·height + y)·width + x]. */
  readonly data: Data
  readonly channels: number
  readonly height: number
  readonly width: number
}

/** Returns the feature maps, each property read once. Throws unless their sizes are positive and match the data. */
export function readFeatureMaps(maps: FeatureMaps, name: string): FeatureMaps<TypedSignal> {
  requireShaped(maps, name, '{ data, channels, height, width }', 'numbers, channel by channel')
  const { data, channels, height, width } = maps
  const numbers = readSignal(data, `${name}.data`)
  requireCount(channels, 1, `${name}.channels`)
  requireCount(height, 1, `${name}.height`)
  requireCount(width, 1, `${name}.width`)
  const length = channels * height * width
  if (numbers.length === length) return { data: numbers, channels, height, width }
  throw new RangeError(
    `${name}.data must have ${channels} x ${height} x ${width} = ${length} numbers, channel by channel, got ${numbers.length}`,
  )
}

/** As `readFeatureMaps`, for maps that must have a given shape. */
export function readShaped(
  maps: FeatureMaps,
  shape: Omit<FeatureMaps, 'data'>,
  name: string,
): FeatureMaps<TypedSignal> {
  const read = readFeatureMaps(maps, name)
  const { channels, height, width } = shape
  if (read.channels === channels && read.height === height && read.width === width) return read
  throw new RangeError(
    `${name} must have ${channels} channels of ${width} x ${height}, like the output, ` +
      `got ${read.channels} of ${read.width} x ${read.height}`,
  )
}
