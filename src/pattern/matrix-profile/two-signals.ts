import type { TypedSignal } from '../../samples.js'
import { RECORD_LENGTH, TABLE_MARGIN } from '../../wasm/window-table.js'
import { type KeptNeighbours, WindowHistory } from '../match/window-history.js'

/** The number of diagonals that are followed at once: with as many rows, their windows stay in the fastest cache. */
const LAGS_AT_ONCE = 128

/** The number of non-finite samples between the signals: windows that hold them are left out where diagonals end together. */
const PADDING = LAGS_AT_ONCE + TABLE_MARGIN

/** The windows of two signals in one table, to be compared with each other: first the columns, then the rows. */
export class TwoSignals {
  readonly history: WindowHistory
  readonly columnCount: number
  readonly rowCount: number
  /** The window of the table that is the first row. The first column is window 0. */
  readonly firstRow: number

  /**
   * @param isMutual Whether columns have neighbours as well as rows.
   * @param kept Which neighbours of a window are kept. Default: the nearest one.
   */
  constructor(
    columns: TypedSignal,
    rows: TypedSignal,
    windowLength: number,
    isMutual: boolean,
    kept?: KeptNeighbours,
  ) {
    this.firstRow = columns.length + PADDING
    this.columnCount = columns.length - windowLength + 1
    this.rowCount = rows.length - windowLength + 1
    this.history = new WindowHistory(windowLength, this.firstRow + rows.length + TABLE_MARGIN, isMutual, kept)
    this.history.push(columns, 0, columns.length)
    this.history.push(new Float64Array(PADDING).fill(NaN), 0, PADDING)
    this.history.push(rows, 0, rows.length)
  }

  /** Compares row r with column c, r − c ≥ `least`, along all diagonals; pauses after some of them. */
  *compare(least = -Infinity): Generator<undefined, void> {
    const { firstRow, columnCount } = this
    const { table, origin, windowCount } = this.history
    const greatestLag = windowCount - 1
    // The first pair of a diagonal has no pair before it: its covariance is computed directly.
    table.arrays.records[RECORD_LENGTH * (firstRow - origin) + RECORD_LENGTH - 1] = 1
    const firstLag = firstRow + Math.max(least, 1 - columnCount)
    for (let lag = firstLag; lag <= greatestLag; lag += LAGS_AT_ONCE) {
      const lastLag = Math.min(lag + LAGS_AT_ONCE - 1, greatestLag)
      const end = Math.min(lastLag + columnCount, windowCount)
      table.compare(firstRow - origin, end - origin, lag, lastLag)
      yield
    }
  }

  dispose(): void {
    this.history.dispose()
  }
}
