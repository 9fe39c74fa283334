import { readOptions, requireCount } from '../../require.js'
import type { TypedSignal } from '../../samples.js'
import type { MatrixProfile } from './matrix-profile.js'
import { readProfile } from './read-profile.js'
import { TakenWindows } from '../match/taken-windows.js'
import type { WindowPair } from './window-pair.js'

/**
 * Returns the motifs of a signal: the pairs of windows that are most alike, by its matrix profile, the best first.
 *
 * In a profile against another signal, `index` is in the signal, and `neighbour` in the other one.
 *
 * A window within the exclusion of one of a better pair (in the same signal) is skipped. So the pairs are different motifs, or different
 * parts of one, rather than all places of one motif; to find these, search the signal for the window with `findMatches`.
 *
 * Cost: one sort of the windows. Allocates the result and the working memory.
 *
 * @param profile The matrix profile.
 * @param options `count`: the most pairs to return. Default 1.
 * @returns The pairs, fewer if there are no more.
 * @throws TypeError if the profile is not one of `matrixProfile`, or has arrays of different lengths. TypeError, RangeError if the
 *   count is not a whole number of at least 1.
 * @example
 * findMotifs(matrixProfile([1, 2, 4, 3, 9, 2, 4, 8, 6, 1], 4)) // [{ index: 0, neighbour: 5, distance: 0 }]
 * @see matrixProfile, findDiscords
 */
export function findMotifs(profile: MatrixProfile, options?: { readonly count?: number }): WindowPair[] {
  const { count = 1 } = readOptions(options, { count: true })
  requireCount(count, 1, 'count')
  const { distances, indices, exclusion, isAcross } = readProfile(profile)
  const taken = new TakenWindows(distances.length, exclusion)
  const others = isAcross ? new TakenWindows(greatest(indices) + 1, exclusion) : taken
  const motifs: WindowPair[] = []
  for (const index of indices.map((_, i) => i).sort((a, b) => distances[a] - distances[b])) {
    const neighbour = indices[index]
    if (motifs.length === count) break
    if (neighbour < 0 || taken.has(index) || others.has(neighbour)) continue
    motifs.push({ index, neighbour, distance: distances[index] })
    taken.take(index)
    others.take(neighbour)
  }
  return motifs
}

function greatest(indices: TypedSignal): number {
  let most = -1
  for (const index of indices) most = Math.max(most, index)
  return most
}
