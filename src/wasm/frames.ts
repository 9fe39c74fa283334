import { addressOf, type Block } from './heap.js'
import { pattern } from './pattern-part.js'

// Frames of a signal under a window function. Formulas are in assembly/frames.ts. All blocks are of one precision. Whole vectors
// are read and written, up to three samples beyond the last one. Nothing is checked here and nothing is allocated.

/** target[0..count) = source·weights, and NaN where the source is not finite. The target may be the source. */
export function weigh(target: Block, source: Block, weights: Block, count: number): void {
  const functions = pattern()[target.precision]
  functions.weigh(addressOf(target, 0), addressOf(source, 0), addressOf(weights, 0), count)
}

/** sums[0..count) += source·weights. */
export function addWeighted(sums: Block, source: Block, weights: Block, count: number): void {
  const functions = pattern()[sums.precision]
  functions.addWeighted(addressOf(sums, 0), addressOf(source, 0), addressOf(weights, 0), count)
}
