/** The stream of all tiles that wait, and its subjects. No job has a stream of such a name. */
export const QUEUE = 'tapline_batch-queue'
export const QUEUE_SUBJECTS = 'tapline-batch.queue.>'

/** What all streams of batches listen to. */
export const BATCH_SUBJECTS = 'tapline-batch.>'

/** What the streams and subjects of a batch are called. */
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

  /** A piece of what is stored, by its number; or `end`, which says how many there are. */
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
