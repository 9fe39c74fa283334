import type { TypedSignal } from '../../samples.js'
import { RECORD_LENGTH, TABLE_MARGIN } from '../../wasm/window-table.js'
import { WindowHistory } from '../match/window-history.js'
import { NeighbourRanking } from './neighbour-ranking.js'
import type { WindowPair } from './window-pair.js'

/** Diagonals that are followed at once: with as many rows, their windows stay in the fastest cache. */
const LAGS_AT_ONCE = 128

/** Samples that are not finite, between the signals: the windows with them take no part where diagonals end together. */
const PADDING = LAGS_AT_ONCE + TABLE_MARGIN

/** For each window of a signal the nearest ones of another signal, the nearest first. Their indices are those in the other signal. */
export function nearestAcross(
  signal: TypedSignal,
  against: TypedSignal,
  windowLength: number,
  neighbourCount: number,
): WindowPair[][] {
  const begin = against.length + PADDING
  const history = new WindowHistory(windowLength, begin + signal.length + TABLE_MARGIN, false, {
    neighbourCount,
  })
  try {
    history.push(against, 0, against.length)
    history.push(new Float64Array(PADDING).fill(NaN), 0, PADDING)
    history.push(signal, 0, signal.length)
    const othersCount = against.length - windowLength + 1
    compareAll(history, begin, othersCount)
    const ranking = new NeighbourRanking(history, neighbourCount, othersCount)
    return Array.from({ length: signal.length - windowLength + 1 }, (_, index) =>
      ranking.of(begin + index, false, [[0, othersCount]]),
    )
  } finally {
    history.dispose()
  }
}

/** Compares the windows from `begin` on with the first ones, along all diagonals. */
function compareAll({ table, origin, windowCount }: WindowHistory, begin: number, othersCount: number): void {
  const greatestLag = windowCount - 1
  // What a diagonal begins with has no pair before it: its covariance is computed directly.
  table.arrays.records[RECORD_LENGTH * (begin - origin) + RECORD_LENGTH - 1] = 1
  for (let lag = begin - othersCount + 1; lag <= greatestLag; lag += LAGS_AT_ONCE) {
    const lastLag = Math.min(lag + LAGS_AT_ONCE - 1, greatestLag)
    const end = Math.min(lastLag + othersCount, windowCount)
    table.compare(begin - origin, end - origin, lag, lastLag)
  }
}
