/** The assumed samples before the first one of a stream: zeros, or copies of the first one. */
export type Initial = 'zero' | 'first'

/**
 * The index of the first sample of a stream. Assumed samples before it need indices too. Below 2³⁰, numbers are still small
 * integers in every JavaScript engine.
 */
export function firstIndex(initial: Initial): number {
  return initial === 'first' ? 2 ** 28 : 0
}
