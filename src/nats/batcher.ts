import { type SeriesChunk, encodeBatch } from '../distributed/chunk-batch.js'

/** A message holds at most this many bytes of samples. */
export const BATCH_BYTES = 2 ** 16
/** How long a chunk waits for others to share its message: `nudge` is called at this interval. */
export const LINGER_MS = 5

/** Collects the chunks of a partition into messages, and sends these one at a time to keep their order. */
export class Batcher {
  readonly #send: (message: Uint8Array) => Promise<void>
  #chunks: SeriesChunk[] = []
  #bytes = 0
  #sending: Promise<void> | undefined
  #failure: { readonly error: unknown } | undefined

  constructor(send: (message: Uint8Array) => Promise<void>) {
    this.#send = send
  }

  /** Takes a chunk, whose samples must not change afterwards. Resolves when there is room for more. */
  async add(chunk: SeriesChunk): Promise<void> {
    this.#chunks.push(chunk)
    this.#bytes += chunk.samples.byteLength
    while (this.#bytes >= BATCH_BYTES) {
      if (this.#sending === undefined) this.#start()
      else await this.#sending
    }
  }

  /** Sends the collected chunks, unless a message is being sent. */
  nudge(): void {
    const isFree = this.#sending === undefined && this.#failure === undefined
    if (isFree && this.#chunks.length > 0) this.#start()
  }

  /** Resolves when everything is stored. */
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
