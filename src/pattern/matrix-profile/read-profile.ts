import { readSignal, requireCount, requireObject } from '../../require.js'
import type { TypedSignal } from '../../samples.js'
import type { MatrixProfile } from './matrix-profile.js'

/** What is looked for in a profile, each read once. */
export interface ReadProfile {
  readonly distances: TypedSignal
  readonly indices: TypedSignal
  readonly exclusion: number
}

/** @throws TypeError, RangeError unless a profile is one of `matrixProfile`, or has the form of one. */
export function readProfile(profile: MatrixProfile): ReadProfile {
  requireObject(profile, 'profile', '{ distances, indices, exclusion }, as matrixProfile returns it')
  const { exclusion } = profile
  requireCount(exclusion, 0, 'profile.exclusion')
  const distances = readSignal(profile.distances, 'profile.distances')
  const indices = readSignal(profile.indices, 'profile.indices')
  if (indices.length === distances.length) return { distances, indices, exclusion }
  throw new RangeError(
    `profile.indices must have the ${distances.length} elements of profile.distances, got ${indices.length}`,
  )
}
