import { readOptions, requireCount } from '../../require.js'
import type { MatrixProfile } from './matrix-profile.js'
import { readProfile } from './read-profile.js'
import { TakenWindows } from '../match/taken-windows.js'
import type { WindowPair } from './window-pair.js'

/**
 * Returns the discords of a signal: the windows least like any other, by its matrix profile, the most unusual first. Windows without
 * a neighbour (because they hold samples that are not finite) do not count. In a profile against another signal, discords are the
 * windows least like any of that signal: what is new.
 *
 * A window within the exclusion of a stranger one is skipped.
 *
 * Cost: one sort of the windows. Allocates the result and the working memory.
 *
 * @param profile The matrix profile.
 * @param options `count`: the most windows to return. Default 1.
 * @returns The windows, each with its nearest neighbour; fewer if there are no more.
 * @throws TypeError if the profile is not one of `matrixProfile`, or has arrays of different lengths. TypeError, RangeError if the
 *   count is not a whole number of at least 1.
 * @example
 * // A 2 in every fourth place, but once too early.
 * const [discord] = findDiscords(matrixProfile([0, 1, 2, 1, 0, 1, 2, 1, 0, 2, 1, 0, 1, 2, 1, 0], 4))
 * discord.index // 7
 * @see matrixProfile, findMotifs
 */
export function findDiscords(profile: MatrixProfile, options?: { readonly count?: number }): WindowPair[] {
  const { count = 1 } = readOptions(options, { count: true })
  requireCount(count, 1, 'count')
  const { distances, indices, exclusion } = readProfile(profile)
  const taken = new TakenWindows(distances.length, exclusion)
  const discords: WindowPair[] = []
  for (const index of indices.map((_, i) => i).sort((a, b) => distances[b] - distances[a])) {
    const neighbour = indices[index]
    if (discords.length === count) break
    if (neighbour < 0 || taken.has(index)) continue
    discords.push({ index, neighbour, distance: distances[index] })
    taken.take(index)
  }
  return discords
}
