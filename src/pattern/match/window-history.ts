import type { TypedSignal } from '../../samples.js'
import { impossibleState } from '../../stream/snapshot/impossible-state.js'
import { MOST_SAMPLES } from '../../stream/snapshot/most-samples.js'
import type { SnapshotReader } from '../../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../../stream/snapshot/snapshot-writer.js'
import {
  NEIGHBOUR_LENGTH,
  RECORD_LENGTH,
  TABLE_MARGIN,
  type TableArrays,
  WindowTable,
} from '../../wasm/window-table.js'

/** What is greater does not count as finite: sums of squares would overflow. */
const GREATEST = 1e140
/** A window is flat if its standard deviation is at most this, or a few rounding errors of its mean. */
const LEAST_DEVIATION = 1e-140
const RELATIVE_DEVIATION = 1e-15

/**
 * Along a diagonal, covariances are recomputed after RENEWAL_LENGTH steps or RENEWAL_WINDOWS window lengths, and where the norm of
 * the windows has dropped to less than 1/DROP: the rounding errors of the larger numbers would remain, up to DROP² times as large.
 */
const DROP = 32
const RENEWAL_LENGTH = 4096
const RENEWAL_WINDOWS = 8

/** Which neighbours of a window are kept. */
export interface KeptNeighbours {
  /** The number of nearest ones. */
  readonly neighbourCount?: number
  /** Whether as many that are earlier, and as many that are later. */
  readonly areSided?: boolean
}

/**
 * Keeps the latest windows of a stream in a table where they can be compared. A position in the table is the index of the window
 * or sample minus `origin`.
 *
 * A sample that is not finite is replaced by the one before it, and the windows that hold it are excluded.
 */
export class WindowHistory {
  readonly table: WindowTable
  /** For each window that, up to it, is the latest flat one, and the latest one that is neither flat nor left out; or −1. */
  readonly latestFlat: Float64Array
  readonly latestOrdinary: Float64Array
  /** Which samples are replaced. */
  readonly #isReplaced: Uint8Array
  readonly #windowLength: number
  readonly #renewal: number
  readonly #isMutual: boolean
  #origin = 0
  #sampleCount = 0
  #lastFinite = 0
  #lastNotFinite = -1
  /** The greatest norm since covariances were recomputed because of a drop. */
  #peak = 0

  /**
   * @param windowLength The length of the windows.
   * @param capacity The number of samples that fit.
   * @param isMutual Whether later windows are neighbours as well as earlier ones.
   * @param kept Which neighbours of a window are kept. Default: the nearest one. A history that forgets keeps only that.
   */
  constructor(
    windowLength: number,
    capacity: number,
    isMutual: boolean,
    { neighbourCount = 1, areSided = false }: KeptNeighbours = {},
  ) {
    this.table = new WindowTable(capacity + TABLE_MARGIN, windowLength, neighbourCount, areSided)
    this.latestFlat = new Float64Array(capacity + TABLE_MARGIN)
    this.latestOrdinary = new Float64Array(capacity + TABLE_MARGIN)
    this.#isReplaced = new Uint8Array(capacity + TABLE_MARGIN)
    this.#windowLength = windowLength
    this.#renewal = Math.max(RENEWAL_LENGTH, RENEWAL_WINDOWS * windowLength)
    this.#isMutual = isMutual
    this.reset()
  }

  get origin(): number {
    return this.#origin
  }

