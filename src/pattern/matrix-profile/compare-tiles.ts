import type { TypedSignal } from '../../samples.js'
import type { WindowHistory } from '../match/window-history.js'
import { nearestWindow } from './nearest-window.js'
import { type NearestWindows, nearestWindows } from './nearest-windows.js'
import { NeighbourSearch } from './neighbour-search.js'
import { TwoSignals } from './two-signals.js'

/** Two tiles of one signal to compare with each other. */
export interface TilePair {
  readonly windowLength: number
  /** Windows whose starts are at most this far apart are not compared. */
  readonly exclusion: number
  /** The samples of the windows of either tile. */
  readonly earlier: TypedSignal
  /** Undefined to compare the windows of one tile with each other. */
  readonly later: TypedSignal | undefined
  /** How many samples after the earlier tile the later one begins. */
  readonly distance: number
}

/** Rows between two pauses: a multiple of those that the engine takes at once. */
const ROWS_IN_A_STEP = 512

/**
 * Compares two tiles, with pauses between steps. The result depends on the pair alone.
 *
 * @returns The nearest windows to those of the earlier tile, and of the later one, if there are two. Indices are in the other tile.
 */
export function compareTiles(pair: TilePair): Generator<undefined, NearestWindows[]> {
  const { later } = pair
  return later === undefined ? within(pair) : across(pair, later)
}

function* within({ windowLength, exclusion, earlier }: TilePair): Generator<undefined, NearestWindows[]> {
  const search = new NeighbourSearch({
    windowLength,
    exclusion,
    greatestLag: earlier.length - windowLength,
    isMutual: true,
    capacity: earlier.length,
  })
  try {
    let windowCount = 0
    for (let from = 0; from < earlier.length;) {
      const to = Math.min(Math.max(from, windowLength - 1) + ROWS_IN_A_STEP, earlier.length)
      windowCount = search.push(earlier, from, to)
      from = to
      yield
    }
    return [nearestWindows(windowCount, (window) => search.nearest(window))]
  } finally {
    search.dispose()
  }
}

function* across(
  { windowLength, exclusion, earlier, distance }: TilePair,
  later: TypedSignal,
): Generator<undefined, NearestWindows[]> {
  const both = new TwoSignals(earlier, later, windowLength, true)
  try {
    const least = exclusion + 1 - distance
    yield* both.compare(least)
    const { history, firstRow, columnCount, rowCount } = both
    const { latestFlat, latestOrdinary } = history
    return [
      nearestWindows(columnCount, (column) => {
        const some = (latest: Float64Array) => someRow(both, latest, column + least)
        const found = nearestWindow(history, column, some(latestFlat), some(latestOrdinary))
        return { ...found, neighbour: Math.max(found.neighbour - firstRow, -1) }
      }),
      nearestWindows(rowCount, (row) => {
        const some = (latest: Float64Array) => someColumn(both, latest, row - least)
        return nearestWindow(history, firstRow + row, some(latestFlat), some(latestOrdinary))
      }),
    ]
  } finally {
    both.dispose()
  }
}

/** The latest row of a kind, as a window of the table, if it is not before `first`; or −1. */
function someRow({ history, firstRow, rowCount }: TwoSignals, latest: Float64Array, first: number): number {
  const row = at(history, latest, firstRow + rowCount - 1)
  return row >= firstRow + Math.max(first, 0) ? row : -1
}

/** The latest column of a kind that is not after `last`, or −1. */
function someColumn({ history, columnCount }: TwoSignals, latest: Float64Array, last: number): number {
  return last < 0 ? -1 : at(history, latest, Math.min(last, columnCount - 1))
}

function at({ origin }: WindowHistory, latest: Float64Array, window: number): number {
  return latest[window - origin]
}
