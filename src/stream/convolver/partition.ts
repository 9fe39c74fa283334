import type { Precision } from '../../samples.js'

/** How a kernel is divided for streaming: which taps are computed directly, and which by transforms of which size. */
export interface Partition {
  /** The first taps, computed directly. */
  readonly headLength: number
  /** The others, in the order of the taps. */
  readonly levels: readonly Level[]
}

/** Neighbouring segments of taps of one length. */
export interface Level {
  /** The first tap of the first segment. */
  readonly start: number
  /** The length of a segment, and of the blocks of input that are transformed with it. */
  readonly blockLength: number
  /** The number of segments. */
  readonly count: number
}

/** Blocks of at least this length, whose transforms take some 10 µs, are computed over the time of the next block. */
const LEAST_SPREAD_BLOCK = 4096

const LEAST_BLOCK = 32
const GREATEST_BLOCK = 2 ** 15

// Nanoseconds per sample, measured by bench/costs.ts on one core of an AMD EPYC (Zen 4): values between the medians of baseline
// and those of relaxed SIMD. Only their ratios matter.
const COSTS = {
  float32: { tap: 0.06, segment: 0.33, transform: 0.07, transformLevel: 0.28, block: 130 },
  float64: { tap: 0.15, segment: 0.66, transform: 0, transformLevel: 0.56, block: 135 },
} as const

/**
 * Finds the cheapest partition of `kernelLength` taps by a search over all sequences of block lengths (Garcia, 2002,
 * solves the same problem as a shortest path; here the choices are few enough to try them all).
 *
 * A block of B input samples is complete B samples after it began. So its product with taps from `start` on is in time only if
 * start ≥ B, or start ≥ 2B if it is computed over the time of the next block. A latency of `blockSize` samples relaxes both bounds
 * by as much.
 *
 * Segments are laid out from the end of the kernel towards its start, so that all of them are whole and none extends beyond the
 * last tap. The rounding noise of a block then reaches no further than the block itself does. Taps that do not fill a segment go to
 * a smaller one, and finally to the head.
 */
export function findPartition(kernelLength: number, blockSize: number, precision: Precision): Partition {
  return cheapest(kernelLength, GREATEST_BLOCK, blockSize, precision).partition
}

interface Priced {
  readonly partition: Partition
  readonly cost: number
}

/** The cheapest partition of the first `length` taps with blocks of at most `greatest`. */
function cheapest(length: number, greatest: number, blockSize: number, precision: Precision): Priced {
  let best: Priced = { partition: { headLength: length, levels: [] }, cost: length * COSTS[precision].tap }
  for (let blockLength = greatest; blockLength >= LEAST_BLOCK; blockLength /= 2) {
    const least = leastStart(blockLength, blockSize)
    if (length < least + blockLength) continue
    const start = least + ((length - least) % blockLength)
    const level = { start, blockLength, count: (length - start) / blockLength }
    const below = cheapest(start, blockLength / 2, blockSize, precision)
    const cost = below.cost + levelCost(level, precision)
    if (cost >= best.cost) continue
    const { headLength, levels } = below.partition
    best = { partition: { headLength, levels: [...levels, level] }, cost }
  }
  return best
}

/** Whether the work of a level's block is spread over the time of the next block. */
export function isSpread({ start, blockLength }: Level): boolean {
  return blockLength >= LEAST_SPREAD_BLOCK && start >= 2 * blockLength
}

/** The first tap that blocks of this length may have. */
function leastStart(blockLength: number, blockSize: number): number {
  const late = lead(blockLength, blockSize)
  if (late === 0 && blockLength >= LEAST_SPREAD_BLOCK) return 2 * blockLength
  return blockLength - late
}

/** By how many samples the product of a block may come after its last sample, given that output comes in blocks. */
function lead(blockLength: number, blockSize: number): number {
  if (blockSize === 0) return 0
  if (blockSize % blockLength === 0) return blockLength
  return blockLength % blockSize === 0 ? blockSize : 0
}

function levelCost({ blockLength, count }: Level, precision: Precision): number {
  const { segment, transform, transformLevel, block } = COSTS[precision]
  return block / blockLength + transform + transformLevel * Math.log2(blockLength) + segment * count
}
