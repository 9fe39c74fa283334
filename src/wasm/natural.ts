import { addressOf, Block } from './heap.js'
import { natural } from './natural-part.js'
import type { TransformPlan } from './transform.js'

// Transforms in natural order. The method is in assembly/real.ts. The only check here is that blocks are not free.

/** A size and the tables of the transform in natural order, made by `naturalPlan`. */
export interface NaturalPlan {
  /** M, a power of two of at least 32. */
  readonly size: number
  readonly tables: Block
  /** The blocks that the tables point to. They live as long as the plan. */
  readonly parts: readonly Block[]
}

/** A plan, and the blocks of 16 points in their natural order. */
export interface NaturalLevel {
  readonly plan: TransformPlan
  readonly order: Block
}

/**
 * A plan of the transform in natural order: of its base, with the factors that join its two halves, and of the levels for M/4 points and
 * each half of them down to a quarter of twice the base. An order gives the blocks as distances in bytes.
 */
export function naturalPlan(
  size: number,
  base: NaturalLevel,
  factors: Block,
  levels: readonly NaturalLevel[],
): NaturalPlan {
  const tables = ({ plan, order }: NaturalLevel): readonly Block[] => [plan.twiddles, order]
  const parts = [...tables(base), factors, ...levels.flatMap(tables)]
  return { size, tables: wordBlock(parts.map((part) => addressOf(part, 0))), parts }
}

/** A block of 32-bit words. */
export function wordBlock(words: readonly number[]): Block {
  const block = new Block(words.length, 'float32')
  new Uint32Array(block.samples.buffer, block.address, words.length).set(words)
  return block
}

/**
 * bins[at..at + M + 2) = transform of samples[from..from + M), M real numbers, in natural order. The samples are
 * overwritten, and `work` from index 0 on: M samples, at least 2·min(M, 512).
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
  natural()[bins.precision].forwardNatural(
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
  natural()[samples.precision].inverseNatural(
    addressOf(samples, at),
    addressOf(bins, from),
    addressOf(work, 0),
    plan.size,
    tables,
  )
}
