import { type OptionNames, readBytes, readOptions, withNames } from '../../require.js'
import { shown } from '../../shown.js'
import { type CsvDialect, delimiterOf, requireDialect } from './csv-dialect.js'
import { fieldsOf, placeOf, startOf, unquoted } from './csv-fields.js'
import { InputError } from '../input-error.js'
import { numberOf, timeOf } from './number-of.js'
import type { TextRecord } from './record-splitter.js'
import {
  type ColumnName,
  requireSeriesOptions,
  SERIES_OPTIONS,
  type SeriesChunk,
  type SeriesOptions,
  type SeriesRows,
} from './series.js'
import { SeriesReader } from './series-reader.js'

/** The options of `CsvReader`. */
export interface CsvReaderOptions extends SeriesOptions, CsvDialect {}

const OPTIONS: OptionNames<CsvReaderOptions> = /* @__PURE__ */ withNames(SERIES_OPTIONS, {
  delimiter: true,
  decimal: true,
  comment: true,
  skipRows: true,
  na: true,
})

/** The most bytes to search for the line that reveals the delimiter. */
const MOST_SNIFFED = 2 ** 20
const LINE_FEED = 0x0a

/**
 * Reads numbers from CSV in chunks of any size, even cut within a character, and returns the chosen columns row by row.
 *
 * UTF-8, with or without a byte-order mark; lines end with LF or CRLF; empty lines are skipped. Fields may be quoted. The first
 * line is a header if columns are chosen by name, or if none of the chosen fields is a number. An empty field, `NaN`,
 * `NA` or `null` is NaN; `inf` is Infinity. Rows may be short as long as they have the chosen fields; a row with more fields than
 * the header has names is refused, as its numbers could not be told apart.
 *
 * The delimiter is found in the first line unless you set it: see `CsvDialect`. Numbers with decimal commas are read
 * where they cannot mean anything else.
 *
 * Cost: about 0.1 µs per row and 0.2 µs per field, more if quoted or not ASCII. Holds one row of at most 2²⁰ bytes.
 *
 * @example
 * const reader = new CsvReader({ columns: ['v'], time: 't' })
 * const bytes = new TextEncoder().encode('t,v\n12:00,1.5\n12:01,"2"\n12:02,3')
 * reader.process(bytes) // { length: 2, columns: [Float64Array [1.5, 2]], times: ['12:00', '12:01'] }
 * reader.flush() // { length: 1, columns: [Float64Array [3]], times: ['12:02'] }
 * @see NdjsonReader
 */
export class CsvReader extends SeriesReader {
  readonly #options: CsvReaderOptions
  readonly #missing: ReadonlySet<string>
  #delimiter: string | undefined
  /** The first bytes, while the delimiter is unknown. */
  #head: Uint8Array | undefined
  #hasDecimalCommas = false
  #names: readonly string[] | undefined
  /** The fields to read; undefined before the first record. */
  #chosen: { readonly columns: readonly number[]; readonly time: number | undefined } | undefined

  /** The values of the last row: reused for each. */
  readonly #values: number[] = []

  /**
   * @param given Columns, column of times, and how the file is written.
   * @throws TypeError or RangeError if an option is not valid.
   */
  constructor(given?: CsvReaderOptions) {
    super(',')
    const options = readOptions(given, OPTIONS)
    requireSeriesOptions(options)
    requireDialect(options)
    // The caller may change the list later.
    this.#options = options.columns === undefined ? options : { ...options, columns: [...options.columns] }
    this.#missing = new Set(options.na)
    this.#startDialect()
  }

