import { LEAST_SIZE } from '../transform/block-transform.js'

/** How a kernel is cut up to be learned. */
export interface BlockShape {
  /** The number of taps, L. */
  readonly length: number
  /** The length of a block, and of a segment of taps, N. */
  readonly size: number
  /** How many segments there are, P. */
  readonly segments: number
  /** How many earlier blocks may be learned from again. */
  readonly memory: number
  /** How many spectra of blocks are kept. */
  readonly slots: number
}

/** Longer blocks would cost more for the first taps, which are computed directly, than they save. */
const GREATEST_SIZE = 2048
/** A block is at most this fraction of a kernel. */
const LEAST_SEGMENTS = 8
/** In kernel lengths. */
const MEMORY = 4

/** Blocks of an eighth of the kernel or somewhat less: a power of two. */
export function blockShape(length: number): BlockShape {
  let size = LEAST_SIZE
  while (2 * size * LEAST_SEGMENTS <= length && size < GREATEST_SIZE) size *= 2
  const segments = Math.ceil(length / size)
  return { length, size, segments, memory: MEMORY * segments, slots: (MEMORY + 1) * segments }
}
