import { LEAST_SIZE } from '../transform/block-transform.js'

/** How a kernel is cut up to be learned. */
export interface BlockShape {
  /** The number of taps, L. */
  readonly length: number
  /** The length of a block, and of a segment of taps, N. */
  readonly size: number
  /** How many segments there are, P. */
  readonly segments: number
  /** The number of earlier blocks that may be learned from again. */
  readonly memory: number
  /** The number of spectra that are kept. */
  readonly slots: number
}

/** Longer blocks would cost more for the first taps, which are computed directly, than they save. */
const GREATEST_SIZE = 2048
/** A kernel is cut into at least this many blocks, unless they would be shorter than the least size. */
const LEAST_SEGMENTS = 8
/** How long blocks are kept for replays, in kernel lengths. */
const MEMORY = 4

/** Chooses the block length: the greatest power of two up to an eighth of the kernel. */
export function blockShape(length: number): BlockShape {
  let size = LEAST_SIZE
  while (2 * size * LEAST_SEGMENTS <= length && size < GREATEST_SIZE) size *= 2
  const segments = Math.ceil(length / size)
  return { length, size, segments, memory: MEMORY * segments, slots: (MEMORY + 1) * segments }
}
