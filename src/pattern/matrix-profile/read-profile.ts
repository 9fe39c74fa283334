import { describe } from '../../describe.js'
import { readSignal, requireCount, requireObject } from '../../require.js'
import type { TypedSignal } from '../../samples.js'
import type { MatrixProfile } from './matrix-profile.js'

/** What the searches read of a profile, each property once. */
export interface ReadProfile {
  readonly distances: TypedSignal
  readonly indices: TypedSignal
  readonly exclusion: number
  readonly isAcross: boolean
}

/** @throws TypeError, RangeError unless a profile is one of `matrixProfile`, or has the form of one. */
export function readProfile(profile: MatrixProfile): ReadProfile {
  requireObject(
    profile,
    'profile',
    '{ distances, indices, isAcross, exclusion }, as matrixProfile returns it',
  )
  const { exclusion, isAcross } = profile
  requireCount(exclusion, 0, 'profile.exclusion')
  if (typeof isAcross !== 'boolean') {
    throw new TypeError(`profile.isAcross must be true or false, got ${describe(isAcross)}`)
  }
  const distances = readSignal(profile.distances, 'profile.distances')
  const indices = readSignal(profile.indices, 'profile.indices')
  if (indices.length === distances.length) return { distances, indices, exclusion, isAcross }
  throw new RangeError(
    `profile.indices must have the ${distances.length} elements of profile.distances, got ${indices.length}`,
  )
}
