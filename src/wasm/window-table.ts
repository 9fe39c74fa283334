import { addressOf, Block, requireLive } from './heap.js'
import { pattern } from './pattern-part.js'

/** The first windows of a table are only read, because this many lags are computed at once. */
export const TABLE_MARGIN = 8

/** The index of the covariance of a lag, counted from the first lag. */
export function placeOfLag(index: number): number {
  return index ^ 7
}

/** Rows computed at once for each group of lags: few enough to stay in the fastest cache, with as many columns. */
const ROWS_AT_ONCE = 128

/** The numbers of a record: difference, sum, scale, bar, flag. */
export const RECORD_LENGTH = 5

// The arrays of a table, as in assembly/diagonals.ts.
const ARRAYS = {
  samples: 0,
  center: 1,
  difference: 2,
  sum: 3,
  scale: 4,
  bar: 5,
  covariance: 6,
}
const RECORDS = 7
const TRACKS = RECORDS + RECORD_LENGTH
const TRACK_LENGTH = 6
const FLAGS = TRACKS + TRACK_LENGTH
const NEIGHBOURS = FLAGS + 1

/** The numbers of a neighbour: 1 − r, and its position relative to the window. */
export const NEIGHBOUR_LENGTH = 2

/** The arrays of a table. Do not keep them: growing the memory detaches them. */
export interface TableArrays {
  readonly samples: Float64Array
  /** The mean of a window minus its first sample. */
  readonly center: Float64Array
  /** Half the difference of the sample that enters with a window and the one that leaves. */
  readonly difference: Float64Array
  /** The sum of both, each minus the mean of its own window. */
  readonly sum: Float64Array
  /** The inverse norm of a window without its mean; NaN if the window is excluded. */
  readonly scale: Float64Array
  /** The bar that a correlation must exceed, for a window as the earlier one of a pair. */
  readonly bar: Float64Array
  /** By lag, that of each eight the last one first: see `placeOfLag`. */
  readonly covariance: Float64Array
  /** Difference, sum, scale and bar of a window as the later one of a pair, and a flag, which is not 0 to recompute. */
  readonly records: Float64Array
  /** By lag: the development of close pairs along a diagonal. Zero if unknown. */
  readonly tracks: Float64Array
  /** Not 0 if the covariances of the window as the earlier one of a pair must be recomputed. */
  readonly flags: Uint8Array
  /**
   * For each window its best neighbours so far, from the best one on, each 1 − r and the position relative to the window. Where
   * sides are separated, those that are earlier come first, then, for all windows, those that are later.
   */
  readonly neighbours: Float64Array
}

/**
 * Windows of one length that begin with each sample of a run, and for each of them its best neighbours so far. Zero at first.
 * Nothing is checked here, and only the table is allocated.
 */
export class WindowTable {
  readonly windowLength: number
  /** The length of each array. */
  readonly capacity: number
  /** The number of neighbours of a window that are kept, and whether this holds for earlier and later ones separately. */
  readonly neighbourCount: number
  readonly areSided: boolean
  readonly #block: Block
  readonly #stride: number
  #arrays: TableArrays | undefined

  constructor(capacity: number, windowLength: number, neighbourCount = 1, areSided = false) {
    this.neighbourCount = neighbourCount
    this.areSided = areSided
    this.capacity = capacity
    this.windowLength = windowLength
    this.#stride = capacity * Float64Array.BYTES_PER_ELEMENT
    this.#block = new Block((NEIGHBOURS + this.#listCount) * capacity, 'float64')
  }

  get arrays(): TableArrays {
    requireLive(this.#block.isFree)
    const { buffer } = this.#block.samples
    if (this.#arrays?.samples.buffer !== buffer) this.#arrays = this.#views(buffer)
    return this.#arrays
  }

  /**
   * Compares the windows `row`, rowFrom ≤ row < rowTo, with the windows row − lag, firstLag ≤ lag ≤ lastLag, except those of
   * the margin. The data of both must be in the arrays, and rows must be compared in order.
   */
  compare(rowFrom: number, rowTo: number, firstLag: number, lastLag: number): void {
    const table = addressOf(this.#block, 0)
    for (let row = rowFrom; row < rowTo; row += ROWS_AT_ONCE) {
      const end = Math.min(row + ROWS_AT_ONCE, rowTo)
      pattern().diagonals(
        table,
        this.#stride,
        this.windowLength,
        row,
        end,
        firstLag,
        lastLag,
        this.neighbourCount,
        this.areSided,
      )
    }
  }

  /** 1 − r for two windows, computed directly. */
  dissimilarity(a: number, b: number): number {
    return pattern().dissimilarity(addressOf(this.#block, 0), this.#stride, this.windowLength, a, b)
  }

  free(): void {
    this.#block.free()
  }

  /** The number of arrays that the neighbours take. */
  get #listCount(): number {
    return (this.areSided ? 2 : 1) * NEIGHBOUR_LENGTH * this.neighbourCount
  }

  #views(buffer: ArrayBufferLike): TableArrays {
    const at = (array: number): number => addressOf(this.#block, array * this.capacity)
    const view = (array: number): Float64Array => new Float64Array(buffer, at(array), this.capacity)
    return {
      samples: view(ARRAYS.samples),
      center: view(ARRAYS.center),
      difference: view(ARRAYS.difference),
      sum: view(ARRAYS.sum),
      scale: view(ARRAYS.scale),
      bar: view(ARRAYS.bar),
      covariance: view(ARRAYS.covariance),
      records: new Float64Array(buffer, at(RECORDS), RECORD_LENGTH * this.capacity),
      tracks: new Float64Array(buffer, at(TRACKS), TRACK_LENGTH * this.capacity),
      flags: new Uint8Array(buffer, at(FLAGS), this.capacity),
      neighbours: new Float64Array(buffer, at(NEIGHBOURS), this.#listCount * this.capacity),
    }
  }
}
