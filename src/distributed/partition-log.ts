/** A message of a log. */
export interface LogEntry {
  /** Sequences increase, and begin at 1. */
  readonly sequence: number
  readonly data: Uint8Array
}

/** The log of a partition, as far as workers need it: their only connection to the outside world. */
export interface PartitionLog {
  /** Returns some input from a sequence on, in order, and waits until there is some. Empty if the signal is aborted. */
  readInput(from: number, signal: AbortSignal): Promise<readonly LogEntry[]>
  /** The sequence of the first input that is still kept; if none is, one more than the last. */
  firstInput(): Promise<number>
  /** The last record of the output. */
  lastRecord(): Promise<LogEntry | undefined>
  /**
   * Appends a record if the last one has the sequence `after` (0: there is none), and returns its sequence, or undefined if another
   * worker has appended one. This alone decides whose results count.
   */
  commit(record: Uint8Array, after: number): Promise<number | undefined>
  putSnapshot(key: SnapshotKey, bytes: Uint8Array): Promise<void>
  /** The bytes of a snapshot, or undefined if it does not exist. */
  getSnapshot(key: SnapshotKey): Promise<Uint8Array | undefined>
  /** Removes the snapshots whose input lies before a sequence. */
  deleteSnapshots(before: number): Promise<void>
}

/** The log of a partition, as far as readers of results need it. */
export interface RecordLog {
  /** Returns some records from a sequence on, in order, and waits until there are some. Empty if the signal is aborted. */
  readRecords(from: number, signal: AbortSignal): Promise<readonly LogEntry[]>
  lastRecord(): Promise<LogEntry | undefined>
}

/** The key of a snapshot: the last input in it, and the epoch of the worker that took it. */
export interface SnapshotKey {
  readonly input: number
  readonly epoch: number
}
