import type { Precision } from '../samples.js'
import { addressOf, Block, bytesPerSample } from './heap.js'
import type { CorePartOfPrecision } from './generated/core.js'
import { instance } from './module.js'

/** What `ingest` finds in a run of samples. */
export const SILENT = 0
/** Every sample is zero or has a magnitude that the engine computes with. */
export const ORDINARY = 1
/** Some sample is NaN, infinite, or so small that it counts as zero. */
export const SPECIAL = 2

/** The direct form reads and writes past the end of a run by fewer samples than this. */
export const PADDING = 4

/** A size and its twiddles; made by `transform/block-transform`. */
export interface TransformPlan {
  /** N, a power of two of at least 16. */
  readonly size: number
  readonly twiddles: Block
}

/** A size and the tables of the transform in natural order; made by `naturalPlan`. */
export interface NaturalPlan {
  /** M, a power of two of at least 32. */
  readonly size: number
  readonly tables: Block
  /** The blocks that the tables point to. They live as long as the plan. */
  readonly parts: readonly Block[]
}

/** A level of the transform in natural order: a plan, and the blocks of 16 points in their natural order. */
export interface NaturalLevel {
  readonly plan: TransformPlan
  readonly order: Block
}

/**
 * A plan of the transform in natural order. `matrix` is that of the definition for 32 samples; `levels` are, for M/4
 * points and each half of them down to 16, the plan and the order of the blocks as distances in bytes.
 */
export function naturalPlan(size: number, matrix: Block, levels: readonly NaturalLevel[]): NaturalPlan {
  const parts = [matrix, ...levels.flatMap(({ plan, order }) => [plan.twiddles, order])]
  return { size, tables: wordBlock(parts.map((part) => addressOf(part, 0))), parts }
}

/** A block of 32-bit words. */
export function wordBlock(words: readonly number[]): Block {
  const block = new Block(words.length, 'float32')
  new Uint32Array(block.samples.buffer, block.address, words.length).set(words)
  return block
}

/**
 * The computations of the ground floor for one precision, in terms of blocks and offsets in samples. A spectrum of size
 * N takes 2N samples of a block. The only check here is that blocks are not free. Nothing is allocated.
 */
export class Engine {
  readonly precision: Precision
  readonly #functions: CorePartOfPrecision
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

  /** As `forward`, for 2N real numbers. Product and inverse then give the convolution modulo tᴺ + i, all 2N values of it. */
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

  /**
   * bins[at..at + M + 2) = transform of samples[from..from + M), M real numbers, in natural order. The samples are
   * overwritten, and `work` from index 0 on: M/2 samples, at least 36.
   */
  forwardNatural(
    bins: Block,
    at: number,
    samples: Block,
    from: number,
    work: Block,
    plan: NaturalPlan,
  ): void {
    const tables = addressOf(plan.tables, 0)
    this.#functions.forwardNatural(
      addressOf(bins, at),
      addressOf(samples, from),
      addressOf(work, 0),
      plan.size,
      tables,
    )
  }

  /** samples[at..at + M) = inverse transform of bins[from..from + M + 2). Uses `work` as the forward does. */
  inverseNatural(
    samples: Block,
    at: number,
    bins: Block,
    from: number,
    work: Block,
    plan: NaturalPlan,
  ): void {
    const tables = addressOf(plan.tables, 0)
    this.#functions.inverseNatural(
      addressOf(samples, at),
      addressOf(bins, from),
      addressOf(work, 0),
      plan.size,
      tables,
    )
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

  /** Puts a spectrum of 2N = `length` samples, scaled, into a kernel for `accumulate`, as its partition `index`. */
  place(
    kernel: Block,
    spectrum: Block,
    from: number,
    length: number,
    index: number,
    partitions: number,
    scale: number,
  ): void {
    const bytes = length * this.#bytes
    this.#functions.place(addressOf(kernel, 0), addressOf(spectrum, from), bytes, index, partitions, scale)
  }

  /**
   * sum = (or += if `add`) Σ history[newest − p]·kernel[p] for p = from..to − 1, where `history` is a ring of the spectra of
   * the last `partitions` blocks and the kernel was filled by `place`. Both are multiples of four, or `to` is all partitions.
   * The sum is taken in the order of p, wherever the ring's newest block is. `length` is that of a spectrum, 2N.
   */
  accumulate(
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
    this.#functions.accumulate(
      addressOf(sum, at),
      addressOf(history, fromHistory),
      newest,
      addressOf(kernel, 0),
      length * this.#bytes,
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
  accumulateLags(
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
    this.#functions.accumulateLags(
      addressOf(sum, at),
      addressOf(previous, fromPrevious),
      addressOf(a, fromA),
      addressOf(b, fromB),
      length * this.#bytes,
    )
  }

  /**
   * tail[at..at + 2N − 1) += the inverse of a sum of products: blocks and segments of N samples reach that far. The last of the
   * 2N samples would be rounding noise. The sum is overwritten.
   */
  finish(tail: Block, at: number, sum: Block, fromSum: number, plan: TransformPlan): void {
    const twiddles = addressOf(plan.twiddles, 0)
    this.#functions.finish(addressOf(tail, at), addressOf(sum, fromSum), plan.size, twiddles)
  }

  /**
   * target[at + i] = initial[fromInitial + i] + Σₖ taps[fromTaps + k]·source[from + i − k] for i < count: the direct form.
   * Every output is the same sum in the same order, however many are computed at once. Whole vectors are read and written, up
   * to PADDING − 1 samples beyond the end.
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

  /** target[at..at + count) = source[from..from + count). Returns their kind: SILENT, ORDINARY or SPECIAL. */
  ingest(target: Block, at: number, source: Block, from: number, count: number): number {
    return this.#functions.ingest(addressOf(target, at), addressOf(source, from), count)
  }

  /** Whether source[from..from + count) are all finite. */
  areFinite(source: Block, from: number, count: number): boolean {
    return this.#functions.areFinite(addressOf(source, from), count) !== 0
  }

  /** target[at..at + count) = source[from..from + count). */
  copy(target: Block, at: number, source: Block, from: number, count: number): void {
    instance().copy(addressOf(target, at), addressOf(source, from), count * this.#bytes)
  }

  /** target[at..at + count) = 0. */
  clear(target: Block, at: number, count: number): void {
    instance().clear(addressOf(target, at), count * this.#bytes)
  }
}

const engines: Partial<Record<Precision, Engine>> = {}

/** The engine for a precision, loaded at its first use. */
export function engine(precision: Precision): Engine {
  return (engines[precision] ??= new Engine(precision))
}
