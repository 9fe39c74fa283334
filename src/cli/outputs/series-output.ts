import type { SeriesTime } from '../../format/series.js'
import type { Samples } from '../../samples.js'
import { UsageError } from '../errors.js'
import type { SeriesInput } from '../inputs/input.js'
import type { Io } from '../io.js'
import { type ByteSink, openSink } from './byte-sink.js'

/** Writes rows of a series, in the form in which the input came. */
export class SeriesOutput {
  readonly #input: SeriesInput
  readonly #sink: ByteSink
  /** What the columns are called in the output; undefined where they have no names. */
  #names: readonly string[] | undefined
  #begun = false

  private constructor(input: SeriesInput, sink: ByteSink) {
    this.#input = input
    this.#sink = sink
  }

  /**
   * @param path The file; undefined and `-` are stdout.
   * @throws UsageError if its extension is that of sound
   */
  static async open(input: SeriesInput, path: string | undefined, io: Io): Promise<SeriesOutput> {
    if (path !== undefined && /\.wave?$/i.test(path)) {
      throw new UsageError(
        `${input.name} is a series, and ${path} would be sound: write it to a .${input.container} file`,
      )
    }
    return new SeriesOutput(input, await openSink(path, io))
  }

  /** Rows, column by column; with a time each, or none. */
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
    this.#names = numbered(this.#input.columnNames(), count)
    if (this.#input.container === 'ndjson' || this.#names === undefined) return ''
    const { timeName } = this.#input
    return `${[...(timeName === undefined ? [] : [timeName]), ...this.#names].map(quoted).join(',')}\n`
  }

  #line(values: readonly number[], time: SeriesTime | undefined): string {
    const hasTime = this.#input.timeName !== undefined || time !== undefined
    if (this.#input.container === 'csv') {
      const fields = values.map((value) => (Number.isNaN(value) ? '' : String(value)))
      return (hasTime ? [quoted(String(time ?? '')), ...fields] : fields).join(',')
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
}

/** The names of the results: those of the columns, numbered where one column has several. */
function numbered(names: readonly string[] | undefined, count: number): readonly string[] | undefined {
  if (names === undefined || names.length === count) return names
  return Array.from({ length: count }, (_, i) => `${names[i % names.length]} ${i + 1}`)
}

function quoted(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field
}
