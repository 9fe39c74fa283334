import { NEIGHBOUR_LENGTH } from '../../wasm/window-table.js'
import type { WindowHistory } from '../match/window-history.js'
import { FLAT_AND_NOT } from './nearest-window.js'
import type { WindowPair } from './window-pair.js'

/** A range of windows: the first, and the one after the last. */
export type WindowRange = readonly [from: number, to: number]

/** Several nearest neighbours of windows that have all been compared. */
export class NeighbourRanking {
  readonly #history: WindowHistory
  readonly #count: number
  /** Of the windows that may be neighbours: those that are flat, and those that are neither flat nor left out. */
  readonly #flat: number[] = []
  readonly #ordinary: number[] = []

  /**
   * @param count The number of neighbours of each window.
   * @param windowCount The number of windows that may be neighbours: the first ones.
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
   * The nearest neighbours of a window, the nearest first; fewer if there are no more.
   *
   * @param isLater Whether to return those kept as later ones, if sides are separated.
   * @param ranges The windows to choose from.
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

  /** The first windows of a sorted list that are in the ranges, up to the count. */
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

/** The number of windows, in ascending order, below a given one. */
function countBelow(windows: readonly number[], limit: number): number {
  let [low, high] = [0, windows.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (windows[middle] < limit) low = middle + 1
    else high = middle
  }
  return low
}
