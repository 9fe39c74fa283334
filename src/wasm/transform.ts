import { addressOf, type Block } from './heap.js'
import { instance } from './module.js'

// Transforms. The method is in assembly/transform.ts. The only check here is that blocks are not free. A spectrum of size N takes 2N
// samples of a block.

/** A size and its twiddle factors, made by `transform/block-transform`. */
export interface TransformPlan {
  /** N, a power of two of at least 16. */
  readonly size: number
  readonly twiddles: Block
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
