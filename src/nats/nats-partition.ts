import {
  JetStreamApiError,
  type JetStreamClient,
  type JetStreamManager,
  type StoredMsg,
} from '@nats-io/jetstream'
import type { LogEntry, PartitionLog, RecordLog, SnapshotKey } from '../distributed/partition-log.js'
import type { JobNames } from './job-names.js'
import { joinedBytes } from './joined-bytes.js'
import { LogReader } from './log-reader.js'

/** By default, servers accept messages of up to a megabyte. */
const PIECE_BYTES = 2 ** 19
const COUNT_BYTES = 4
const WRONG_LAST_SEQUENCE = 10071
const MESSAGE_NOT_FOUND = 10037

/** A partition of a job on a NATS server. */
export class NatsPartition implements PartitionLog, RecordLog {
  readonly #manager: JetStreamManager
  readonly #client: JetStreamClient
  readonly #inputStream: string
  readonly #outputStream: string
  readonly #outputSubject: string
  readonly #snapshotStream: string
  readonly #snapshotPrefix: string
  readonly #input: LogReader
  readonly #records: LogReader

  constructor(manager: JetStreamManager, client: JetStreamClient, names: JobNames, partition: number) {
    this.#manager = manager
    this.#client = client
    this.#inputStream = names.inputStream(partition)
    this.#outputStream = names.outputStream(partition)
    this.#outputSubject = names.outputSubject(partition)
    this.#snapshotStream = names.snapshotStream
    this.#snapshotPrefix = names.snapshotPrefix(partition)
    this.#input = new LogReader(manager, client, this.#inputStream)
    this.#records = new LogReader(manager, client, this.#outputStream)
  }

  readInput(from: number, signal: AbortSignal): Promise<readonly LogEntry[]> {
    return this.#input.read(from, signal)
  }

  readRecords(from: number, signal: AbortSignal): Promise<readonly LogEntry[]> {
    return this.#records.read(from, signal)
  }

  async firstInput(): Promise<number> {
    const { state } = await this.#manager.streams.info(this.#inputStream)
    return Math.max(state.first_seq, 1)
  }

  async lastRecord(): Promise<LogEntry | undefined> {
    const message = await this.#last(this.#outputStream, this.#outputSubject)
    return message && { sequence: message.seq, data: new Uint8Array(message.data) }
  }

  async commit(record: Uint8Array, after: number): Promise<number | undefined> {
    try {
      const { seq } = await this.#client.publish(this.#outputSubject, record, {
        expect: { lastSubjectSequence: after },
      })
      return seq
    } catch (error) {
      if (isApiError(error, WRONG_LAST_SEQUENCE)) return undefined
      throw error
    }
  }

  /** Stores a snapshot in pieces; each holds the number of pieces. */
  async putSnapshot(key: SnapshotKey, bytes: Uint8Array): Promise<void> {
    const count = Math.max(Math.ceil(bytes.length / PIECE_BYTES), 1)
    for (let i = 0; i < count; i++) {
      const part = bytes.subarray(i * PIECE_BYTES, (i + 1) * PIECE_BYTES)
      const message = new Uint8Array(COUNT_BYTES + part.length)
      new DataView(message.buffer).setUint32(0, count, true)
      message.set(part, COUNT_BYTES)
      await this.#client.publish(`${this.#subjectOf(key)}.${i}`, message)
    }
  }

  async getSnapshot(key: SnapshotKey): Promise<Uint8Array | undefined> {
    const parts: Uint8Array[] = []
    for (let [i, count] = [0, 1]; i < count; i++) {
      const message = await this.#last(this.#snapshotStream, `${this.#subjectOf(key)}.${i}`)
      if (message === undefined || message.data.length < COUNT_BYTES) return undefined
      const data = new Uint8Array(message.data)
      count = new DataView(data.buffer).getUint32(0, true)
      parts.push(data.subarray(COUNT_BYTES))
    }
    return joinedBytes(parts)
  }

  async deleteSnapshots(before: number): Promise<void> {
    const filter = `${this.#snapshotPrefix}.>`
    const { state } = await this.#manager.streams.info(this.#snapshotStream, { subjects_filter: filter })
    const keys = Object.keys(state.subjects ?? {}).map((subject) =>
      subject.slice(this.#snapshotPrefix.length + 1).split('.'),
    )
    const old = new Set(
      keys.filter(([input]) => Number(input) < before).map((key) => key.slice(0, 2).join('.')),
    )
    for (const key of old) {
      await this.#manager.streams.purge(this.#snapshotStream, { filter: `${this.#snapshotPrefix}.${key}.*` })
    }
  }

  /** Frees its resources on the server. */
  async close(): Promise<void> {
    await this.#input.close()
    await this.#records.close()
  }

  #subjectOf({ input, epoch }: SnapshotKey): string {
    return `${this.#snapshotPrefix}.${input}.${epoch}`
  }

  async #last(stream: string, subject: string): Promise<StoredMsg | undefined> {
    try {
      return (await this.#manager.streams.getMessage(stream, { last_by_subj: subject })) ?? undefined
    } catch (error) {
      if (isApiError(error, MESSAGE_NOT_FOUND)) return undefined
      throw error
    }
  }
}

function isApiError(error: unknown, code: number): boolean {
  return error instanceof JetStreamApiError && error.code === code
}
