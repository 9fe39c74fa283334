import { NEIGHBOUR_LENGTH } from '../../wasm/window-table.js'
import type { WindowHistory } from '../match/window-history.js'
import { FLAT_AND_NOT } from './nearest-window.js'
import type { WindowPair } from './window-pair.js'

/** Windows from one on, up to another. */
export type WindowRange = readonly [from: number, to: number]

/** Several nearest neighbours of windows that have all been compared. */
export class NeighbourRanking {
  readonly #history: WindowHistory
  readonly #count: number
  /** The windows that are flat, and those that are neither flat nor left out, among those that may be neighbours. */
  readonly #flat: number[] = []
  readonly #ordinary: number[] = []

  /**
   * @param count How many neighbours of each window.
   * @param windowCount How many of the first windows may be neighbours.
   */
  constructor(history: WindowHistory, count: number, windowCount: number) {
    this.#history = history
    this.#count = count
    for (let window = 0; window < windowCount; window++) {
      if (history.latestFlat[window - history.origin] === window) this.#flat.push(window)
      else if (history.latestOrdinary[window - history.origin] === window) this.#ordinary.push(window)
    }
  }

  /**
   * The nearest neighbours of a window, the nearest first; fewer where there are no more.
   *
   * @param isLater Whether they are those kept as later ones, where sides are told apart.
   * @param ranges Where they may lie.
   */
  of(window: number, isLater: boolean, ranges: readonly WindowRange[]): WindowPair[] {
    const { latestFlat, latestOrdinary, origin } = this.#history
    const isFlat = latestFlat[window - origin] === window
    if (!isFlat && latestOrdinary[window - origin] !== window) return []
    const flat = this.#some(this.#flat, ranges)
    const pairs = isFlat
      ? [
          ...this.#pairs(window, flat, 0),
          ...this.#pairs(window, this.#some(this.#ordinary, ranges), FLAT_AND_NOT),
        ]
      : [...this.#alike(window, isLater), ...this.#pairs(window, flat, FLAT_AND_NOT)]
    return nearestOf(pairs, this.#count)
  }

  /** Those that the table has kept. */
  #alike(window: number, isLater: boolean): WindowPair[] {
    const { origin, table } = this.#history
    const { neighbours } = table.arrays
    const at = window - origin
    const length = NEIGHBOUR_LENGTH * this.#count
    const from = length * (isLater ? table.capacity + at : at)
    const pairs: WindowPair[] = []
    for (let i = from; i < from + length && neighbours[i] < Infinity; i += NEIGHBOUR_LENGTH) {
      const offset = neighbours[i + 1]
      pairs.push(...this.#pairs(window, [window + offset], table.dissimilarity(at, at + offset)))
    }
    return pairs
  }

  #pairs(index: number, neighbours: readonly number[], dissimilarity: number): WindowPair[] {
    const distance = Math.sqrt(2 * this.#history.table.windowLength * dissimilarity)
    return neighbours.map((neighbour) => ({ index, neighbour, distance }))
  }

  /** As many as are wanted of some windows, in their order, which lie in the ranges. */
  #some(windows: readonly number[], ranges: readonly WindowRange[]): number[] {
    return ranges
      .flatMap(([from, to]) => {
        const first = countBelow(windows, from)
        return windows.slice(first, Math.min(countBelow(windows, to), first + this.#count))
      })
      .slice(0, this.#count)
  }
}

/** The nearest of some pairs, the nearest first. */
export function nearestOf(pairs: readonly WindowPair[], count: number): WindowPair[] {
  return pairs.toSorted((a, b) => a.distance - b.distance).slice(0, count)
}

/** How many windows, in ascending order, lie below one. */
function countBelow(windows: readonly number[], limit: number): number {
  let [low, high] = [0, windows.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (windows[middle] < limit) low = middle + 1
    else high = middle
  }
  return low
}
