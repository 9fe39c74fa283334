import type { Precision } from '../samples.js'
import { addressOf, type Block, bytesPerSample } from './heap.js'
import type { Functions } from './instance.js'
import { instance } from './module.js'

/** What `ingest` finds in a run of samples. */
export const SILENT = 0
/** Every sample is zero or of a magnitude that the engine computes with. */
export const ORDINARY = 1
/** There is NaN, an infinity, or a number so small that it counts as zero. */
export const SPECIAL = 2

/** The direct form reads and writes past the end of a run by fewer samples than this. */
export const PADDING = 4

/** A size and the twiddles that belong to it; made by `transform/block-transform`. */
export interface TransformPlan {
  /** N, a power of two of at least 32. */
  readonly size: number
  readonly twiddles: Block
}

/**
 * The computations of the ground floor for one precision, in terms of blocks and offsets in samples. A spectrum of size
 * N takes 2N samples of a block. Nothing is checked here and nothing is allocated.
 */
export class Engine {
  readonly precision: Precision
  readonly #functions: Functions
  readonly #bytes: number

  constructor(precision: Precision) {
    this.precision = precision
    this.#functions = instance()[precision]
    this.#bytes = bytesPerSample(precision)
  }

  /** spectrum[at..at + 2N) = transform of source[from..from + N), N real numbers. */
  forward(spectrum: Block, at: number, source: Block, from: number, plan: TransformPlan): void {
    const twiddles = addressOf(plan.twiddles, 0)
    this.#functions.forward(addressOf(spectrum, at), addressOf(source, from), plan.size, twiddles)
  }

  /** The same for 2N real numbers, of which product and inverse give the convolution modulo tᴺ + i: all 2N values of it. */
  forwardFolded(spectrum: Block, at: number, source: Block, from: number, plan: TransformPlan): void {
    const twiddles = addressOf(plan.twiddles, 0)
    this.#functions.forwardFolded(addressOf(spectrum, at), addressOf(source, from), plan.size, twiddles)
  }

  /** target[at..at + 2N) = N · the inverse transform. The spectrum is overwritten. */
  inverse(target: Block, at: number, spectrum: Block, from: number, plan: TransformPlan): void {
    const twiddles = addressOf(plan.twiddles, 0)
    this.#functions.inverse(addressOf(target, at), addressOf(spectrum, from), plan.size, twiddles)
  }

  /** target[at..at + 2N) += N · the inverse transform. The spectrum is overwritten. */
  inverseAdd(target: Block, at: number, spectrum: Block, from: number, plan: TransformPlan): void {
    const twiddles = addressOf(plan.twiddles, 0)
    this.#functions.inverseAdd(addressOf(target, at), addressOf(spectrum, from), plan.size, twiddles)
  }

  /** target = a·b, point by point; `length` is that of a spectrum, 2N. The target may be one of the factors. */
  multiply(
    target: Block,
    at: number,
    a: Block,
    fromA: number,
    b: Block,
    fromB: number,
    length: number,
  ): void {
    const bytes = length * this.#bytes
    this.#functions.multiply(addressOf(target, at), addressOf(a, fromA), addressOf(b, fromB), bytes)
  }

  /** Puts a spectrum of 2N = `length` samples into a kernel for `accumulate`, as its partition `index`. */
  place(
    kernel: Block,
    spectrum: Block,
    from: number,
    length: number,
    index: number,
    partitions: number,
  ): void {
    const bytes = length * this.#bytes
    this.#functions.place(addressOf(kernel, 0), addressOf(spectrum, from), bytes, index, partitions)
  }

  /**
   * target = Σ history[newest − p]·kernel[p] over p < partitions: spectra of 2N = `length` samples, the history a ring of
   * as many spectra, the kernel filled by `place`. The sum is taken in the order of p wherever the ring stands.
   */
  accumulate(
    target: Block,
    history: Block,
    newest: number,
    kernel: Block,
    partitions: number,
    length: number,
  ): void {
    this.#functions.accumulate(
      addressOf(target, 0),
      addressOf(history, 0),
      addressOf(kernel, 0),
      length * this.#bytes,
      partitions,
      partitions,
      newest,
    )
  }

  /**
   * target[at + i] = initial[fromInitial + i] + Σₖ taps[fromTaps + k]·source[from + i − k] for i < count: the direct form.
   * Every output is the same sum in the same order, however many are asked for at once. Whole vectors are read and
   * written: less than PADDING samples beyond the end.
   */
  fir(
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
    this.#functions.fir(
      addressOf(target, at),
      addressOf(initial, fromInitial),
      addressOf(source, from),
      addressOf(taps, fromTaps),
      tapCount,
      count,
    )
  }

  /** target[at..at + count) = source[from..from + count), and what they are: SILENT, ORDINARY or SPECIAL. */
  ingest(target: Block, at: number, source: Block, from: number, count: number): number {
    return this.#functions.ingest(addressOf(target, at), addressOf(source, from), count)
  }

  /** target[at..at + count) = source[from..from + count). */
  copy(target: Block, at: number, source: Block, from: number, count: number): void {
    this.#functions.copy(addressOf(target, at), addressOf(source, from), count * this.#bytes)
  }

  /** target[at..at + count) = 0. */
  clear(target: Block, at: number, count: number): void {
    this.#functions.clear(addressOf(target, at), count * this.#bytes)
  }
}

const engines: Partial<Record<Precision, Engine>> = {}

/** The engine for a precision, loaded at its first use. */
export function engine(precision: Precision): Engine {
  return (engines[precision] ??= new Engine(precision))
}
