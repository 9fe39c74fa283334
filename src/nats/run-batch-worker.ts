import {
  AckPolicy,
  type ConsumerMessages,
  DeliverPolicy,
  jetstream,
  type JetStreamClient,
  JetStreamApiError,
  type JetStreamManager,
  jetstreamManager,
  type JsMsg,
} from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { engineHere } from '../distributed/tiles/engine-here.js'
import { TileComputers, type TileWorked, workTile } from '../distributed/tiles/work-tile.js'
import { type OptionNames, readOptions, requireFunction } from '../require.js'
import { BatchNames, QUEUE } from './batch-names.js'
import { queueStream } from './batch-streams.js'
import { requireStream } from './create-job.js'
import { NatsTileStore } from './nats-tile-store.js'
import { requireJetStream } from './require-server.js'

/** The options of `runBatchWorker`. */
export interface BatchWorkerOptions {
  /** Called for each event. */
  readonly onEvent?: (event: BatchWorkerEvent) => void
}

/** An event in a batch worker. */
export type BatchWorkerEvent =
  /** A tile was computed, already had a result, or was left to another worker because this one was stopped. */
  | { readonly type: 'computed' | 'known' | 'left'; readonly tile: string }
  /** A tile was set aside. */
  | { readonly type: 'failed'; readonly tile: string; readonly reason: string }
  /** The batch of a tile no longer exists. */
  | { readonly type: 'dropped'; readonly tile: string }
  /** A failure after which the worker retries. */
  | { readonly type: 'retry'; readonly error: unknown }

/** A running batch worker. */
export interface RunningBatchWorker {
  /** Leaves its current tile to another worker, and ends. */
  stop(): Promise<void>
  /** Resolves when it has ended. */
  readonly ended: Promise<void>
}

const NAMES: OptionNames<BatchWorkerOptions> = { onEvent: true }

/**
 * Computes the tiles of all batches of a server, one at a time, until it is stopped. Any number of workers can run; start one for each
 * core. If a worker is killed, another one gets its tile after 10 seconds. A tile that has killed five workers is set aside.
 *
 * A worker takes only tiles of its own engine: that is, from programs with the same build of tapline and the same SIMD.
 *
 * @throws TypeError or RangeError if an option is wrong or the server is too old or has no JetStream; and what the client throws.
 */
export async function runBatchWorker(
  connection: NatsConnection,
  options?: BatchWorkerOptions,
): Promise<RunningBatchWorker> {
  const { onEvent = () => undefined } = readOptions(options, NAMES)
  requireFunction(onEvent, 'onEvent')
  await requireJetStream(connection)
  const manager = await jetstreamManager(connection)
  const worker = new BatchWorker(manager, jetstream(connection), onEvent)
  await worker.prepare()
  const ended = worker.run()
  return {
    stop: async () => {
      worker.stop()
      await ended
    },
    ended,
  }
}

/** If a worker has not reported a tile as alive for this long, another one gets it. */
const ACK_WAIT_MS = 10_000
/** How often a worker reports its tile as alive. */
const BEAT_MS = 2000
const WAIT_MS = 5000
const RETRY_MS = 1000
const MOST_UNDERWAY = 10_000
const STREAM_NOT_FOUND = 10059

class BatchWorker {
  readonly #manager: JetStreamManager
  readonly #client: JetStreamClient
  readonly #onEvent: (event: BatchWorkerEvent) => void
  readonly #engine = engineHere()
  readonly #computers = new TileComputers()
  readonly #stop = new AbortController()
  #messages: ConsumerMessages | undefined

  constructor(
    manager: JetStreamManager,
    client: JetStreamClient,
    onEvent: (event: BatchWorkerEvent) => void,
  ) {
    this.#manager = manager
    this.#client = client
    this.#onEvent = onEvent
  }

  /** Creates the queue, and the consumer that all workers of an engine share, unless they exist. */
  async prepare(): Promise<void> {
    await requireStream(this.#manager, queueStream)
    await this.#manager.consumers.add(QUEUE, {
      durable_name: this.#engine,
      filter_subject: `tapline-batch.queue.${this.#engine}.>`,
      ack_policy: AckPolicy.Explicit,
      deliver_policy: DeliverPolicy.All,
      ack_wait: ACK_WAIT_MS * 1e6,
      max_ack_pending: MOST_UNDERWAY,
    })
  }

  async run(): Promise<void> {
    const { signal } = this.#stop
    try {
      while (!signal.aborted) {
        const message = await this.#next().catch(async (error: unknown) => this.#recover(error))
        if (message !== undefined) await this.#work(message)
      }
    } finally {
      this.#computers.dispose()
    }
  }

  stop(): void {
    this.#stop.abort()
    this.#messages?.stop()
  }

  /** The next tile; undefined if there was none for a while. */
  async #next(): Promise<JsMsg | undefined> {
    const consumer = await this.#client.consumers.get(QUEUE, this.#engine)
    const messages = await consumer.fetch({ max_messages: 1, expires: WAIT_MS })
    this.#messages = messages
    if (this.#stop.signal.aborted) messages.stop()
    for await (const message of messages) return message
    return undefined
  }

  /** Waits after a failure, and creates the queue again: the server may have restarted, or the queue was removed. */
  async #recover(error: unknown): Promise<undefined> {
    if (this.#stop.signal.aborted) return
    this.#onEvent({ type: 'retry', error })
    await this.#pause()
    await this.prepare().catch(() => undefined)
  }

  async #work(message: JsMsg): Promise<void> {
    const [batch, tile] = message.subject.split('.').slice(-2)
    const names = new BatchNames(batch)
    const store = new NatsTileStore(this.#manager, this.#client, names, this.#engine)
    const queued = { id: tile, task: Uint8Array.from(message.data), attempt: message.info.deliveryCount }
    while (!this.#stop.signal.aborted) {
      try {
        const worked = await workTile(store, queued, this.#computers, this.#beating(message))
        this.#finish(message, tile, worked)
        return
      } catch (error) {
        if (await this.#isGone(names)) {
          message.ack()
          this.#onEvent({ type: 'dropped', tile })
          return
        }
        this.#onEvent({ type: 'retry', error })
        await this.#pause()
        message.working()
      }
    }
    message.nak()
  }

  /** Yields to the event loop, and tells the server from time to time that the tile is alive. */
  #beating(message: JsMsg): () => Promise<boolean> {
    let last = performance.now()
    return async () => {
      await new Promise((resolve) => setImmediate(resolve))
      if (performance.now() - last > BEAT_MS) {
        message.working()
        last = performance.now()
      }
      return !this.#stop.signal.aborted
    }
  }

  #finish(message: JsMsg, tile: string, worked: TileWorked): void {
    if (worked.type === 'left') message.nak()
    else message.ack()
    if (worked.type === 'failed') this.#onEvent({ type: 'failed', tile, reason: worked.reason })
    else this.#onEvent({ type: worked.type === 'done' ? 'computed' : worked.type, tile })
  }

  async #isGone({ blobStream }: BatchNames): Promise<boolean> {
    try {
      await this.#manager.streams.info(blobStream)
      return false
    } catch (error) {
      return error instanceof JetStreamApiError && error.code === STREAM_NOT_FOUND
    }
  }

  async #pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, RETRY_MS)
      this.#stop.signal.addEventListener('abort', () => {
        clearTimeout(timer)
        resolve()
      })
    })
  }
}
