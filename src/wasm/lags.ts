import { addressOf, type Block, bytesPerSample } from './heap.js'
import { pattern } from './pattern-part.js'

/**
 * sum += conj(a + i·previous)·b for spectra of 2N = `length` samples. The sum over all blocks of N samples, each with its
 * `previous` one, is the spectrum of Σₙ a[n]·b[n + lag] at lags 0..N; the other N − 1 samples of its inverse are mixed up.
 */
export function accumulateLags(
  sum: Block,
  at: number,
  previous: Block,
  fromPrevious: number,
  a: Block,
  fromA: number,
  b: Block,
  fromB: number,
  length: number,
): void {
  pattern()[sum.precision].accumulateLags(
    addressOf(sum, at),
    addressOf(previous, fromPrevious),
    addressOf(a, fromA),
    addressOf(b, fromB),
    length * bytesPerSample(sum.precision),
  )
}
