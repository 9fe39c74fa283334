import { readOptions } from '../../require.js'
import type { OwnUint8Array } from '../../samples.js'
import { decodeSnapshot } from '../../stream/snapshot/decode-snapshot.js'
import { encodeSnapshot } from '../../stream/snapshot/encode-snapshot.js'
import { readRestoreArguments, type RestoreArguments } from '../../stream/snapshot/restore-arguments.js'
import { resumed } from '../../stream/snapshot/resumed.js'
import type { Settings } from '../../stream/snapshot/settings.js'
import type { SnapshotReader } from '../../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../../stream/snapshot/snapshot-writer.js'
import { InputError } from '../input-error.js'
import { LONGEST, type TextRecord } from './record-splitter.js'
import {
  type ColumnName,
  requireSeriesOptions,
  SERIES_OPTIONS,
  seriesSettings,
  type SeriesOptions,
  type SeriesRows,
  type SeriesTime,
} from './series.js'
import { SeriesReader } from './series-reader.js'

/** A line: a number, an array or an object. */
type Row = number | null | readonly unknown[] | Readonly<Record<string, unknown>>

/**
 * Reads numbers from NDJSON (one JSON value per line) in chunks of any size, and returns the chosen columns row by row as they
 * arrive.
 *
 * A line is a number, an array (columns are its elements, by number), or an object (columns are its members, by name). By default
 * all columns of the first line are read; of an object, those that are numbers. `null` is NaN. Empty lines are skipped. A time
 * with more digits than a number holds, such as one in nanoseconds, comes as text.
 *
 * Cost: about 0.3 to 0.8 µs per row of a few values. Holds one row of at most 2²⁰ bytes.
 *
 * @example
 * const reader = new NdjsonReader({ columns: ['v'], time: 't' })
 * const bytes = new TextEncoder().encode('{"t":"12:00","v":1.5}\n{"t":"12:01","v":null}\n')
 * reader.process(bytes) // { length: 2, columns: [Float64Array [1.5, NaN]], times: ['12:00', '12:01'] }
 * reader.flush().length // 0
 * @see CsvReader
 */
export class NdjsonReader extends SeriesReader {
  readonly #options: SeriesOptions
  #columns: readonly ColumnName[] | undefined
  /** The values of the last row: reused for each. */
  readonly #values: number[] = []

  /**
   * @param given Columns, column of times.
   * @throws TypeError or RangeError if an option is not valid.
   */
  constructor(given?: SeriesOptions) {
    super()
    const options = readOptions(given, SERIES_OPTIONS)
    requireSeriesOptions(options)
    this.#options = copyOf(options)
  }

  /**
   * Makes a reader that resumes where another one was when the snapshot was taken, also within a line or a character.
   *
   * @param rest The options of the other one, if it was given any, and what `snapshot` returned.
   * @throws TypeError, RangeError as the constructor. TypeError if the last argument is not bytes. RangeError if they are not a
   *   snapshot, are damaged, or were taken with other options.
   */
  static restore(...rest: RestoreArguments<SeriesOptions>): NdjsonReader {
    const [options, bytes] = readRestoreArguments(rest)
    return resumed(new NdjsonReader(options), (reader) => {
      decodeSnapshot(bytes, 'NdjsonReader', reader.#settings, (state) => {
        if (state.flag()) reader.#columns = reader.#options.columns ?? loadColumns(state)
        reader.loadRecords(state, reader.#columns?.length ?? 0)
      })
    })
  }

