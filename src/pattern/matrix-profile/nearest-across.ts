import type { TypedSignal } from '../../samples.js'
import { allSteps } from './all-steps.js'
import { NeighbourRanking } from './neighbour-ranking.js'
import { TwoSignals } from './two-signals.js'
import type { WindowPair } from './window-pair.js'

/** For each window of a signal, the nearest windows of another signal, the nearest first. Indices are in the other signal. */
export function nearestAcross(
  signal: TypedSignal,
  against: TypedSignal,
  windowLength: number,
  neighbourCount: number,
): WindowPair[][] {
  const both = new TwoSignals(against, signal, windowLength, false, { neighbourCount })
  try {
    allSteps(both.compare())
    const { history, firstRow, columnCount, rowCount } = both
    const ranking = new NeighbourRanking(history, neighbourCount, columnCount)
    return Array.from({ length: rowCount }, (_, row) => ranking.of(firstRow + row, false, [[0, columnCount]]))
  } finally {
    both.dispose()
  }
}
