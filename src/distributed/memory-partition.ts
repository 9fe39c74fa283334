import type { LogEntry, PartitionLog, RecordLog, SnapshotKey } from './partition-log.js'
import { Waiters } from './waiters.js'

/** A partition in memory: for one process, and for tests. */
export class MemoryPartition implements PartitionLog, RecordLog {
  #input: Uint8Array[] = []
  #records: LogEntry[] = []
  /** How many messages and records were removed. */
  #inputStart = 0
  #recordStart = 0
  readonly #snapshots = new Map<string, { readonly key: SnapshotKey; readonly bytes: Uint8Array }>()
  /** The callers that wait for input or records. */
  readonly #readers = new Waiters()

  /** Appends a message to the input. */
  feed(data: Uint8Array): void {
    this.#input.push(data)
    this.#readers.wake()
  }

  /** The number of messages so far. */
  get inputCount(): number {
    return this.#inputStart + this.#input.length
  }

  /** Removes the input and the records up to these sequences, except the last record. */
  forget(input: number, record: number): void {
    const messages = Math.min(Math.max(input - this.#inputStart, 0), this.#input.length)
    const records = Math.min(Math.max(record - this.#recordStart, 0), this.#records.length - 1)
    this.#input = this.#input.slice(messages)
    this.#inputStart += messages
    if (records <= 0) return
    this.#records = this.#records.slice(records)
    this.#recordStart += records
  }

  async readInput(from: number, signal: AbortSignal): Promise<readonly LogEntry[]> {
    return this.#when(signal, () =>
      slice(this.#input, from - 1 - this.#inputStart).map((data, i) => ({ sequence: from + i, data })),
    )
  }

  firstInput(): Promise<number> {
    return Promise.resolve(this.#inputStart + 1)
  }

  async readRecords(from: number, signal: AbortSignal): Promise<readonly LogEntry[]> {
    return this.#when(signal, () => slice(this.#records, from - 1 - this.#recordStart))
  }

  lastRecord(): Promise<LogEntry | undefined> {
    return Promise.resolve(this.#records.at(-1))
  }

  commit(data: Uint8Array, after: number): Promise<number | undefined> {
    if (this.#recordStart + this.#records.length !== after) return Promise.resolve(undefined)
    const sequence = after + 1
    this.#records.push({ sequence, data })
    this.#readers.wake()
    return Promise.resolve(sequence)
  }

  putSnapshot(key: SnapshotKey, bytes: Uint8Array): Promise<void> {
    this.#snapshots.set(nameOf(key), { key, bytes })
    return Promise.resolve()
  }

  getSnapshot(key: SnapshotKey): Promise<Uint8Array | undefined> {
    return Promise.resolve(this.#snapshots.get(nameOf(key))?.bytes)
  }

  deleteSnapshots(before: number): Promise<void> {
    for (const [name, { key }] of this.#snapshots) if (key.input < before) this.#snapshots.delete(name)
    return Promise.resolve()
  }

  async #when(signal: AbortSignal, read: () => readonly LogEntry[]): Promise<readonly LogEntry[]> {
    for (;;) {
      const found = read()
      if (found.length > 0 || signal.aborted) return signal.aborted ? [] : found
      await this.#readers.turn(signal)
    }
  }
}

const MOST_AT_ONCE = 64

/** Some of the values from one on; none if that one does not exist yet, or was removed. */
function slice<T>(values: readonly T[], from: number): readonly T[] {
  return from < 0 ? [] : values.slice(from, from + MOST_AT_ONCE)
}

function nameOf({ input, epoch }: SnapshotKey): string {
  return `${input}-${epoch}`
}
