import { addressOf, type Block, bytesPerSample } from './heap.js'
import { instance } from './module.js'

// Products of spectra, of 2N samples each. Formulas are in assembly/spectrum.ts. The only check here is that blocks are not free,
// and nothing is allocated.

/** target = a·b, point by point; `length` is that of a spectrum, 2N. The target may be one of the factors. */
export function multiply(
  target: Block,
  at: number,
  a: Block,
  fromA: number,
  b: Block,
  fromB: number,
  length: number,
): void {
  const bytes = length * bytesPerSample(target.precision)
  instance()[target.precision].multiply(
    addressOf(target, at),
    addressOf(a, fromA),
    addressOf(b, fromB),
    bytes,
  )
}

/** Stores a scaled spectrum of 2N = `length` samples as partition `index` of a kernel for `accumulate`. */
export function place(
  kernel: Block,
  spectrum: Block,
  from: number,
  length: number,
  index: number,
  partitions: number,
  scale: number,
): void {
  const bytes = length * bytesPerSample(kernel.precision)
  instance()[kernel.precision].place(
    addressOf(kernel, 0),
    addressOf(spectrum, from),
    bytes,
    index,
    partitions,
    scale,
  )
}

/**
 * sum = (or += if `add`) Σ history[newest − p]·kernel[p] for p = from..to − 1, where `history` is a ring of the spectra of
 * the last `partitions` blocks and the kernel was filled by `place`. Both are multiples of four, or `to` is all partitions.
 * The sum is taken in the order of p, whatever the position of the ring's newest block. `length` is that of a spectrum, 2N.
 */
export function accumulate(
  sum: Block,
  at: number,
  history: Block,
  fromHistory: number,
  newest: number,
  kernel: Block,
  partitions: number,
  length: number,
  from: number,
  to: number,
  add: boolean,
): void {
  instance()[sum.precision].accumulate(
    addressOf(sum, at),
    addressOf(history, fromHistory),
    newest,
    addressOf(kernel, 0),
    length * bytesPerSample(sum.precision),
    partitions,
    from,
    to,
    add,
  )
}

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
  instance()[sum.precision].accumulateLags(
    addressOf(sum, at),
    addressOf(previous, fromPrevious),
    addressOf(a, fromA),
    addressOf(b, fromB),
    length * bytesPerSample(sum.precision),
  )
}
