import { Gaps } from './gaps.js'
import type { Samples } from './samples.js'

/** Greater numbers count as gaps if squares are summed: the sum over a block would overflow. */
export const GREATEST_SQUARED = 1e140

/**
 * Replaces each sample that is not finite, or greater than `greatest`, by the previous one, or by the first good one if none
 * precedes it. So gaps do not harm the mean and the norm. Returns the gaps.
 */
export function patchGaps(samples: Samples, count: number, greatest = Number.MAX_VALUE): Gaps {
  const gaps = new Gaps()
  const isGood = (sample: number): boolean => Math.abs(sample) <= greatest
  let last = samples.subarray(0, count).find(isGood) ?? 0
  for (let i = 0; i < count; i++) {
    if (isGood(samples[i])) last = samples[i]
    else {
      samples[i] = last
      gaps.note(i)
    }
  }
  return gaps
}
