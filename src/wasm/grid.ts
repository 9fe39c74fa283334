import { addressOf, type Block, bytesPerSample } from './heap.js'
import { image } from './image-part.js'

/** Where the numbers of a grid lie: the first one, and the distances to the next row and the next column. */
export interface Grid {
  readonly at: number
  readonly pitch: number
  readonly step: number
}

/** Copies a grid within the engine's memory, to the same precision. Only its numbers are touched. */
export function copyGrid(
  target: Block,
  to: Grid,
  source: Block,
  from: Grid,
  columns: number,
  rows: number,
): void {
  const bytes = bytesPerSample(target.precision)
  image()[target.precision].copyGrid(
    addressOf(target, to.at),
    to.pitch * bytes,
    to.step * bytes,
    addressOf(source, from.at),
    from.pitch * bytes,
    from.step * bytes,
    columns,
    rows,
  )
}

/**
 * Spreads rows of `count` numbers that lie end to end from block[from] on: row i moves to block[at + i·pitch]. No row may move forward.
 * Returns whether all numbers are finite.
 */
export function spread(
  block: Block,
  at: number,
  pitch: number,
  from: number,
  count: number,
  rows: number,
): boolean {
  const bytes = bytesPerSample(block.precision)
  const functions = image()[block.precision]
  return functions.spread(addressOf(block, at), pitch * bytes, addressOf(block, from), count, rows) !== 0
}
