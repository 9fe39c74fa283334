import { type Precision, type Samples, zeros } from '../samples.js'
import { cosineOfTurn, sineOfTurn } from './cosine-of-turn.js'
import { addressOf, Block } from './heap.js'
import { natural } from './natural-part.js'

// Transforms in natural order. The method is in assembly/real.ts. The only check here is that blocks are not free.

/** A size, a power of two of at least 32, and its twiddle factors. */
export interface NaturalPlan {
  /** M */
  readonly size: number
  readonly twiddles: Block
}

/** Makes a plan: ¾·M numbers in memory, about 0.1 µs per number. */
export function naturalPlan(size: number, precision: Precision): NaturalPlan {
  const twiddles = new Block((3 * size) / 4, precision)
  twiddles.samples.set(makeTwiddles(size, precision))
  return { size, twiddles }
}

/**
 * bins[0..M + 2) = transform of samples[0..M), M real numbers, in natural order. The samples are overwritten, and `work`, M
 * samples.
 */
export function forwardNatural(bins: Block, samples: Block, work: Block, plan: NaturalPlan): void {
  natural()[bins.precision].forwardNatural(
    addressOf(bins, 0),
    addressOf(samples, 0),
    addressOf(work, 0),
    plan.size,
    addressOf(plan.twiddles, 0),
  )
}

/** samples[0..M) = inverse transform of bins[0..M + 2). `work` is overwritten. */
export function inverseNatural(samples: Block, bins: Block, work: Block, plan: NaturalPlan): void {
  natural()[samples.precision].inverseNatural(
    addressOf(samples, 0),
    addressOf(bins, 0),
    addressOf(work, 0),
    plan.size,
    addressOf(plan.twiddles, 0),
  )
}

/** The twiddle factors, in the layout that assembly/real.ts describes. */
function makeTwiddles(size: number, precision: Precision): Samples {
  const table = zeros((3 * size) / 4, precision)
  for (let points = size / 16; points >= 4; points /= 4) putLevel(table, points, 1)
  putLevel(table, size / 4, precision === 'float32' ? 4 : 2)
  return table
}

/** For rows of L points, w and w² of all k < L/2: the real parts of as many k as there are lanes, then the imaginary ones. */
function putLevel(table: Samples, points: number, lanes: number): void {
  for (let k = 0; k < points / 2; k++) {
    const lane = k % lanes
    const at = points + 4 * (k - lane) + lane
    for (const j of [1, 2]) {
      const turn = (j * k) / (4 * points)
      table[at + (2 * j - 2) * lanes] = cosineOfTurn(turn)
      table[at + (2 * j - 1) * lanes] = -sineOfTurn(turn)
    }
  }
}
