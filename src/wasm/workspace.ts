import type { Precision } from '../samples.js'
import { Block } from './heap.js'

/** The longest workspace that is kept between uses, in samples. */
const KEPT_LENGTH = 2 ** 17

const kept: Partial<Record<Precision, Block>> = {}

/**
 * Lends a block of at least `length` samples, of unknown contents, for the time of `use`. Small workspaces are one block
 * that stays allocated, so that short computations do not pay for memory; `use` must therefore not borrow again.
 */
export function withWorkspace<Result>(
  length: number,
  precision: Precision,
  use: (workspace: Block) => Result,
): Result {
  if (length <= KEPT_LENGTH) return use((kept[precision] ??= new Block(KEPT_LENGTH, precision)))
  const block = new Block(length, precision)
  try {
    return use(block)
  } finally {
    block.free()
  }
}
