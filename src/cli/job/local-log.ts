import type { PartitionLog, RecordLog } from '../../distributed/partition-log.js'

/** The log of a job without a server: one partition, in memory or in a folder. */
export interface LocalLog extends PartitionLog, RecordLog {
  /** The number of input messages so far. */
  readonly inputCount: number
  feed(data: Uint8Array): void | Promise<void>
  /** Removes input and records up to these sequences. A log that keeps everything does not have this method. */
  forget?(input: number, record: number): void
}
