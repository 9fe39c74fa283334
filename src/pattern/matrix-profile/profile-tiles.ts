import { nextPowerOfTwo } from '../../next-power-of-two.js'
import { type TypedSignal, zeros } from '../../samples.js'
import { allSteps } from './all-steps.js'
import { compareTiles, type TilePair } from './compare-tiles.js'
import type { NearestWindows } from './nearest-windows.js'

/** A tile has at least this many windows. */
const LEAST_TILE = 2 ** 17
/** A tile has at least this many window lengths: to describe a window takes as long as to compare it with some four window lengths. */
const WINDOW_LENGTHS = 128
/** There are at most this many tiles, as each pair of them has results of its own. */
const MOST_TILES = 32

/** A pair of tiles of a signal, as the indices of their first windows; twice the same for a tile with itself. */
export interface TileStarts {
  readonly earlier: number
  readonly later: number
}

/**
 * How a long signal is compared with itself: its windows are cut into tiles, and each pair of tiles is compared on its own. Among
 * equally near neighbours, that of the earlier pair is kept. So pairs may be compared anywhere, in any order.
 */
export class ProfileTiles {
  readonly windowLength: number
  readonly exclusion: number
  readonly windowCount: number
  /** The number of windows of each tile but the last. */
  readonly tileLength: number

  constructor(
    signalLength: number,
    windowLength: number,
    exclusion: number,
    tileLength = tileLengthFor(signalLength - windowLength + 1, windowLength),
  ) {
    this.windowLength = windowLength
    this.exclusion = exclusion
    this.windowCount = signalLength - windowLength + 1
    this.tileLength = tileLength
  }

  /** All pairs, in their order. */
  *pairs(): Generator<TileStarts, void> {
    for (let later = 0; later < this.windowCount; later += this.tileLength) {
      for (let earlier = 0; earlier <= later; earlier += this.tileLength) yield { earlier, later }
    }
  }

  /** The number of windows that a pair compares, except those that are excluded. */
  costOf({ earlier, later }: TileStarts): number {
    const [columns, rows] = [this.#windowsOf(earlier), this.#windowsOf(later)]
    return earlier === later ? (rows * (rows - 1)) / 2 : columns * rows
  }

  /** The samples of the windows of a tile. */
  samplesOf(start: number, signal: TypedSignal): TypedSignal {
    return signal.subarray(start, start + this.#windowsOf(start) + this.windowLength - 1)
  }

  pairOf({ earlier, later }: TileStarts, signal: TypedSignal): TilePair {
    return {
      windowLength: this.windowLength,
      exclusion: this.exclusion,
      earlier: this.samplesOf(earlier, signal),
      later: earlier === later ? undefined : this.samplesOf(later, signal),
      distance: later - earlier,
    }
  }

  #windowsOf(start: number): number {
    return Math.min(this.tileLength, this.windowCount - start)
  }
}

/** Merges the results of the pairs of tiles, which must come in order. */
export class ProfileMerge {
  readonly found: NearestWindows

  constructor({ windowCount }: ProfileTiles) {
    const distances = zeros(windowCount, 'float64').fill(Infinity)
    this.found = { distances, neighbours: new Int32Array(windowCount).fill(-1) }
  }

  take({ earlier, later }: TileStarts, nearest: readonly NearestWindows[]): void {
    this.#take(earlier, later, nearest[0])
    if (earlier !== later) this.#take(later, earlier, nearest[1])
  }

  #take(start: number, otherStart: number, { distances, neighbours }: NearestWindows): void {
    const { found } = this
    for (let i = 0; i < distances.length; i++) {
      if (distances[i] >= found.distances[start + i]) continue
      found.distances[start + i] = distances[i]
      found.neighbours[start + i] = otherStart + neighbours[i]
    }
  }
}

/** The nearest other window of each window of a signal. */
export function nearestWithin(signal: TypedSignal, tiles: ProfileTiles): NearestWindows {
  const merge = new ProfileMerge(tiles)
  for (const starts of tiles.pairs()) merge.take(starts, allSteps(compareTiles(tiles.pairOf(starts, signal))))
  return merge.found
}

function tileLengthFor(windowCount: number, windowLength: number): number {
  const least = Math.max(LEAST_TILE, WINDOW_LENGTHS * windowLength, windowCount / MOST_TILES)
  return nextPowerOfTwo(Math.ceil(least))
}
