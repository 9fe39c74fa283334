import fc from 'fast-check'
import { type Damage, damage } from './damage.js'

/** A file of weights, and its damage. */
export interface WeightsCase {
  readonly weights: readonly { readonly shape: readonly number[]; readonly isSingle: boolean }[]
  readonly damages: readonly Damage[]
}

/** Any case. */
export const weightsCase: fc.Arbitrary<WeightsCase> = fc.record({
  weights: fc.array(fc.record({ shape: fc.array(fc.nat(4), { maxLength: 3 }), isSingle: fc.boolean() }), {
    maxLength: 4,
  }),
  damages: fc.array(damage, { maxLength: 4 }),
})
