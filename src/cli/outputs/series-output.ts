import type { SeriesTime } from '../../format/series/series.js'
import type { Samples } from '../../samples.js'
import type { SeriesInput } from '../inputs/input.js'
import { UsageError } from '../terminal/errors.js'
import type { Io } from '../terminal/io.js'
import { type ByteSink, openSink } from './byte-sink.js'
import { csvField } from './csv-field.js'

/** Writes rows of a series, in the format of the input. */
export class SeriesOutput {
  readonly #input: SeriesInput
  readonly #sink: ByteSink
  /** The names of the columns in the output; undefined if they have none. */
  #names: readonly string[] | undefined
  #begun = false
  readonly #path: string | undefined
  /** The delimiter. */
  #delimiter = ','

  private constructor(input: SeriesInput, path: string | undefined, sink: ByteSink) {
    this.#input = input
    this.#path = path
    this.#sink = sink
  }

  /**
   * @param path The file; undefined and `-` are stdout.
   * @throws UsageError if its extension is that of sound
   */
  static async open(input: SeriesInput, path: string | undefined, io: Io): Promise<SeriesOutput> {
    if (path !== undefined && /\.wave?$/i.test(path)) {
      throw new UsageError(
        `${input.name} is a series, but ${path} would be sound: write it to a .${input.container} file`,
      )
    }
    return new SeriesOutput(input, path, await openSink(path, io))
  }

  /** Writes rows, column by column, with a time each or without times. */
  async write(columns: readonly Samples[], times: readonly SeriesTime[]): Promise<void> {
    const rowCount = columns[0]?.length ?? 0
    if (rowCount === 0) return
    let text = this.#begun ? '' : this.#begin(columns.length)
    for (let row = 0; row < rowCount; row++) {
      const values = columns.map((values) => values[row])
      text += `${this.#line(values, times[row])}\n`
    }
    await this.#sink.write(text)
  }

  close(): Promise<void> {
    return this.#sink.close()
  }

  abort(): Promise<void> {
    return this.#sink.abort()
  }

  #begin(count: number): string {
    this.#begun = true
    this.#delimiter = delimiterFor(this.#path, this.#input)
    this.#names = numbered(this.#input.columnNames(), count)
    if (this.#input.container === 'ndjson' || this.#names === undefined) return ''
    const { timeName } = this.#input
    return `${[...(timeName === undefined ? [] : [timeName]), ...this.#names].map((name) => csvField(name, this.#delimiter)).join(this.#delimiter)}\n`
  }

  #line(values: readonly number[], time: SeriesTime | undefined): string {
    const hasTime = this.#input.timeName !== undefined || time !== undefined
    if (this.#input.container === 'csv') {
      const fields = values.map((value) => this.#fieldOf(value))
      return (hasTime ? [csvField(String(time ?? ''), this.#delimiter), ...fields] : fields).join(
        this.#delimiter,
      )
    }
    // JSON has no NaN: it becomes null.
    if (this.#names !== undefined) {
      const row = this.#names.map((name, i) => [name, values[i]])
      return JSON.stringify(
        Object.fromEntries(hasTime ? [[this.#input.timeName, time ?? null], ...row] : row),
      )
    }
    if (hasTime) return JSON.stringify([time ?? null, ...values])
    return JSON.stringify(values.length === 1 ? values[0] : values)
  }

  #fieldOf(value: number): string {
    if (Number.isNaN(value)) return ''
    return this.#input.decimal === ','
      ? csvField(String(value).replace('.', ','), this.#delimiter)
      : String(value)
  }
}

/** As in the input, except that a .tsv file always has tabs, and a .csv file never does. */
function delimiterFor(path: string | undefined, { name, delimiter }: SeriesInput): string {
  if (path !== undefined && /\.tsv$/i.test(path)) return '\t'
  if (path !== undefined && /\.csv$/i.test(path) && /\.tsv$/i.test(name)) return ','
  return delimiter() ?? ','
}

/** The names of the results: those of the columns, numbered if one column has several. */
function numbered(names: readonly string[] | undefined, count: number): readonly string[] | undefined {
  if (names === undefined || names.length === count) return names
  return Array.from({ length: count }, (_, i) => `${names[i % names.length]} ${i + 1}`)
}
