/** A message of a log. */
export interface LogEntry {
  /** Sequences rise, and begin at 1. */
  readonly sequence: number
  readonly data: Uint8Array
}

/** What the work on a partition needs of a log: all that it asks of the world. */
export interface PartitionLog {
  /** Some of the input from a sequence on, in order; waits until there is some. Empty when the signal is aborted. */
  readInput(from: number, signal: AbortSignal): Promise<readonly LogEntry[]>
  /** The sequence of the first input that is still kept; one more than the last where none is. */
  firstInput(): Promise<number>
  /** The last record of the output. */
  lastRecord(): Promise<LogEntry | undefined>
  /**
   * Appends a record if the last one has the sequence `after` (0: there is none), and gives its sequence. Gives undefined if somebody
   * else has appended one. This alone decides whose results count.
   */
  commit(record: Uint8Array, after: number): Promise<number | undefined>
  putSnapshot(key: SnapshotKey, bytes: Uint8Array): Promise<void>
  /** The bytes of a snapshot; undefined if it is not there. */
  getSnapshot(key: SnapshotKey): Promise<Uint8Array | undefined>
  /** Removes the snapshots whose input lies before a sequence. */
  deleteSnapshots(before: number): Promise<void>
}

/** What a reader of results needs of a log. */
export interface RecordLog {
  /** Some records from a sequence on, in order; waits until there are some. Empty when the signal is aborted. */
  readRecords(from: number, signal: AbortSignal): Promise<readonly LogEntry[]>
  lastRecord(): Promise<LogEntry | undefined>
}

/** Where a snapshot lies: the last input in it, and the epoch of the worker that took it. */
export interface SnapshotKey {
  readonly input: number
  readonly epoch: number
}
