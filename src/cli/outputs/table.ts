import { type Io, writeOut } from '../terminal/io.js'
import { csvField } from './csv-field.js'

/** A row: its values by column name. */
export type Row = Readonly<Record<string, string | number | undefined>>

/** Writes rows to stdout as they come: as CSV with a header, or as one line of JSON each. */
export class Table {
  readonly #io: Io
  readonly #names: readonly string[]
  readonly #isJson: boolean
  #begun = false

  /** @param names The columns, in order. */
  constructor(io: Io, names: readonly string[], { isJson = false } = {}) {
    this.#io = io
    this.#names = names
    this.#isJson = isJson
  }

  /** Writes rows, in CSV after the header, which is written even without rows. */
  async write(rows: readonly Row[]): Promise<void> {
    const head = this.#begun || this.#isJson ? '' : `${this.#names.map((name) => csvField(name)).join(',')}\n`
    this.#begun = true
    const text = head + rows.map((row) => `${this.#line(row)}\n`).join('')
    if (text !== '') await writeOut(this.#io, text)
  }

  #line(row: Row): string {
    if (!this.#isJson) return this.#names.map((name) => fieldOf(row[name])).join(',')
    return JSON.stringify(Object.fromEntries(this.#names.map((name) => [name, row[name]])))
  }
}

/** In CSV, an empty field stands for a missing number. */
function fieldOf(value: string | number | undefined): string {
  return value === undefined || Number.isNaN(value) ? '' : csvField(String(value))
}
