import type { Step } from '../../filter/step.js'
import type { Samples } from '../../samples.js'
import { advance, countBefore, type Position } from './position.js'

/**
 * Removes rounding errors where all samples under the taps are equal: there, the output equals them, and silence stays silence.
 *
 * @param input The samples under the taps of the outputs.
 * @param first The index of input[0].
 * @param outputs The outputs, changed in place. The first lies at `position`.
 */
export function keepLevels(
  input: Samples,
  first: number,
  outputs: Samples,
  position: Position,
  step: Step,
  tapCount: number,
): void {
  // Among the pairs of neighbours in `tapCount` samples, one begins at a multiple of this.
  const stride = tapCount - 1
  for (let at = stride * Math.ceil(first / stride) - first; at + 1 < input.length; at += stride) {
    if (input[at] !== input[at + 1]) continue
    let [from, to] = [at, at + 2]
    while (from > 0 && input[from - 1] === input[at]) from--
    while (to < input.length && input[to] === input[at]) to++
    if (to - from < tapCount) continue
    // The positions whose first tap is at `from` or later, and whose last one is before `to`.
    const before = tapCount / 2 - 1
    const begin = countBefore(position, step, first + from + before, outputs.length)
    const end = countBefore(position, step, first + to - before - 1, outputs.length)
    outputs.fill(input[at], begin, end)
    at = Math.max(at, stride * Math.floor((first + to - 2) / stride) - first)
  }
}

/** The samples under the taps of outputs: the index of the first, and of the one after the last. */
export function samplesUnder(
  position: Position,
  step: Step,
  count: number,
  tapCount: number,
): readonly [from: number, to: number] {
  const before = tapCount / 2 - 1
  const last = advance(position, step, count - 1)
  return [position.index - before, last.index + before + 2]
}
