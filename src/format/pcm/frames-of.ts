import { readList, readSignal } from '../../require.js'
import type { SignalLike, TypedSignal } from '../../samples.js'

/** `count` frames from `start` on, as one array per channel. */
export interface Frames<Signal> {
  readonly planar: readonly Signal[]
  readonly start: number
  readonly count: number
}

/**
 * Returns the frames of a chunk, as one typed array per channel. Other arrays are converted here, so that an error in one is
 * thrown before any of them is used.
 *
 * @throws TypeError if the number of arrays is not the number of channels, or one is not an array of numbers; RangeError if their
 *   lengths differ
 */
export function framesOf(planar: readonly SignalLike[], channels: number): Frames<TypedSignal> {
  const list = readList(planar, 'planar', 'one array per channel')
  if (list.length !== channels) {
    throw new TypeError(`planar must have one array for each of ${channels} channels, got ${list.length}`)
  }
  const signals = list.map((samples, i) => readSignal(samples, `planar[${i}]`))
  const count = signals[0].length
  const other = signals.findIndex((samples) => samples.length !== count)
  if (other > 0) {
    throw new RangeError(
      `planar[${other}] must have as many samples as planar[0], ${count}, got ${signals[other].length}`,
    )
  }
  return { planar: signals, start: 0, count }
}