  override snapshot(): OwnUint8Array {
    return encodeSnapshot('NdjsonReader', this.#settings, (writer) => {
      writer.flag(this.#columns !== undefined)
      if (this.#columns !== undefined && this.#options.columns === undefined)
        saveColumns(writer, this.#columns)
      this.saveRecords(writer)
    })
  }

  /** The names of the columns that are read; undefined if they are numbered, or before the first row. */
  get names(): readonly string[] | undefined {
    const names = this.#columns?.filter((column) => typeof column === 'string')
    return names?.length === this.#columns?.length ? names : undefined
  }

  protected override read(record: TextRecord, rows: SeriesRows): void {
    if (/^[ \t\r]*$/.test(record.text)) return
    const row = rowOf(record)
    const { time } = this.#options
    this.#columns ??= this.#options.columns ?? columnsOf(row, time)
    if (this.#columns.length === 0) fail(record, 'has no numbers')
    for (let i = 0; i < this.#columns.length; i++) this.#values[i] = valueAt(this.#columns[i], row, record)
    rows.add(this.#values, time === undefined ? undefined : timeAt(time, row, record))
  }

  protected override forget(): void {
    this.#columns = undefined
    this.#values.length = 0
  }

  get #settings(): Settings {
    return seriesSettings(this.#options)
  }
}

function saveColumns(writer: SnapshotWriter, columns: readonly ColumnName[]): void {
  writer.number(columns.length)
  for (const column of columns) {
    writer.flag(typeof column === 'string')
    if (typeof column === 'string') writer.text(column)
    else writer.number(column)
  }
}

function loadColumns(reader: SnapshotReader): ColumnName[] {
  const count = reader.count(0, LONGEST)
  const columns: ColumnName[] = []
  while (columns.length < count) columns.push(reader.flag() ? reader.text(LONGEST) : reader.count(0, LONGEST))
  return columns
}

/** The caller may change the list later. */
function copyOf({ columns, time }: SeriesOptions): SeriesOptions {
  return { ...(columns && { columns: [...columns] }), ...(time !== undefined && { time }) }
}

function rowOf(record: TextRecord): Row {
  let value: unknown
  try {
    value = JSON.parse(record.text)
  } catch (cause) {
    return fail(record, `is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
  if (typeof value === 'number' || typeof value === 'object') return value as Row
  return fail(record, `is a ${typeof value}: each line must be a number, an array or an object`)
}

/** All columns except the times. */
function columnsOf(row: Row, time: ColumnName | undefined): ColumnName[] {
  if (row === null || typeof row === 'number') return [0]
  const columns = Array.isArray(row)
    ? row.map((_, i) => i)
    : Object.keys(row).filter((name) => typeof memberOf(row, name) === 'number')
  return columns.filter((column) => column !== time)
}

/** An element, a member, or the number itself; undefined if there is none. */
function memberOf(row: Row, column: ColumnName): unknown {
  if (row === null || typeof row === 'number') return column === 0 ? row : undefined
  const isOfItsKind = Array.isArray(row) === (typeof column === 'number')
  return isOfItsKind && Object.hasOwn(row, column)
    ? (row as Readonly<Record<ColumnName, unknown>>)[column]
    : undefined
}

function valueAt(column: ColumnName, row: Row, record: TextRecord): number {
  const value = memberOf(row, column)
  if (typeof value === 'number') return value
  if (value === null) return NaN
  if (value === undefined) fail(record, `has no column ${JSON.stringify(column)}`)
  return fail(record, `column ${JSON.stringify(column)} is ${described(value)}: it must be a number`)
}

/** Does not call `JSON.stringify` on nested values, which would recurse without limit. */
function described(value: unknown): string {
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object') return 'an object'
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : `${value as boolean}`
}

function timeAt(column: ColumnName, row: Row, record: TextRecord): SeriesTime {
  const time = memberOf(row, column)
  if (typeof time === 'string') return time
  if (typeof time === 'number') return hasLongNumbers(record.text) ? exactTimeAt(column, record.text) : time
  return fail(record, `has no time in column ${JSON.stringify(column)}: it must be a number or a string`)
}

/** A number holds any 15 digits exactly. */
function hasLongNumbers(text: string): boolean {
  return /\d[\d.]{15}/.test(text)
}

/** The time as text where a number would lose digits: parses the line again with long numbers in quotes. */
function exactTimeAt(column: ColumnName, text: string): SeriesTime {
  const quoted = text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g, (token) =>
    token.startsWith('"') || !hasLongNumbers(token) || String(Number(token)) === token ? token : `"${token}"`,
  )
  const row = JSON.parse(quoted) as Row | string
  return (typeof row === 'string' ? row : memberOf(row, column)) as SeriesTime
}

function fail({ offset, line }: TextRecord, what: string, options?: ErrorOptions): never {
  throw new InputError(`line ${line} (byte ${offset}) ${what}`, { offset, line }, options)
}
