import type { LogEntry, PartitionLog, RecordLog, SnapshotKey } from './partition-log.js'

/** A partition in memory: for one process, and for tests. */
export class MemoryPartition implements PartitionLog, RecordLog {
  readonly #input: Uint8Array[] = []
  readonly #records: LogEntry[] = []
  readonly #snapshots = new Map<string, { readonly key: SnapshotKey; readonly bytes: Uint8Array }>()
  /** The callers that wait for input or records. */
  readonly #waiting = new Set<() => void>()

  /** Appends a message to the input. */
  feed(data: Uint8Array): void {
    this.#input.push(data)
    this.#wake()
  }

  async readInput(from: number, signal: AbortSignal): Promise<readonly LogEntry[]> {
    return this.#when(signal, () =>
      this.#input.slice(from - 1, from - 1 + MOST_AT_ONCE).map((data, i) => ({ sequence: from + i, data })),
    )
  }

  firstInput(): Promise<number> {
    return Promise.resolve(1)
  }

  async readRecords(from: number, signal: AbortSignal): Promise<readonly LogEntry[]> {
    return this.#when(signal, () => this.#records.slice(from - 1, from - 1 + MOST_AT_ONCE))
  }

  lastRecord(): Promise<LogEntry | undefined> {
    return Promise.resolve(this.#records.at(-1))
  }

  commit(data: Uint8Array, after: number): Promise<number | undefined> {
    if (this.#records.length !== after) return Promise.resolve(undefined)
    const sequence = after + 1
    this.#records.push({ sequence, data })
    this.#wake()
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
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          this.#waiting.delete(wake)
          signal.removeEventListener('abort', wake)
          resolve()
        }
        this.#waiting.add(wake)
        signal.addEventListener('abort', wake)
      })
    }
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake()
  }
}

const MOST_AT_ONCE = 64

function nameOf({ input, epoch }: SnapshotKey): string {
  return `${input}-${epoch}`
}
