import type { Precision } from '../samples.js'
import { Block, lasting } from './heap.js'

/** The length of the workspace that is kept between uses, in samples. */
export const SCRATCH_LENGTH = 2 ** 17

const kept: Partial<Record<Precision, Block>> = {}

/**
 * Lends a block of at least `length` samples, of unknown contents, for the duration of `use`. Small workspaces share one block
 * that stays allocated, so that short computations do not pay for allocation. `use` must therefore not borrow again.
 */
export function withWorkspace<Result>(
  length: number,
  precision: Precision,
  use: (workspace: Block) => Result,
): Result {
  if (length <= SCRATCH_LENGTH) return use(scratch(precision))
  const block = new Block(length, precision)
  try {
    return use(block)
  } finally {
    block.free()
  }
}

/** The shared workspace itself, of SCRATCH_LENGTH samples, for a single call in which nothing else uses it. */
export function scratch(precision: Precision): Block {
  return kept[precision] ?? makeScratch(precision)
}

/**
 * A separate function, because variables that a closure captures are allocated at each call, even if the closure is never created.
 */
function makeScratch(precision: Precision): Block {
  return (kept[precision] = lasting(() => new Block(SCRATCH_LENGTH, precision)))
}