  override process(chunk: Uint8Array): SeriesChunk {
    if (this.#delimiter !== undefined) return super.process(chunk)
    this.#head = joined(this.#head, readBytes(chunk))
    const isTold = this.#tellingLine(this.#head) !== undefined || this.#head.length > MOST_SNIFFED
    return super.process(isTold ? this.#settle() : new Uint8Array(0))
  }

  override flush(): SeriesChunk {
    // At most one row can come out: all before it are skipped lines.
    if (this.#delimiter === undefined) super.process(this.#settle())
    return super.flush()
  }

  /** The names of all columns; undefined if the first line has none, or has not arrived. */
  get names(): readonly string[] | undefined {
    return this.#names
  }

  /** What stands between fields; undefined until it is known. */
  get delimiter(): string | undefined {
    return this.#delimiter
  }

  protected override read(record: TextRecord, rows: SeriesRows): void {
    if (this.#isPassedOver(record.text, record.line)) return
    const fields = fieldsOf(record, this.#delimiter ?? ',')
    if (this.#chosen === undefined) {
      const isHeader = this.#isHeader(fields)
      const names = isHeader ? fields.map((field) => unquoted(field).trim()) : undefined
      this.#chosen = this.#choose(names, fields.length, record)
      this.#names = names
      if (isHeader) return
    }
    const { columns, time } = this.#chosen
    const row = { fields, record, names: this.#names }
    if (this.#names !== undefined && fields.length > this.#names.length)
      requireNoMore(row, this.#names.length)
    for (let i = 0; i < columns.length; i++) this.#values[i] = this.#valueAt(columns[i], row)
    rows.add(this.#values, time === undefined ? undefined : timeOf(unquoted(fieldAt(time, row))))
  }

  protected override forget(): void {
    this.#chosen = undefined
    this.#values.length = 0
    this.#names = undefined
    this.#startDialect()
  }

  #startDialect(): void {
    this.#delimiter = this.#options.delimiter
    if (this.#delimiter !== undefined) this.splitAt(this.#delimiter)
    this.#head = undefined
    this.#hasDecimalCommas = this.#options.decimal === ','
  }

  /** Finds the delimiter in the bytes so far, and returns these bytes. */
  #settle(): Uint8Array {
    const head = this.#head ?? new Uint8Array(0)
    this.#delimiter = delimiterOf(this.#tellingLine(head, true) ?? '', this.#options.decimal)
    this.splitAt(this.#delimiter)
    this.#head = undefined
    return head
  }

  /** The first line that is not skipped, if it is complete. */
  #tellingLine(head: Uint8Array, isAll = false): string | undefined {
    for (let start = 0, number = 1; start < head.length; number++) {
      const end = head.indexOf(LINE_FEED, start)
      if (end < 0 && !isAll) return undefined
      const line = new TextDecoder().decode(head.subarray(start, end < 0 ? head.length : end)).trimEnd()
      if (line !== '' && !this.#isPassedOver(line, number)) return line
      if (end < 0) return undefined
      start = end + 1
    }
    return undefined
  }

  #isPassedOver(line: string, number: number): boolean {
    const { comment, skipRows = 0 } = this.#options
    return number <= skipRows || (comment !== undefined && line.trimStart().startsWith(comment))
  }

  #numberOf(text: string): number | undefined {
    if (this.#missing.size > 0 && this.#missing.has(text.trim())) return NaN
    const { decimal } = this.#options
    const mayHaveCommas = decimal === ',' || (decimal === undefined && this.#delimiter !== ',')
    if (!mayHaveCommas || !text.includes(',')) {
      return decimal === ',' && text.includes('.') ? undefined : numberOf(text)
    }
    // 1,234 may have a thousands separator.
    if (!this.#hasDecimalCommas && /^\s*[+-]?[1-9]\d{0,2},\d{3}\s*$/.test(text)) return undefined
    const value = text.includes('.') ? undefined : numberOf(text.replace(',', '.'))
    if (value !== undefined) this.#hasDecimalCommas = true
    return value
  }

  #valueAt(column: number, row: Row): number {
    const text = unquoted(fieldAt(column, row))
    const value = this.#numberOf(text)
    if (value !== undefined) return value
    const place = placeOf(row.record, startOf(column, row.fields))
    const remedy = /^\s*[+-]?\d+,\d+\s*$/.test(text)
      ? "set decimal: ',' if the comma stands before a fraction"
      : 'choose other columns, or mend it'
    throw new InputError(
      `line ${place.line} (byte ${place.offset}), ${described(column, row.names)}: ${shown(JSON.stringify(text.slice(0, 40)))} is not a ` +
        `number: ${remedy}`,
      place,
    )
  }

  #isHeader(fields: readonly string[]): boolean {
    const { columns = fields.map((_, i) => i), time } = this.#options
    if (typeof time === 'string' || columns.some((column) => typeof column === 'string')) return true
    const texts = columns
      .filter((column) => column !== time)
      .map((column) => unquoted((fields[Number(column)] as string | undefined) ?? '').trim())
    // An empty field does not decide: both a header and a row may have one.
    const saying = texts.filter((text) => text !== '')
    return saying.length > 0 && saying.every((text) => this.#isName(text))
  }

  /** A number in any dialect is not a name. */
  #isName(text: string): boolean {
    return numberOf(text) === undefined && !this.#missing.has(text) && !/^[+-]?\d+,\d+$/.test(text)
  }

  #choose(names: readonly string[] | undefined, count: number, record: TextRecord) {
    const indexOf = (column: ColumnName): number => {
      if (typeof column === 'number') return column
      const found = names?.indexOf(column) ?? -1
      if (found >= 0) return found
      const { offset, line } = record
      const known = (names ?? []).map((name) => shown(JSON.stringify(name))).join(', ')
      throw new InputError(
        `line ${line} (byte ${offset}) has no column ${shown(JSON.stringify(column))}: use one of ${known}, or a number from 0`,
        { offset, line },
      )
    }
    const time = this.#options.time === undefined ? undefined : indexOf(this.#options.time)
    const all = Array.from({ length: count }, (_, i) => i).filter((i) => i !== time)
    return { columns: this.#options.columns?.map(indexOf) ?? all, time }
  }
}

/** A row, and the names of its columns, if any. */
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
    `line ${record.line} (byte ${place.offset}) has ${fields.length} fields, which do not include ${described(column, names)}`,
    place,
  )
}

/** Extra fields are allowed if they are empty, as after a delimiter at the end of each line. */
function requireNoMore({ fields, record, names }: Row, count: number): void {
  const more = fields.findIndex((field, i) => i >= count && field.trim() !== '')
  if (more < 0) return
  const place = placeOf(record, startOf(more, fields))
  const remedy =
    fields.length === 2 * (names?.length ?? 0) ? "set decimal: ',' if numbers have commas in them" : 'mend it'
  throw new InputError(
    `line ${place.line} (byte ${place.offset}) has ${fields.length} fields, and there are ${count} names: ${remedy}`,
    place,
  )
}

function joined(first: Uint8Array | undefined, second: Uint8Array): Uint8Array {
  if (first === undefined) return second.slice()
  const bytes = new Uint8Array(first.length + second.length)
  bytes.set(first)
  bytes.set(second, first.length)
  return bytes
}

/** By name, or by number if it has none. */
function described(column: number, names: readonly string[] = []): string {
  const name = names.at(column) ?? ''
  return name === '' ? `column ${column} (from 0)` : `column ${shown(JSON.stringify(name))}`
}
