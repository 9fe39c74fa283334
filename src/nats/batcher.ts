import { type SeriesChunk, encodeBatch } from '../distributed/chunk-batch.js'

/** A message holds so many bytes of samples, or what has come before it is sent. */
export const BATCH_BYTES = 2 ** 16

/** Collects the chunks of a partition into messages, and sends one after the other, so that their order is kept. */
export class Batcher {
  readonly #send: (message: Uint8Array) => Promise<void>
  #chunks: SeriesChunk[] = []
  #bytes = 0
  #sending: Promise<void> | undefined
  #failure: { readonly error: unknown } | undefined

  constructor(send: (message: Uint8Array) => Promise<void>) {
    this.#send = send
  }

  /** Takes a chunk, whose samples must not change any more. Resolves when there is room for more. */
  async add(chunk: SeriesChunk): Promise<void> {
    this.#chunks.push(chunk)
    this.#bytes += chunk.samples.byteLength
    while (this.#bytes >= BATCH_BYTES) {
      if (this.#sending === undefined) this.#start()
      else await this.#sending
    }
  }

  /** Sends what has been collected, unless a message is underway. */
  nudge(): void {
    const isFree = this.#sending === undefined && this.#failure === undefined
    if (isFree && this.#chunks.length > 0) this.#start()
  }

  /** Resolves when all is stored. */
  async flush(): Promise<void> {
    while (this.#sending !== undefined || this.#chunks.length > 0) {
      if (this.#sending === undefined) this.#start()
      else await this.#sending
    }
    this.#requireSent()
  }

  #start(): void {
    this.#requireSent()
    const message = encodeBatch(this.#chunks)
    this.#chunks = []
    this.#bytes = 0
    this.#sending = this.#send(message)
      .catch((error: unknown) => {
        this.#failure = { error }
      })
      .then(() => {
        this.#sending = undefined
      })
  }

  #requireSent(): void {
    if (this.#failure !== undefined) throw this.#failure.error
  }
}
