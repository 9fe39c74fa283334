import { addressOf, type Block } from './heap.js'
import { instance } from './module.js'

/** The direct form reads and writes past the end of a run by fewer samples than this. */
export const PADDING = 4

/**
 * target[at + i] = initial[fromInitial + i] + Σₖ taps[fromTaps + k]·source[from + i − k] for i < count: the direct form.
 * Every output is the same sum in the same order, however many are computed at once. Whole vectors are read and written, up
 * to PADDING − 1 samples beyond the end.
 */
export function fir(
  target: Block,
  at: number,
  initial: Block,
  fromInitial: number,
  source: Block,
  from: number,
  taps: Block,
  fromTaps: number,
  tapCount: number,
  count: number,
): void {
  instance()[target.precision].fir(
    addressOf(target, at),
    addressOf(initial, fromInitial),
    addressOf(source, from),
    addressOf(taps, fromTaps),
    tapCount,
    count,
  )
}
