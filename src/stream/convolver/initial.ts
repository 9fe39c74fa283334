/** What a stream's samples are taken to have been before its first one: zero, or the same as the first one. */
export type Initial = 'zero' | 'first'

/**
 * The index of the first sample of a stream. Where there was something before, it must have indices too; below 2³⁰, numbers are still small
 * integers to every JavaScript engine.
 */
export function firstIndex(initial: Initial): number {
  return initial === 'first' ? 2 ** 28 : 0
}
