import { requireSignal } from '../require.js'
import { type SignalLike, typed, type TypedSignal } from '../samples.js'

/** Frames of one array a channel: `count` of them, from `start`. */
export interface Frames<Signal> {
  readonly planar: readonly Signal[]
  readonly start: number
  readonly count: number
}

/**
 * The frames in a chunk of one array a channel: each a typed array. What is none is read here, once, so that what goes wrong in it
 * does so before anything was done with the others.
 *
 * @throws TypeError if the number of arrays is not the number of channels, or one is no array of numbers; RangeError if their
 *   lengths differ
 */
export function framesOf(planar: readonly SignalLike[], channels: number): Frames<TypedSignal> {
  if (!Array.isArray(planar)) throw new TypeError('the chunk is no list: give one array a channel, in a list')
  if (planar.length !== channels) {
    throw new TypeError(
      `${planar.length} arrays were given for ${channels} channels: give one array a channel`,
    )
  }
  for (let i = 0; i < channels; i++) requireSignal(planar[i] as SignalLike, `channel ${i}`)
  const signals = (planar as readonly SignalLike[]).map(typed)
  const count = signals[0].length
  const other = signals.find((samples) => samples.length !== count)
  if (other) {
    throw new RangeError(`channels have ${count} and ${other.length} samples: give as many for each`)
  }
  return { planar: signals, start: 0, count }
}
