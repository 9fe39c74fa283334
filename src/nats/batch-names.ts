/** The stream of all queued tiles, and its subjects. No job can have a stream of this name. */
export const QUEUE = 'tapline_batch-queue'
export const QUEUE_SUBJECTS = 'tapline-batch.queue.>'

/** The subjects of all batches. */
export const BATCH_SUBJECTS = 'tapline-batch.>'

/** The names of the streams and subjects of a batch. */
export class BatchNames {
  readonly #id: string

  /** @param id Letters and digits. */
  constructor(id: string) {
    this.#id = id
  }

  get blobStream(): string {
    return `tapline_batch-${this.#id}`
  }

  get blobSubjects(): string {
    return `tapline-batch.${this.#id}.blob.>`
  }

  get outcomeStream(): string {
    return `tapline_batch-${this.#id}-outcomes`
  }

  get outcomeSubjects(): string {
    return `tapline-batch.${this.#id}.outcome.>`
  }

  /** A piece of stored bytes, by its number; or `end`, which holds the number of pieces. */
  pieceSubject(address: string, piece: number | 'end' | '*'): string {
    return `tapline-batch.${this.#id}.blob.${address}.${piece}`
  }

  outcomeSubject(tile: string): string {
    return `tapline-batch.${this.#id}.outcome.${tile}`
  }

  /** @param tile Its id, or `*` for all. */
  queueSubject(engine: string, tile: string): string {
    return `tapline-batch.queue.${engine}.${this.#id}.${tile}`
  }
}
