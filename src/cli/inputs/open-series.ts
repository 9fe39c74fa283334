import { CsvReader } from '../../format/series/csv-reader.js'
import { NdjsonReader } from '../../format/series/ndjson-reader.js'
import type { ColumnName, SeriesChunk, SeriesOptions } from '../../format/series/series.js'
import { blamingOptions } from '../terminal/blame.js'
import { UsageError } from '../terminal/errors.js'
import type { InputOrigin, SeriesInput } from './input.js'
import { dialectOf, type InputOptions, tableOptionOf } from './input-options.js'

export type SeriesContainer = 'csv' | 'ndjson'

/** Opens a series of readings. */
export function openSeries(
  bytes: AsyncIterable<Uint8Array>,
  container: SeriesContainer,
  given: InputOptions,
  origin: InputOrigin,
): SeriesInput {
  const { rate, column, time, channels, decimal } = given
  if (channels !== undefined) {
    throw new UsageError(
      `--channels does not apply to ${origin.name}, a series: choose columns with --column`,
    )
  }
  const options: SeriesOptions = {
    ...(column === undefined ? {} : { columns: column }),
    ...(time === undefined ? {} : { time }),
  }
  const reader =
    container === 'csv' ? csvReader(options, given, origin) : ndjsonReader(options, given, origin)
  let names: readonly string[] | undefined
  let delimiter: string | undefined
  const noteNames = (): void => {
    names ??= chosenNames(reader, options)
    if (reader instanceof CsvReader) delimiter ??= reader.delimiter
  }
  return {
    kind: 'series',
    ...origin,
    container,
    sampleRate: rate,
    columnNames: () => names,
    delimiter: () => delimiter,
    decimal,
    timeName: typeof time === 'string' ? time : undefined,
    chunks: rowsOf(reader, bytes, noteNames),
  }
}

function csvReader(options: SeriesOptions, given: InputOptions, { name }: InputOrigin): CsvReader {
  const usual = name.toLowerCase().endsWith('.tsv') ? { delimiter: '\t' } : {}
  return blamingOptions(() => new CsvReader({ ...options, ...usual, ...dialectOf(given) }))
}

function ndjsonReader(options: SeriesOptions, given: InputOptions, { name }: InputOrigin): NdjsonReader {
  const unfit = tableOptionOf(dialectOf(given))
  if (unfit === undefined) return new NdjsonReader(options)
  throw new UsageError(`${unfit} is for CSV, and ${name} is NDJSON: leave it out`)
}

/** A line feed ends the last row if nothing else does: `flush` would return the row but forget the names of the columns. */
async function* rowsOf(
  reader: CsvReader | NdjsonReader,
  bytes: AsyncIterable<Uint8Array>,
  noteNames: () => void,
): AsyncGenerator<SeriesChunk, void, undefined> {
  for await (const some of bytes) {
    const rows = reader.process(some)
    noteNames()
    if (rows.length > 0) yield rows
  }
  const rows = reader.process(Uint8Array.of(LINE_FEED))
  noteNames()
  if (rows.length > 0) yield rows
  reader.flush()
}

const LINE_FEED = 10

/** The names of the columns that are read, or undefined if they have none. */
function chosenNames(
  reader: CsvReader | NdjsonReader,
  { columns, time }: SeriesOptions,
): string[] | undefined {
  const { names } = reader
  if (names === undefined) return undefined
  if (reader instanceof NdjsonReader) return [...names]
  const nameOf = (column: ColumnName): string =>
    typeof column === 'string' ? column : (names[column] ?? String(column))
  if (columns !== undefined) return columns.map(nameOf)
  return names.filter((name, i) => name !== time && i !== time)
}

/** The container of files with this extension, if it is that of a series. */
export function seriesContainerOf(extension: string): SeriesContainer | undefined {
  if (extension === '.csv' || extension === '.tsv') return 'csv'
  return extension === '.ndjson' || extension === '.jsonl' ? 'ndjson' : undefined
}
