import { describe } from '../describe.js'
import { type OptionNames, readList, requireCount } from '../require.js'

/** A column: its name, or its number, counted from 0. */
export type ColumnName = string | number

/** When a reading was taken, as the source says it: a number where that says it exactly as it stands there, else the text. */
export type SeriesTime = string | number

/** Some rows of a table of numbers, column by column. */
export interface SeriesChunk {
  /** The number of rows. */
  readonly length: number
  /** For each column that was chosen, its numbers: one a row; NaN where there is none. */
  readonly columns: Float64Array[]
  /** For each row its time, where a column of times was chosen; else nothing. */
  readonly times: SeriesTime[]
}

/** Which columns of a table to read. */
export interface SeriesOptions {
  /** The columns of numbers, by names or by numbers from 0. Default: all but that of the times. */
  readonly columns?: readonly ColumnName[]
  /** The column of times, which are taken as they are: numbers, or any text. Default: none. */
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

/** Gathers rows, and gives them column by column. */
export class SeriesRows {
  #columns: number[][] = []
  #times: SeriesTime[] = []
  #length = 0

  get length(): number {
    return this.#length
  }

  add(values: readonly number[], time: SeriesTime | undefined): void {
    if (this.#columns.length !== values.length) this.#columns = values.map(() => [])
    for (let i = 0; i < values.length; i++) this.#columns[i].push(values[i])
    if (time !== undefined) this.#times.push(time)
    this.#length++
  }

  /** All rows since the last call. Where there are none, that costs nothing for each column, of which a row can have 500,000. */
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
