import { addressOf, Block } from './heap.js'
import { instance } from './module.js'

// Transforms. The method is in assembly/transform.ts, and assembly/real.ts for natural order. The only check here is that blocks
// are not free, and only `naturalPlan` and `wordBlock` allocate. A spectrum of size N takes 2N samples of a block.

/** A size and its twiddle factors, made by `transform/block-transform`. */
export interface TransformPlan {
  /** N, a power of two of at least 16. */
  readonly size: number
  readonly twiddles: Block
}

/** A size and the tables of the transform in natural order, made by `naturalPlan`. */
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

/** spectrum[at..at + 2N) = transform of source[from..from + N), N real numbers. */
export function forward(spectrum: Block, at: number, source: Block, from: number, plan: TransformPlan): void {
  const twiddles = addressOf(plan.twiddles, 0)
  instance()[spectrum.precision].forward(
    addressOf(spectrum, at),
    addressOf(source, from),
    plan.size,
    twiddles,
  )
}

/** As `forward`, for 2N real numbers. Product and inverse then give the convolution modulo tᴺ − i, all 2N values of it. */
export function forwardFolded(
  spectrum: Block,
  at: number,
  source: Block,
  from: number,
  plan: TransformPlan,
): void {
  const twiddles = addressOf(plan.twiddles, 0)
  instance()[spectrum.precision].forwardFolded(
    addressOf(spectrum, at),
    addressOf(source, from),
    plan.size,
    twiddles,
  )
}

/** target[at..at + 2N) = N · the inverse transform. The spectrum is overwritten. */
export function inverse(target: Block, at: number, spectrum: Block, from: number, plan: TransformPlan): void {
  const twiddles = addressOf(plan.twiddles, 0)
  instance()[target.precision].inverse(addressOf(target, at), addressOf(spectrum, from), plan.size, twiddles)
}

/** target[at..at + 2N) += N · the inverse transform. The spectrum is overwritten. */
export function inverseAdd(
  target: Block,
  at: number,
  spectrum: Block,
  from: number,
  plan: TransformPlan,
): void {
  const twiddles = addressOf(plan.twiddles, 0)
  instance()[target.precision].inverseAdd(
    addressOf(target, at),
    addressOf(spectrum, from),
    plan.size,
    twiddles,
  )
}

/**
 * target[at..at + 2N) = or, if `isAdded`, += the convolution of the source, 2N numbers, with a kernel whose spectrum, divided by
 * N, is given. The same as `forwardFolded`, product and inverse, and faster. `work` has room for a spectrum.
 */
export function convolve(
  target: Block,
  at: number,
  work: Block,
  atWork: number,
  source: Block,
  from: number,
  kernel: Block,
  fromKernel: number,
  plan: TransformPlan,
  isAdded: boolean,
): void {
  instance()[target.precision].convolve(
    addressOf(target, at),
    addressOf(work, atWork),
    addressOf(source, from),
    addressOf(kernel, fromKernel),
    plan.size,
    addressOf(plan.twiddles, 0),
    isAdded,
  )
}

/**
 * tail[at..at + 2N − 1) += the inverse of a sum of products: blocks and segments of N samples reach that far. The last of the
 * 2N samples would be rounding noise. The sum is overwritten.
 */
export function finish(tail: Block, at: number, sum: Block, fromSum: number, plan: TransformPlan): void {
  const twiddles = addressOf(plan.twiddles, 0)
  instance()[tail.precision].finish(addressOf(tail, at), addressOf(sum, fromSum), plan.size, twiddles)
}

/**
 * bins[at..at + M + 2) = transform of samples[from..from + M), M real numbers, in natural order. The samples are
 * overwritten, and `work` from index 0 on: M/2 samples, at least 36.
 */
export function forwardNatural(
  bins: Block,
  at: number,
  samples: Block,
  from: number,
  work: Block,
  plan: NaturalPlan,
): void {
  const tables = addressOf(plan.tables, 0)
  instance()[bins.precision].forwardNatural(
    addressOf(bins, at),
    addressOf(samples, from),
    addressOf(work, 0),
    plan.size,
    tables,
  )
}

/** samples[at..at + M) = inverse transform of bins[from..from + M + 2). Uses `work` as the forward does. */
export function inverseNatural(
  samples: Block,
  at: number,
  bins: Block,
  from: number,
  work: Block,
  plan: NaturalPlan,
): void {
  const tables = addressOf(plan.tables, 0)
  instance()[samples.precision].inverseNatural(
    addressOf(samples, at),
    addressOf(bins, from),
    addressOf(work, 0),
    plan.size,
    tables,
  )
}
