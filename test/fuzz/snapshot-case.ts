import fc from 'fast-check'
import type { Precision } from 'tapline'
import { type Damage, damage } from './damage.js'

/** A snapshot, what it is of, and how it is damaged. */
export interface SnapshotCase {
  readonly of: 'Convolver' | 'ConvolverMatrix'
  readonly precision: Precision
  readonly blockSize: number
  readonly kernelLength: number
  /** Samples before the snapshot. */
  readonly before: number
  /** What is given instead of its bytes: these, or its own with damages. */
  readonly other: readonly number[] | undefined
  readonly damages: readonly Damage[]
}

/** Any case. */
export const snapshotCase: fc.Arbitrary<SnapshotCase> = fc.record({
  of: fc.constantFrom('Convolver', 'ConvolverMatrix'),
  precision: fc.constantFrom('float32', 'float64'),
  blockSize: fc.constantFrom(0, 0, 1, 64),
  kernelLength: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 700 })),
  before: fc.oneof(fc.nat(40), fc.nat(900)),
  other: fc.option(fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 60 }), {
    nil: undefined,
    freq: 9,
  }),
  damages: fc.array(damage, { maxLength: 4 }),
})
