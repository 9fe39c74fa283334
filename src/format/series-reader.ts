import { readBytes } from '../require.js'
import type { Processor } from '../stream/processor.js'
import { RecordSplitter, type TextRecord } from './record-splitter.js'
import { type SeriesChunk, SeriesRows } from './series.js'

/** What readers of tables have in common: from bytes to records, and from what these say to chunks. */
export abstract class SeriesReader implements Processor<Uint8Array, SeriesChunk> {
  readonly #splitter: RecordSplitter
  readonly #rows = new SeriesRows()
  /** What was wrong behind rows that were right, and were to be delivered before. */
  #failure: Error | undefined

  /** @param delimiter What stands between fields, which may be quoted and hold line feeds then; by default, there are none. */
  protected constructor(delimiter?: string) {
    this.#splitter = new RecordSplitter(delimiter)
  }

  /** Says what stands between fields, before the first bytes. */
  protected splitAt(delimiter: string): void {
    this.#splitter.delimiter = delimiter
  }

  /** Adds the row of a record, if it is one. */
  protected abstract read(record: TextRecord, rows: SeriesRows): void

  /** Forgets what is known of the columns. */
  protected abstract forget(): void

  /**
   * Takes bytes, and returns the rows that are whole now.
   *
   * @throws TypeError if the chunk is no `Uint8Array`. InputError if a record is no row of numbers; but where rows come before it
   *   in the same chunk, these are returned, and the next call throws.
   */
  process(chunk: Uint8Array): SeriesChunk {
    const bytes = readBytes(chunk)
    this.#throwFailure()
    return this.#readAll((take) => this.#splitter.split(bytes, take))
  }

  /**
   * Returns the last row, where no line feed ended it. Then resets.
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

  /** There is nothing to give back: rows are ordinary arrays. */
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
      // What comes behind it is not to be understood, until `reset`.
      this.#failure = error as Error
      if (this.#rows.length === 0) throw error
    }
    return this.#rows.take()
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure
  }
}
