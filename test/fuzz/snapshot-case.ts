import fc from 'fast-check'
import type { Precision } from 'tapline'
import { type Damage, damage } from './damage.js'
import { type Forgery, forgery } from './forgery.js'

/** A snapshot, its source, and its damage. */
export interface SnapshotCase {
  readonly of: 'Convolver' | 'ConvolverMatrix'
  readonly precision: Precision
  readonly blockSize: number
  readonly initial: 'zero' | 'first'
  readonly kernelLength: number
  /** Whether the kernels were set after the stream began. */
  readonly isExchanged: boolean
  /** Samples before the snapshot. */
  readonly before: number
  /** The bytes that replace its own: these, or its own with damages. */
  readonly other: readonly number[] | undefined
  readonly damages: readonly Damage[]
  /** How it is forged, if it is not damaged. */
  readonly forgeries: readonly Forgery[]
}

const common = {
  of: fc.constantFrom('Convolver' as const, 'ConvolverMatrix' as const),
  precision: fc.constantFrom('float32' as const, 'float64' as const),
  blockSize: fc.constantFrom(0, 0, 1, 64),
  initial: fc.constantFrom('zero' as const, 'zero' as const, 'first' as const),
  kernelLength: fc.oneof(
    { weight: 20, arbitrary: fc.integer({ min: 1, max: 40 }) },
    { weight: 20, arbitrary: fc.integer({ min: 1, max: 700 }) },
    // Long enough for work that is spread over the time of a block.
    { weight: 1, arbitrary: fc.integer({ min: 13_000, max: 20_000 }) },
  ),
  isExchanged: fc.boolean(),
  before: fc.oneof(
    { weight: 20, arbitrary: fc.nat(40) },
    { weight: 20, arbitrary: fc.nat(900) },
    { weight: 1, arbitrary: fc.nat(30_000) },
  ),
}

/** A snapshot with random damage. */
export const damagedSnapshot: fc.Arbitrary<SnapshotCase> = fc.record({
  ...common,
  other: fc.option(fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 60 }), {
    nil: undefined,
    freq: 9,
  }),
  damages: fc.array(damage, { maxLength: 4 }),
  forgeries: fc.constant([]),
})

/** A forged snapshot, with a correct checksum. */
export const forgedSnapshot: fc.Arbitrary<SnapshotCase> = fc.record({
  ...common,
  other: fc.constant(undefined),
  damages: fc.constant([]),
  forgeries: fc.array(forgery, { minLength: 1, maxLength: 4 }),
})
