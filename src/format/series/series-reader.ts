import { readBytes } from '../../require.js'
import type { OwnUint8Array } from '../../samples.js'
import type { Resumable } from '../../stream/resumable.js'
import type { SnapshotReader } from '../../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../../stream/snapshot/snapshot-writer.js'
import type { InputError } from '../input-error.js'
import { loadInputError, saveInputError } from '../saved-input-error.js'
import { RecordSplitter, type TextRecord } from './record-splitter.js'
import { type SeriesChunk, SeriesRows } from './series.js'

/** The base of the table readers: cuts bytes into records, and collects their rows into chunks. */
export abstract class SeriesReader implements Resumable<Uint8Array, SeriesChunk> {
  readonly #splitter: RecordSplitter
  readonly #rows = new SeriesRows()
  /** An error after good rows, which are returned first. */
  #failure: InputError | undefined

  /** @param delimiter The delimiter of fields, which may be quoted and then contain line feeds. By default there are no fields. */
  protected constructor(delimiter?: string) {
    this.#splitter = new RecordSplitter(delimiter)
  }

  /** Sets the delimiter, before the first bytes. */
  protected splitAt(delimiter: string): void {
    this.#splitter.delimiter = delimiter
  }

  /** Adds the row of a record, if it has one. */
  protected abstract read(record: TextRecord, rows: SeriesRows): void

  /** Forgets the columns. */
  protected abstract forget(): void

  /** Returns the state as bytes, for `restore`: those of the record that is not complete, and which columns are read. */
  abstract snapshot(): OwnUint8Array

  /** Writes the state of the records. */
  protected saveRecords(writer: SnapshotWriter): void {
    writer.flag(this.#failure !== undefined)
    // Nothing is read after it.
    if (this.#failure !== undefined) saveInputError(writer, this.#failure)
    else {
      writer.flag(this.#rows.columnCount > 0)
      this.#splitter.save(writer)
    }
  }

  /** Takes what `saveRecords` wrote; rows have `columnCount` columns. */
  protected loadRecords(reader: SnapshotReader, columnCount: number): void {
    if (reader.flag()) this.#failure = loadInputError(reader)
    else {
      if (reader.flag()) this.#rows.columnCount = columnCount
      this.#splitter.load(reader)
    }
  }

  /**
   * Takes bytes, and returns the rows that are complete now.
   *
   * @throws TypeError if the chunk is not a `Uint8Array`. InputError if a record is not a row of numbers. If rows come before it
   *   in the same chunk, they are returned, and the next call throws.
   */
  process(chunk: Uint8Array): SeriesChunk {
    const bytes = readBytes(chunk)
    this.#throwFailure()
    return this.#readAll((take) => this.#splitter.split(bytes, take))
  }

  /**
   * Returns the last row if no line feed ended it. Then resets.
   *
   * @throws InputError as `process`.
   */
  flush(): SeriesChunk {
    try {
      this.#throwFailure()
      return this.#readAll((take) => this.#splitter.end(take))
    } finally {
      this.reset()
    }
  }

  reset(): void {
    this.#splitter.reset()
    this.#rows.take()
    this.#rows.columnCount = 0
    this.#failure = undefined
    this.forget()
  }

  /** Same as `reset`: rows are ordinary arrays, so there is nothing to free. */
  dispose(): void {
    this.reset()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  #readAll(handOn: (take: (record: TextRecord) => void) => void): SeriesChunk {
    try {
      handOn((record) => this.read(record, this.#rows))
    } catch (error) {
      // Nothing after it can be read until `reset`.
      this.#failure = error as InputError
      if (this.#rows.length === 0) throw error
    }
    return this.#rows.take()
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure
  }
}
