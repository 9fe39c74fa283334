import { requireSignal, type SignalLike } from '../samples.js'

/** Frames of one array a channel: `count` of them, from `start`. */
export interface Frames<Signal> {
  readonly planar: readonly Signal[]
  readonly start: number
  readonly count: number
}

/**
 * The number of frames in a chunk of one array a channel.
 *
 * @throws TypeError if the number of arrays is not the number of channels, or one is no array of numbers; RangeError if their
 *   lengths differ
 */
export function framesOf(planar: readonly SignalLike[], channels: number): number {
  if (!Array.isArray(planar)) throw new TypeError('the chunk is no list: give one array a channel, in a list')
  if (planar.length !== channels) {
    throw new TypeError(
      `${planar.length} arrays were given for ${channels} channels: give one array a channel`,
    )
  }
  for (let i = 0; i < channels; i++) requireSignal(planar[i] as SignalLike, `channel ${i}`)
  const frames = (planar[0] as SignalLike).length
  const other = (planar as SignalLike[]).find((samples) => samples.length !== frames)
  if (other) {
    throw new RangeError(`channels have ${frames} and ${other.length} samples: give as many for each`)
  }
  return frames
}
