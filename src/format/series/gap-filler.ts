import { describe } from '../../describe.js'
import {
  type OptionNames,
  readList,
  readOptions,
  readSignal,
  requireCount,
  requireObject,
} from '../../require.js'
import type { OwnUint8Array, TypedSignal } from '../../samples.js'
import type { Resumable } from '../../stream/resumable.js'
import { decodeSnapshot } from '../../stream/snapshot/decode-snapshot.js'
import { encodeSnapshot } from '../../stream/snapshot/encode-snapshot.js'
import { readRestoreArguments, type RestoreArguments } from '../../stream/snapshot/restore-arguments.js'
import { resumed } from '../../stream/snapshot/resumed.js'
import type { Settings } from '../../stream/snapshot/settings.js'
import { type ColumnState, loadGaps, saveGaps } from './saved-gaps.js'
import { readTimes, type SeriesChunk, type SeriesTime } from './series.js'

/** What to do with missing readings: leave them NaN, or bridge runs of at most `linear` of them. */
export type Gaps = 'nan' | { readonly linear: number }

/** The options of `GapFiller`. */
export interface GapFillerOptions {
  /** What to do with missing readings. Default: `'nan'`, they stay NaN. */
  readonly gaps?: Gaps
}

const OPTIONS: OptionNames<GapFillerOptions> = { gaps: true }
const GAPS: OptionNames<{ readonly linear: number }> = { linear: true }

/** A chunk that still refers to the arrays of the caller. */
interface Rows {
  readonly length: number
  readonly columns: readonly TypedSignal[]
  readonly times: readonly SeriesTime[]
}

/**
 * Bridges short runs of missing readings (NaN) in a series by straight lines.
 *
 * Between readings `a` and `b` with `n` missing ones between them, the k-th becomes `a + (b − a) · k / (n + 1)`, as long as `n`
 * is at most `linear`. Readings are taken as evenly spaced: times are passed on, not used. Longer runs stay NaN as a whole. So do
 * runs at the start or the end, which lack a neighbour, and runs next to an infinite reading.
 *
 * A run is decided when it ends or grows too long, so rows come up to `linear` rows late. Every row comes exactly once, in order,
 * with its time, and with the same bits for any chunking. Copies the columns. Holds at most `linear` rows.
 *
 * @example
 * const filler = new GapFiller({ gaps: { linear: 2 } })
 * const chunk = { length: 4, columns: [Float64Array.of(1, NaN, NaN, 4)], times: [] }
 * filler.process(chunk).columns[0] // Float64Array [1, 2, 3, 4]
 * filler.flush().length // 0
 * @see CsvReader, NdjsonReader
 */
export class GapFiller implements Resumable<SeriesChunk, SeriesChunk> {
  readonly #longest: number
  #states: ColumnState[] | undefined
  /** The rows that are not decided yet. */
  #held: SeriesChunk = NOTHING

  /**
   * @param given What to do with missing readings.
   * @throws TypeError or RangeError if `gaps` is neither `'nan'` nor `{ linear: N }` with a whole number N of at least 1.
   */
  constructor(given?: GapFillerOptions) {
    this.#longest = longestOf(readOptions(given, OPTIONS).gaps ?? 'nan')
  }

  /**
   * Makes a filler that resumes where another one was when the snapshot was taken.
   *
   * @param rest The options of the other one, if it was given any, and what `snapshot` returned.
   * @throws TypeError, RangeError as the constructor. TypeError if the last argument is not bytes. RangeError if they are not a
   *   snapshot, are damaged, or were taken with other `gaps`.
   */
  static restore(...rest: RestoreArguments<GapFillerOptions>): GapFiller {
    const [options, bytes] = readRestoreArguments(rest)
    return resumed(new GapFiller(options), (filler) => {
      decodeSnapshot(bytes, 'GapFiller', filler.#settings, (reader) => {
        const loaded = loadGaps(reader, (state) => filler.#isOpen(state))
        if (loaded === undefined) return
        filler.#states = loaded.states
        filler.#held = loaded.held
      })
    })
  }

