import { JetStreamApiError, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream'
import { addressOf } from '../distributed/tiles/address-of.js'
import type { TileEvent, TileOutcome, TileStore } from '../distributed/tiles/tile-store.js'
import type { BatchNames } from './batch-names.js'
import { joinedBytes } from './joined-bytes.js'
import { LogReader } from './log-reader.js'
import { withPatience } from './with-patience.js'

/** By default, servers accept messages of up to a megabyte. */
const PIECE_BYTES = 2 ** 19
/** The number of pieces that are sent or read at a time. */
const PIECES_AT_ONCE = 8
const WRONG_LAST_SEQUENCE = 10071

/** The stored form of an outcome. */
type StoredOutcome = Pick<TileEvent, 'id' | 'outcome'>

/** The store of a batch on a NATS server. */
export class NatsTileStore implements TileStore {
  readonly #manager: JetStreamManager
  readonly #client: JetStreamClient
  readonly #names: BatchNames
  readonly #engine: string

  constructor(manager: JetStreamManager, client: JetStreamClient, names: BatchNames, engine: string) {
    this.#manager = manager
    this.#client = client
    this.#names = names
    this.#engine = engine
  }

  async put(address: string, bytes: Uint8Array): Promise<void> {
    if ((await this.#countOf(address)) !== undefined) return
    const count = Math.ceil(bytes.length / PIECE_BYTES)
    await forEach(count, (i) => {
      const piece = bytes.subarray(i * PIECE_BYTES, (i + 1) * PIECE_BYTES)
      return this.#putIfAbsent(this.#names.pieceSubject(address, i), piece)
    })
    // Written last: bytes with an end are complete.
    await this.#putIfAbsent(this.#names.pieceSubject(address, 'end'), encoder.encode(`${count}`))
  }

  async get(address: string): Promise<Uint8Array | undefined> {
    const count = await this.#countOf(address)
    if (count === undefined) return undefined
    const pieces = new Array<Uint8Array | undefined>(count)
    await forEach(count, async (i) => {
      const piece = await this.#last(this.#names.blobStream, this.#names.pieceSubject(address, i))
      if (piece !== undefined) pieces[i] = piece.data
    })
    const bytes = joinedBytes(pieces.filter((piece) => piece !== undefined))
    return (await addressOf(bytes)) === address ? bytes : undefined
  }

  async remove(address: string): Promise<void> {
    await this.#manager.streams.purge(this.#names.blobStream, {
      filter: this.#names.pieceSubject(address, '*'),
    })
  }

  async offer(id: string, task: Uint8Array): Promise<void> {
    await this.#putIfAbsent(this.#names.queueSubject(this.#engine, id), task)
  }

  async outcomeOf(id: string): Promise<TileEvent | undefined> {
    const message = await this.#last(this.#names.outcomeStream, this.#names.outcomeSubject(id))
    return message && eventOf(message.sequence, message.data)
  }

  async settle(id: string, outcome: TileOutcome): Promise<void> {
    const before = await this.outcomeOf(id)
    if (before?.outcome.type === 'done') return
    const stored: StoredOutcome = { id, outcome }
    const subject = this.#names.outcomeSubject(id)
    await this.#putIfAbsent(subject, encoder.encode(JSON.stringify(stored)), before?.sequence)
  }

  async *outcomes(signal: AbortSignal): AsyncGenerator<TileEvent, void, undefined> {
    const reader = new LogReader(this.#manager, this.#client, this.#names.outcomeStream)
    try {
      for (let next = 1; !signal.aborted;) {
        for (const { sequence, data } of await withPatience(() => reader.read(next, signal))) {
          yield eventOf(sequence, data)
          next = sequence + 1
        }
      }
    } finally {
      await reader.close()
    }
  }

  /** Publishes unless another worker has: what is stored then is the same, or equivalent. */
  async #putIfAbsent(subject: string, data: Uint8Array, lastSubjectSequence = 0): Promise<void> {
    await withPatience(async () => {
      try {
        await this.#client.publish(subject, data, { expect: { lastSubjectSequence } })
      } catch (error) {
        if (!(error instanceof JetStreamApiError && error.code === WRONG_LAST_SEQUENCE)) throw error
      }
    })
  }

  /** The number of pieces stored under an address; undefined if not all of them are. */
  async #countOf(address: string): Promise<number | undefined> {
    const end = await this.#last(this.#names.blobStream, this.#names.pieceSubject(address, 'end'))
    return end && Number(decoder.decode(end.data))
  }

  async #last(
    stream: string,
    subject: string,
  ): Promise<{ readonly sequence: number; readonly data: Uint8Array } | undefined> {
    const message = await withPatience(() =>
      this.#manager.direct.getMessage(stream, { last_by_subj: subject }),
    )
    // A copy, as the client reuses its buffer.
    return message === null ? undefined : { sequence: message.seq, data: Uint8Array.from(message.data) }
  }
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()

function eventOf(sequence: number, data: Uint8Array): TileEvent {
  return { sequence, ...(JSON.parse(decoder.decode(data)) as StoredOutcome) }
}

/** Runs a function for each number below a count, several at a time. */
async function forEach(count: number, run: (i: number) => Promise<void>): Promise<void> {
  let next = 0
  const runAll = async (): Promise<void> => {
    while (next < count) await run(next++)
  }
  await Promise.all(Array.from({ length: Math.min(count, PIECES_AT_ONCE) }, runAll))
}