  /** The number of windows so far. */
  get windowCount(): number {
    return Math.max(this.#sampleCount - this.#windowLength + 1, 0)
  }

  /** For how many more samples there is room. */
  get room(): number {
    return this.table.capacity - (this.#sampleCount - this.#origin)
  }

  /** Takes signal[from..to), for which there must be room. */
  push(signal: TypedSignal, from: number, to: number): void {
    const { arrays } = this.table
    for (let i = from; i < to; i++) {
      const sample = signal[i]
      const isReplaced = !(Math.abs(sample) <= GREATEST)
      if (isReplaced) this.#lastNotFinite = this.#sampleCount
      else this.#lastFinite = sample
      const at = this.#sampleCount - this.#origin
      arrays.samples[at] = this.#lastFinite
      this.#isReplaced[at] = isReplaced ? 1 : 0
      this.#sampleCount++
      const window = this.#sampleCount - this.#windowLength
      // There are no windows in the margin.
      if (window >= this.#origin + TABLE_MARGIN) this.#describe(arrays, window)
    }
  }

  /** Forgets what lies before a window. All windows must have been compared with those before them: records are not kept. */
  forget(window: number): void {
    const shift = window - this.#origin
    const { records: _records, covariance: _covariance, tracks, neighbours, ...others } = this.table.arrays
    const byWindow: readonly (Float64Array | Uint8Array)[] = Object.values(others)
    const more = [this.latestFlat, this.latestOrdinary, this.#isReplaced]
    for (const array of [...byWindow, ...more]) array.copyWithin(0, shift)
    neighbours.copyWithin(0, NEIGHBOUR_LENGTH * shift)
    // They speak of positions in the table.
    tracks.fill(0)
    this.#origin = window
  }

  /**
   * Writes what later windows are compared with: the last `reach` windows. All of them have been compared with those before them.
   * Their neighbours are not written.
   */
  save(writer: SnapshotWriter, reach: number): void {
    const from = Math.max(this.windowCount - reach, 0)
    const [at, end] = [from - this.#origin, this.#sampleCount - this.#origin]
    const { samples, flags } = this.table.arrays
    writer.number(this.#sampleCount)
    writer.number(this.#peak)
    // What the first sample is replaced by, if it is.
    writer.number(samples[at])
    writer.samples(samples.slice(at, end).map((sample, i) => (this.#isReplaced[at + i] === 0 ? sample : NaN)))
    // They depend on windows that are forgotten.
    writer.samples(flags.slice(at, this.windowCount - this.#origin))
  }

  /** Reads what `save` wrote, with the same reach. The history must have room for `reach` windows and the samples of one more. */
  load(reader: SnapshotReader, reach: number): void {
    this.reset()
    const sampleCount = reader.count(0, MOST_SAMPLES)
    const windowCount = Math.max(sampleCount - this.#windowLength + 1, 0)
    const from = Math.max(windowCount - reach, 0)
    const peak = reader.finite(0)
    this.#lastFinite = reader.finite(-GREATEST, GREATEST)
    const samples = reader.newSamples(sampleCount - from, 'float64')
    const flags = new Uint8Array(windowCount - from)
    reader.samples(flags)
    if (flags.some((flag) => flag > 1)) throw impossibleState()
    this.#origin = from - TABLE_MARGIN
    this.#sampleCount = from
    this.push(samples, 0, samples.length)
    this.table.arrays.flags.set(flags, TABLE_MARGIN)
    this.#peak = peak
  }

  reset(): void {
    this.#isReplaced.fill(0)
    const all: readonly (Float64Array | Uint8Array)[] = Object.values(this.table.arrays)
    for (const array of all) array.fill(0)
    this.table.arrays.scale.fill(NaN)
    this.latestFlat.fill(-1)
    this.latestOrdinary.fill(-1)
    this.#origin = -TABLE_MARGIN
    this.#sampleCount = 0
    this.#lastFinite = 0
    this.#lastNotFinite = -1
    this.#peak = 0
  }

  dispose(): void {
    this.table.free()
  }

  /** Fills in the statistics of a window whose samples are complete. */
  #describe(arrays: TableArrays, window: number): void {
    const { samples, center, difference, sum, scale, bar, records, flags } = arrays
    const at = window - this.#origin
    const last = at + this.#windowLength - 1
    const mean = meanBeyondFirst(samples, at, last)
    const energy = energyAbout(mean, samples, at, last)
    center[at] = mean
    if (window > 0) {
      difference[at] = (samples[last] - samples[at - 1]) / 2
      sum[at] = samples[last] - samples[at] - mean - center[at - 1]
    }
    const deviation = Math.sqrt(energy / this.#windowLength)
    const isLeftOut = this.#lastNotFinite >= window
    const isFlat = deviation <= Math.max(RELATIVE_DEVIATION * Math.abs(samples[at] + mean), LEAST_DEVIATION)
    scale[at] = isLeftOut || isFlat ? NaN : 1 / Math.sqrt(energy)
    this.latestFlat[at] = isFlat && !isLeftOut ? window : this.latestFlat[at - 1]
    this.latestOrdinary[at] = isFlat || isLeftOut ? this.latestOrdinary[at - 1] : window
    // Correlations are above −2 and below 2.
    bar[at] = this.#isMutual ? -2 : 2
    this.#clearNeighbours(arrays, at)
    const isDrop = DROP * deviation < this.#peak
    this.#peak = isDrop ? deviation : Math.max(deviation, this.#peak)
    flags[at] = isDrop || window % this.#renewal === 0 ? 1 : 0
    records.set([difference[at], sum[at], scale[at], -2, isDrop ? 1 : 0], RECORD_LENGTH * at)
  }

  #clearNeighbours({ neighbours }: TableArrays, at: number): void {
    const { capacity, neighbourCount, areSided } = this.table
    const length = NEIGHBOUR_LENGTH * neighbourCount
    neighbours.fill(Infinity, length * at, length * (at + 1))
    if (areSided) neighbours.fill(Infinity, length * (capacity + at), length * (capacity + at + 1))
  }
}

/** The mean of samples[from..last] less the first of them: exact to its own size, however large the samples are. */
function meanBeyondFirst(samples: Float64Array, from: number, last: number): number {
  const first = samples[from]
  let total = 0
  for (let i = from + 1; i <= last; i++) total += samples[i] - first
  return total / (last - from + 1)
}

/** Σ (x − mean)², where the mean is given less the first sample. */
function energyAbout(mean: number, samples: Float64Array, from: number, last: number): number {
  const first = samples[from]
  let energy = 0
  for (let i = from; i <= last; i++) {
    const deviation = samples[i] - first - mean
    energy += deviation * deviation
  }
  return energy
}