  /**
   * Takes rows, and returns those that are decided now.
   *
   * @throws TypeError or RangeError if the chunk is not shaped as a `SeriesChunk`, or has a different number of columns than the
   *   chunks before. Nothing of it is taken then.
   */
  process(chunk: SeriesChunk): SeriesChunk {
    const rows = read(chunk)
    // A reader's empty chunk may come before the columns are known.
    if (rows.length === 0)
      return { length: 0, columns: rows.columns.map(() => new Float64Array(0)), times: [] }
    this.#requireLike(rows)
    const states = (this.#states ??= rows.columns.map(() => ({ last: NaN, run: 0 })))
    const all = joined(this.#held, rows)
    let undecided = 0
    for (const [i, state] of states.entries()) {
      this.#fill(all.columns[i], this.#held.length, state)
      if (this.#isOpen(state)) undecided = Math.max(undecided, state.run)
    }
    this.#held = cut(all, all.length - undecided, all.length)
    return cut(all, 0, all.length - undecided)
  }

  /** Returns the rows that still wait. An unfinished run stays NaN. Then resets. */
  flush(): SeriesChunk {
    const held = this.#held
    this.reset()
    return held
  }

  /** Returns the state as bytes, for `restore`: the rows that are not decided yet, and the reading before them in each column. */
  snapshot(): OwnUint8Array {
    return encodeSnapshot('GapFiller', this.#settings, (writer) => {
      saveGaps(writer, this.#states, this.#held)
    })
  }

  reset(): void {
    this.#states = undefined
    this.#held = NOTHING
  }

  /** Same as `reset`: rows are ordinary arrays, so there is nothing to free. */
  dispose(): void {
    this.reset()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  get #settings(): Settings {
    return { gaps: this.#longest === 0 ? 'nan' : `{ linear: ${this.#longest} }` }
  }

  /** Bridges the runs that end at `start` or later. */
  #fill(values: Float64Array, start: number, state: ColumnState): void {
    for (let i = start; i < values.length; i++) {
      const value = values[i]
      if (Number.isNaN(value)) {
        state.run++
        continue
      }
      if (this.#isOpen(state) && Number.isFinite(value))
        bridge(values.subarray(i - state.run, i), state.last, value)
      state.last = value
      state.run = 0
    }
  }

  /** Whether the column ends with a run that the next reading may bridge. */
  #isOpen({ last, run }: ColumnState): boolean {
    return run > 0 && run <= this.#longest && Number.isFinite(last)
  }

  #requireLike({ columns }: Rows): void {
    const count = this.#states?.length ?? columns.length
    if (columns.length === count) return
    throw new RangeError(`columns must be ${count}, as in the chunks before, got ${columns.length}`)
  }
}

const NOTHING: SeriesChunk = { length: 0, columns: [], times: [] }

function longestOf(gaps: Gaps): number {
  if (gaps === 'nan') return 0
  if (typeof gaps === 'string')
    throw new RangeError(`gaps must be 'nan' or { linear: N }, got ${describe(gaps)}`)
  requireObject(gaps, 'gaps', "'nan', or { linear: 3 }")
  const { linear } = readOptions(gaps, GAPS)
  requireCount(linear, 1, 'linear')
  return linear
}

function bridge(run: Float64Array, before: number, after: number): void {
  const steps = run.length + 1
  const rise = after - before
  for (let k = 1; k < steps; k++) {
    // The difference of huge readings overflows.
    run[k - 1] = Number.isFinite(rise)
      ? before + rise * (k / steps)
      : before * (1 - k / steps) + after * (k / steps)
  }
}

/** The chunk, checked, each property read once. */
function read(chunk: SeriesChunk): Rows {
  requireObject(chunk, 'chunk', '{ length, columns, times }')
  const { length, columns, times } = chunk
  requireCount(length, 0, 'length')
  const signals = readList(columns, 'columns', 'arrays of numbers').map((values, i) =>
    readSignal(values, `columns[${i}]`),
  )
  for (const [i, signal] of signals.entries()) {
    if (signal.length !== length) {
      throw new RangeError(`columns[${i}] must have ${length} values, as length says, got ${signal.length}`)
    }
  }
  const list = readTimes(times)
  if (list.length > 0 && list.length !== length) {
    throw new RangeError(`times must have ${length} elements, as length says, or none, got ${list.length}`)
  }
  return { length, columns: signals, times: list }
}

function joined(first: SeriesChunk, second: Rows): SeriesChunk {
  const columns = second.columns.map((values, i) => {
    const all = new Float64Array(first.length + second.length)
    if (first.length > 0) all.set(first.columns[i])
    all.set(values, first.length)
    return all
  })
  return { length: first.length + second.length, columns, times: [...first.times, ...second.times] }
}

function cut({ columns, times }: SeriesChunk, start: number, end: number): SeriesChunk {
  return {
    length: end - start,
    columns: columns.map((values) => values.slice(start, end)),
    times: times.slice(start, end),
  }
}
