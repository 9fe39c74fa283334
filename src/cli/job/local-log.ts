import type { PartitionLog, RecordLog } from '../../distributed/partition-log.js'

/** The log of a job without a server: one partition, in memory or in a folder. */
export interface LocalLog extends PartitionLog, RecordLog {
  /** How many messages of input there have been. */
  readonly inputCount: number
  feed(data: Uint8Array): void | Promise<void>
  /** Lets go of input and records up to these sequences. A log that keeps them does not have it. */
  forget?(input: number, record: number): void
}
