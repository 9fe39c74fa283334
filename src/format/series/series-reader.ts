import { readBytes } from '../../require.js'
import type { Processor } from '../../stream/processor.js'
import { RecordSplitter, type TextRecord } from './record-splitter.js'
import { type SeriesChunk, SeriesRows } from './series.js'

/** The base of the table readers: cuts bytes into records, and collects their rows into chunks. */
export abstract class SeriesReader implements Processor<Uint8Array, SeriesChunk> {
  readonly #splitter: RecordSplitter
  readonly #rows = new SeriesRows()
  /** An error after good rows, which are returned first. */
  #failure: Error | undefined

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
      this.#failure = error as Error
      if (this.#rows.length === 0) throw error
    }
    return this.#rows.take()
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure
  }
}
