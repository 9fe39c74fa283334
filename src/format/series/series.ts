import { describe } from '../../describe.js'
import { type OptionNames, readList, requireCount } from '../../require.js'
import type { Settings } from '../../stream/snapshot/settings.js'

/** A column: its name, or its number, counted from 0. */
export type ColumnName = string | number

/** When a reading was taken: a number if this is exactly what the source holds, else its text. */
export type SeriesTime = string | number

/** Some rows of a table of numbers, column by column. */
export interface SeriesChunk {
  /** The number of rows. */
  readonly length: number
  /** The numbers of each chosen column, one per row; NaN where one is missing. */
  readonly columns: Float64Array[]
  /** The time of each row if a time column was chosen; else empty. */
  readonly times: SeriesTime[]
}

/** Which columns of a table to read. */
export interface SeriesOptions {
  /** The columns to read, by name or by number from 0. Default: all except the times. */
  readonly columns?: readonly ColumnName[]
  /** The column of times: numbers or any text, passed on unchanged. Default: none. */
  readonly time?: ColumnName
}

/** The names of the options. */
export const SERIES_OPTIONS: OptionNames<SeriesOptions> = { columns: true, time: true }

/** Throws unless the options are of the right kinds. */
export function requireSeriesOptions({ columns, time }: SeriesOptions): void {
  if (columns !== undefined && readList(columns, 'columns', 'names, or numbers from 0').length === 0) {
    throw new RangeError('columns must have at least one column, got none: leave it out for all')
  }
  for (const [i, column] of (columns ?? []).entries()) requireColumn(column, `columns[${i}]`)
  if (time !== undefined) requireColumn(time, 'time')
}

/** The settings of a snapshot, in JSON, which distinguishes a name from a number. */
export function seriesSettings({ columns, time }: SeriesOptions): Settings {
  return {
    columns: columns && JSON.stringify(columns),
    time: time === undefined ? time : JSON.stringify(time),
  }
}

function requireColumn(column: ColumnName, name: string): void {
  if (typeof column === 'string') return
  if (typeof column !== 'number') {
    throw new TypeError(`${name} must be the name of a column, or its number from 0, got ${describe(column)}`)
  }
  requireCount(column, 0, name)
}

/** Returns the times, each read once. Throws unless they are an array of numbers and strings. */
export function readTimes(times: readonly SeriesTime[]): readonly SeriesTime[] {
  const read = readList(times, 'times', 'numbers or strings')
  for (const [i, time] of read.entries()) {
    if (typeof time === 'number' || typeof time === 'string') continue
    throw new TypeError(`times[${i}] must be a number or a string, got ${describe(time)}`)
  }
  return read
}

/** Collects rows, and returns them by column. */
export class SeriesRows {
  #columns: number[][] = []
  #times: SeriesTime[] = []
  #length = 0

  get length(): number {
    return this.#length
  }

  /** The number of columns of the rows; 0 before the first. */
  get columnCount(): number {
    return this.#columns.length
  }

  set columnCount(count: number) {
    this.#columns = Array.from({ length: count }, () => [])
  }

  add(values: readonly number[], time: SeriesTime | undefined): void {
    if (this.#columns.length !== values.length) this.columnCount = values.length
    for (let i = 0; i < values.length; i++) this.#columns[i].push(values[i])
    if (time !== undefined) this.#times.push(time)
    this.#length++
  }

  /** All rows since the last call. An empty result costs nothing per column: a row can have 500,000 of them. */
  take(): SeriesChunk {
    if (this.#length === 0) return { length: 0, columns: this.#noColumns(), times: [] }
    const chunk = {
      length: this.#length,
      columns: this.#columns.map((values) => new Float64Array(values)),
      times: this.#times,
    }
    this.#columns = this.#columns.map(() => [])
    this.#times = []
    this.#length = 0
    return chunk
  }

  /** One empty array stands for all columns. */
  #noColumns(): Float64Array[] {
    return new Array<Float64Array>(this.#columns.length).fill(new Float64Array(0))
  }
}
