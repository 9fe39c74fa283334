import { fieldsOf, placeOf, startOf, unquoted } from './csv-fields.js'
import { InputError } from './input-error.js'
import { numberOf, timeOf } from './number-of.js'
import type { TextRecord } from './record-splitter.js'
import { type ColumnName, requireSeriesOptions, type SeriesOptions, type SeriesRows } from './series.js'
import { SeriesReader } from './series-reader.js'

/** The options of `CsvReader`. */
export interface CsvReaderOptions extends SeriesOptions {
  /** What stands between fields: one character. Default: a comma. */
  readonly delimiter?: string
}

/**
 * Reads numbers from CSV that is cut anyhow, also within a character: gives the chosen columns, row by row as they come.
 *
 * UTF-8, with or without a byte-order mark; lines end with LF or CRLF; empty lines are passed over. Fields may be quoted. The first
 * line is taken for names where columns are chosen by name, or where none of the chosen fields is a number. An empty field, `NaN`,
 * `NA` or `null` is NaN; `inf` is Infinity. Rows may differ in length as long as they have what is chosen.
 *
 * Cost: some 0.1 µs a row and 0.2 µs a field, more where it is quoted or not ASCII. Holds one row, of at most 2²⁰ bytes.
 *
 * @example
 * const reader = new CsvReader({ columns: ['v'], time: 't' })
 * const bytes = new TextEncoder().encode('t,v\n12:00,1.5\n12:01,"2"\n12:02,3')
 * reader.process(bytes) // { length: 2, columns: [Float64Array [1.5, 2]], times: ['12:00', '12:01'] }
 * reader.flush() // { length: 1, columns: [Float64Array [3]], times: ['12:02'] }
 * @see NdjsonReader
 */
export class CsvReader extends SeriesReader {
  readonly #options: SeriesOptions
  readonly #delimiter: string
  #names: readonly string[] | undefined
  /** Which fields to take; undefined until the first record has come. */
  #chosen: { readonly columns: readonly number[]; readonly time: number | undefined } | undefined

  /** Of the last row. */
  readonly #values: number[] = []

  /**
   * @param options Columns, column of times, delimiter.
   * @throws TypeError, RangeError if one of them is not as it says.
   */
  constructor({ delimiter = ',', ...options }: CsvReaderOptions = {}) {
    super(delimiter)
    requireSeriesOptions(options)
    if (typeof delimiter !== 'string' || !/^[^"\r\n ]$/.test(delimiter)) {
      throw new RangeError(`delimiter is ${JSON.stringify(delimiter)}: give one character, as ',' or '\\t'`)
    }
    this.#options = options
    this.#delimiter = delimiter
  }

  /** The names of all columns; undefined if the first line has none, or has not come. */
  get names(): readonly string[] | undefined {
    return this.#names
  }

  protected override read(record: TextRecord, rows: SeriesRows): void {
    const fields = fieldsOf(record, this.#delimiter)
    if (this.#chosen === undefined) {
      const isHeader = this.#isHeader(fields)
      const names = isHeader ? fields.map((field) => unquoted(field).trim()) : undefined
      this.#chosen = this.#choose(names, fields.length, record)
      this.#names = names
      if (isHeader) return
    }
    const { columns, time } = this.#chosen
    const row = { fields, record, names: this.#names }
    for (let i = 0; i < columns.length; i++) this.#values[i] = valueAt(columns[i], row)
    rows.add(this.#values, time === undefined ? undefined : timeOf(unquoted(fieldAt(time, row))))
  }

  protected override forget(): void {
    this.#chosen = undefined
    this.#values.length = 0
    this.#names = undefined
  }

  #isHeader(fields: readonly string[]): boolean {
    const { columns = fields.map((_, i) => i), time } = this.#options
    if (typeof time === 'string' || columns.some((column) => typeof column === 'string')) return true
    const texts = columns
      .filter((column) => column !== time)
      .map((column) => unquoted((fields[Number(column)] as string | undefined) ?? '').trim())
    // An empty field says nothing of the line: names may lack one, and numbers too.
    const saying = texts.filter((text) => text !== '')
    return saying.length > 0 && saying.every((text) => numberOf(text) === undefined)
  }

  #choose(names: readonly string[] | undefined, count: number, record: TextRecord) {
    const indexOf = (column: ColumnName): number => {
      if (typeof column === 'number') return column
      const found = names?.indexOf(column) ?? -1
      if (found >= 0) return found
      const { offset, line } = record
      const known = (names ?? []).map((name) => JSON.stringify(name)).join(', ')
      throw new InputError(
        `line ${line} (byte ${offset}) names no column ${JSON.stringify(column)}: give one of ${known}, or a number from 0`,
        { offset, line },
      )
    }
    const time = this.#options.time === undefined ? undefined : indexOf(this.#options.time)
    const all = Array.from({ length: count }, (_, i) => i).filter((i) => i !== time)
    return { columns: this.#options.columns?.map(indexOf) ?? all, time }
  }
}

/** A row, and what its columns are called where they have names. */
interface Row {
  readonly fields: readonly string[]
  readonly record: TextRecord
  readonly names: readonly string[] | undefined
}

function fieldAt(column: number, { fields, record, names }: Row): string {
  const field = fields[column] as string | undefined
  if (field !== undefined) return field
  const place = placeOf(record, record.text.length)
  throw new InputError(
    `line ${record.line} (byte ${place.offset}) has ${fields.length} fields, and ${described(column, names)} is wanted`,
    place,
  )
}

function valueAt(column: number, row: Row): number {
  const text = unquoted(fieldAt(column, row))
  const value = numberOf(text)
  if (value !== undefined) return value
  const place = placeOf(row.record, startOf(column, row.fields))
  throw new InputError(
    `line ${place.line} (byte ${place.offset}), ${described(column, row.names)}: ${JSON.stringify(text.slice(0, 40))} is no ` +
      'number: choose other columns, or mend it',
    place,
  )
}

/** By its name, or by its number where it has none. */
function described(column: number, names: readonly string[] = []): string {
  const name = names.at(column) ?? ''
  return name === '' ? `column ${column} (from 0)` : `column ${JSON.stringify(name)}`
}
