import { requireNumber } from '../../require.js'

/** Throws unless `distance` is a distance between peaks: a number of samples of at least 1. */
export function requireDistance(distance: number): void {
  requireNumber(distance, 'distance')
  if (!(distance >= 1)) throw new RangeError(`distance must be a number of at least 1, got ${distance}`)
}
