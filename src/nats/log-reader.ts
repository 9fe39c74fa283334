import {
  AckPolicy,
  type ConsumerMessages,
  DeliverPolicy,
  type JetStreamClient,
  type JetStreamManager,
  type StreamState,
} from '@nats-io/jetstream'
import type { LogEntry } from '../distributed/partition-log.js'

/** The number of messages requested at once. No more are in memory, however slow the caller is. */
const MOST_MESSAGES = 32
/** How long the server keeps an idle consumer. */
const IDLE_NANOSECONDS = 60e9
const WAIT_MS = 5000

/**
 * Reads a stream in order from any sequence on, by pulling. Its consumer on the server is ephemeral: if it is lost, after a restart
 * or because it was idle for long, another one begins where it was.
 */
export class LogReader {
  readonly #manager: JetStreamManager
  readonly #client: JetStreamClient
  readonly #stream: string
  /** The sequence that the caller must request next for the consumer to continue; 0 without a consumer. */
  #expected = 0
  /** The next sequence from the consumer. */
  #next = 0
  #consumer = ''
  #messages: ConsumerMessages | undefined
  /** The messages of the current pull that have not been taken yet. */
  #queue: LogEntry[] = []
  #failure: unknown
  #wake: () => void = () => undefined

  constructor(manager: JetStreamManager, client: JetStreamClient, stream: string) {
    this.#manager = manager
    this.#client = client
    this.#stream = stream
  }

  /**
   * Returns the messages from a sequence on, and waits until there are some. Empty if the signal is aborted.
   *
   * @throws RangeError if requested messages have been removed; and what the client throws.
   */
  async read(from: number, signal: AbortSignal): Promise<readonly LogEntry[]> {
    const stop = (): void => {
      this.#messages?.stop()
      this.#wake()
    }
    signal.addEventListener('abort', stop)
    try {
      while (!signal.aborted) {
        if (this.#expected !== from) await this.#begin(from)
        if (this.#queue.length > 0) return this.#take()
        await this.#pull()
      }
      return []
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }

  /** Frees its resources on the server. */
  async close(): Promise<void> {
    this.#messages?.stop()
    if (this.#consumer === '') return
    await this.#manager.consumers.delete(this.#stream, this.#consumer).catch(() => undefined)
    this.#consumer = ''
  }

  #take(): LogEntry[] {
    const taken = this.#queue
    this.#queue = []
    this.#expected = taken[taken.length - 1].sequence + 1
    return taken
  }

  async #begin(from: number): Promise<void> {
    await this.close()
    this.#messages = undefined
    this.#queue = []
    this.#failure = undefined
    const { name } = await this.#manager.consumers.add(this.#stream, {
      ack_policy: AckPolicy.None,
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: from,
      inactive_threshold: IDLE_NANOSECONDS,
      mem_storage: true,
    })
    this.#consumer = name
    this.#next = from
    this.#expected = from
  }

  /** Waits until the current pull delivers something or ends. */
  async #pull(): Promise<void> {
    if (this.#failure instanceof RangeError) throw this.#failure
    // The consumer is gone, or the connection was lost: another one begins where it was.
    if (this.#failure !== undefined) this.#expected = 0
    else if (this.#messages === undefined) await this.#ask()
    else await new Promise<void>((resolve) => (this.#wake = resolve))
  }

  async #ask(): Promise<void> {
    try {
      const consumer = await this.#client.consumers.get(this.#stream, this.#consumer)
      this.#messages = await consumer.fetch({ max_messages: MOST_MESSAGES, expires: WAIT_MS })
      void this.#endWhenLost(this.#messages)
      void this.#receive(this.#messages)
    } catch (error) {
      this.#failure = error
    }
  }

  async #receive(messages: ConsumerMessages): Promise<void> {
    const from = this.#next
    try {
      for await (const { seq, data } of messages) {
        if (messages !== this.#messages) return
        if (seq !== this.#next) await this.#requireKept(seq)
        // The client reuses the buffer.
        this.#queue.push({ sequence: seq, data: new Uint8Array(data) })
        this.#next = seq + 1
        this.#wake()
      }
      const isUnchanged = messages === this.#messages && this.#failure === undefined
      if (this.#next === from && isUnchanged) await this.#requireNothingNew()
    } catch (error) {
      if (messages === this.#messages) this.#failure = error
    }
    if (messages === this.#messages) this.#messages = undefined
    this.#wake()
  }

  /**
   * Ends a pull during which the connection was lost. The client asks again once it is back, but for the messages after those that
   * were on their way.
   */
  async #endWhenLost(messages: ConsumerMessages): Promise<void> {
    let requests = 0
    for await (const { type } of messages.status()) {
      if (type !== 'next' || ++requests === 1) continue
      if (messages === this.#messages) this.#failure ??= new Error('the connection was lost')
      messages.stop()
    }
  }

  /** Nothing came: perhaps what comes next has been removed already, or was lost in transit, and nothing has come after it. */
  async #requireNothingNew(): Promise<void> {
    const { last_seq } = await this.#requireNotRemoved()
    if (last_seq >= this.#next) throw new Error('a message was lost in transit')
  }

  async #requireNotRemoved(): Promise<StreamState> {
    const { state } = await this.#manager.streams.info(this.#stream)
    if (state.first_seq <= this.#next) return state
    throw new RangeError(
      `the messages of ${this.#stream} must be kept from ${this.#next} on, got a log that begins at ${state.first_seq}: ` +
        'keep more of it, or start later',
    )
  }

  async #requireKept(seq: number): Promise<void> {
    await this.#requireNotRemoved()
    // Deleted messages leave a hole in the log; a message lost in transit does not.
    const missing = await this.#manager.streams.getMessage(this.#stream, { seq: seq - 1 }).catch(() => null)
    if (missing !== null) throw new Error('a message was lost in transit')
  }
}
