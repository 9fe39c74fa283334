// A step of a partitioned convolution.

import { accumulate } from './spectrum'
import { forward, inverseAdd } from './transform'

/**
 * Takes N = `size` samples of input into a ring of the spectra of the last `partitions` blocks, as `newest`, and adds what
 * these give with the kernel's spectra to tail[0..2N − 1). An input of 0 (no address) is a block of zeros.
 *
 * Blocks and segments of N samples reach 2N − 1 samples. The last sample of the inverse is rounding noise, and is kept out:
 * it would lie behind the last tap.
 */
// @ts-ignore: decorator
@inline
export function advance<T>(
  input: usize,
  history: usize,
  newest: i32,
  kernel: usize,
  partitions: i32,
  size: usize,
  plan: usize,
  sum: usize,
  tail: usize,
): void {
  const bytes = size * 2 * sizeof<T>()
  const slot = history + <usize>newest * bytes
  if (input == 0) memory.fill(slot, 0, bytes)
  else forward<T>(slot, input, size, plan)
  accumulate<T>(sum, history, kernel, bytes, partitions, partitions, newest)
  const last = tail + bytes - sizeof<T>()
  const beyond = load<T>(last)
  inverseAdd<T>(tail, sum, size, plan)
  store<T>(last, beyond)
}
