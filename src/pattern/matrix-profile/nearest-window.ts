import { NEIGHBOUR_LENGTH } from '../../wasm/window-table.js'
import type { WindowHistory } from '../match/window-history.js'
import type { WindowPair } from './window-pair.js'

/** 1 − r of a flat window and one that is not: their distance is √m by definition. */
export const FLAT_AND_NOT = 0.5

/**
 * The nearest neighbour of a window that has been compared with all its neighbours.
 *
 * @param flat Some neighbour that is flat, or −1 if none is.
 * @param ordinary Some neighbour that is neither flat nor left out, or −1.
 */
export function nearestWindow(
  history: WindowHistory,
  window: number,
  flat: number,
  ordinary: number,
): WindowPair {
  const { origin, latestFlat, latestOrdinary, table } = history
  const pair = (neighbour: number, dissimilarity: number): WindowPair =>
    neighbour < 0
      ? { index: window, neighbour: -1, distance: Infinity }
      : { index: window, neighbour, distance: Math.sqrt(2 * table.windowLength * dissimilarity) }
  const at = window - origin
  if (latestFlat[at] === window) return flat >= 0 ? pair(flat, 0) : pair(ordinary, FLAT_AND_NOT)
  if (latestOrdinary[at] !== window) return pair(-1, Infinity)
  const { neighbours } = table.arrays
  const [best, offset] = [neighbours[NEIGHBOUR_LENGTH * at], neighbours[NEIGHBOUR_LENGTH * at + 1]]
  const alike =
    best === Infinity ? pair(-1, Infinity) : pair(window + offset, table.dissimilarity(at, at + offset))
  const beside = pair(flat, FLAT_AND_NOT)
  return beside.distance < alike.distance ? beside : alike
}
