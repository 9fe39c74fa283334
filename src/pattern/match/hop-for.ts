import { nextPowerOfTwo } from '../../next-power-of-two.js'
import { GREATEST_SIZE, LEAST_SIZE } from '../../transform/block-transform.js'

/**
 * The number of windows that a block adds. With `blockSize` 0, a block has between 4M and 8M samples, where M is `longest`, as
 * far as GREATEST_SIZE allows: the overlap of M samples costs little then, and matches wait no longer than for a few lengths of the template.
 */
export function hopFor(longest: number, blockSize: number): number {
  const size = blockSize === 0 ? sizeOf(2 * longest) : GREATEST_SIZE
  const most = 2 * size - longest - 1
  return blockSize === 0 ? most : Math.min(blockSize, most)
}

/** The least transform that gives all windows of a block, and one on either side of them. */
export function sizeFor(longest: number, hop: number): number {
  return sizeOf(Math.max(longest, (longest + 1 + hop) / 2))
}

function sizeOf(least: number): number {
  return Math.min(nextPowerOfTwo(Math.max(least, LEAST_SIZE)), GREATEST_SIZE)
}
