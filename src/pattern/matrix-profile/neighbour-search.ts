import { requireCount } from '../../require.js'
import { type TypedSignal } from '../../samples.js'
import { impossibleState } from '../../stream/snapshot/impossible-state.js'
import type { SnapshotReader } from '../../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../../stream/snapshot/snapshot-writer.js'
import { placeOfLag, TABLE_MARGIN } from '../../wasm/window-table.js'
import { type KeptNeighbours, WindowHistory } from '../match/window-history.js'
import { nearestWindow } from './nearest-window.js'
import { nearestOf, NeighbourRanking } from './neighbour-ranking.js'
import type { RankedNeighbours } from './neighbour-profile.js'
import type { WindowPair } from './window-pair.js'

/** Which windows may be neighbours in a search, and how many samples it has room for. */
export interface SearchOptions {
  readonly windowLength: number
  /** Windows at most this far away are not neighbours. */
  readonly exclusion: number
  /** Windows further back are not neighbours. */
  readonly greatestLag: number
  /** Whether later windows are neighbours as well. */
  readonly isMutual: boolean
  readonly capacity: number
  /** Which neighbours of a window are kept. Default: the nearest one. */
  readonly kept?: KeptNeighbours
}

/** The search for the nearest neighbour of every window of a stream. */
export class NeighbourSearch {
  readonly #options: SearchOptions
  readonly #history: WindowHistory
  /** The number of windows that have been compared with those before them. */
  #compared = 0

  constructor(options: SearchOptions) {
    this.#options = options
    this.#history = new WindowHistory(options.windowLength, options.capacity, options.isMutual, options.kept)
  }

  /** How many more samples fit. */
  get room(): number {
    return this.#history.room
  }

  /** Takes signal[from..to), and compares the new windows with those before them. Returns the number of windows. */
  push(signal: TypedSignal, from: number, to: number): number {
    const { exclusion, greatestLag } = this.#options
    const history = this.#history
    history.push(signal, from, to)
    const { origin, windowCount } = history
    history.table.compare(this.#compared - origin, windowCount - origin, exclusion + 1, greatestLag)
    this.#compared = windowCount
    return windowCount
  }

  /** The nearest neighbour of a window so far. */
  nearest(window: number): WindowPair {
    const { latestFlat, latestOrdinary } = this.#history
    const [flat, ordinary] = [this.#someOf(latestFlat, window), this.#someOf(latestOrdinary, window)]
    return nearestWindow(this.#history, window, flat, ordinary)
  }

  /** Several nearest neighbours of each window so far. */
  ranked(): RankedNeighbours[] {
    const { exclusion, kept: { neighbourCount = 1, areSided = false } = {} } = this.#options
    const windowCount = this.#compared
    const ranking = new NeighbourRanking(this.#history, neighbourCount, windowCount)
    return Array.from({ length: windowCount }, (_, window) => {
      const before = [0, window - exclusion] as const
      const after = [window + exclusion + 1, windowCount] as const
      if (!areSided) return { all: ranking.of(window, false, [before, after]) }
      const [left, right] = [ranking.of(window, false, [before]), ranking.of(window, true, [after])]
      return { all: nearestOf([...left, ...right], neighbourCount), left, right }
    })
  }

  /** Forgets the windows that are out of reach of future ones. */
  forget(): void {
    this.#history.forget(this.#compared - this.#options.greatestLag - TABLE_MARGIN)
  }

  /** Writes what later windows are compared with. Only they may get new neighbours. */
  save(writer: SnapshotWriter): void {
    this.#history.save(writer, this.#reach)
    const { covariance } = this.#history.table.arrays
    // The covariances of the last window, from which those of the next one follow.
    writer.samples(new Float64Array(this.#lagCount).map((_, i) => covariance[placeOfLag(i)]))
  }

  /** Reads what `save` wrote. Returns the number of windows so far. */
  load(reader: SnapshotReader): number {
    this.#history.load(reader, this.#reach)
    this.#compared = this.#history.windowCount
    const saved = new Float64Array(this.#lagCount)
    reader.samples(saved)
    if (!saved.every(Number.isFinite)) throw impossibleState()
    const { covariance } = this.#history.table.arrays
    for (const [i, value] of saved.entries()) covariance[placeOfLag(i)] = value
    return this.#compared
  }

  reset(): void {
    this.#history.reset()
    this.#compared = 0
  }

  dispose(): void {
    this.#history.dispose()
  }

  /** The number of windows that the next one needs: its neighbours, and the one before each, from which covariances follow. */
  get #reach(): number {
    return this.#options.greatestLag + 1
  }

  /** The number of earlier windows that the last one was compared with. */
  get #lagCount(): number {
    const { exclusion, greatestLag } = this.#options
    return Math.max(Math.min(greatestLag, this.#compared - 1) - exclusion, 0)
  }

  /** Some window of a kind that may be a neighbour: the latest one before, or else the last one; −1 if there is none. */
  #someOf(latest: Float64Array, window: number): number {
    const { exclusion, greatestLag, isMutual } = this.#options
    const { origin } = this.#history
    const before = window > exclusion ? latest[window - exclusion - 1 - origin] : -1
    if (before >= Math.max(window - greatestLag, 0)) return before
    const after = isMutual ? latest[this.#compared - 1 - origin] : -1
    return after > window + exclusion ? after : -1
  }
}

/** The exclusion of windows: as given, or a quarter of their length, rounded up. Throws unless both are whole numbers. */
export function checkedExclusion(windowLength: number, exclusion: number | undefined): number {
  requireCount(windowLength, 3, 'windowLength')
  if (exclusion !== undefined) requireCount(exclusion, 0, 'exclusion')
  return exclusion ?? Math.ceil(windowLength / 4)
}
