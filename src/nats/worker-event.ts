import type { Fault } from '../distributed/result-record.js'

/** An event in a worker. */
export type WorkerEvent =
  | { readonly type: 'taken' | 'superseded' | 'released'; readonly partition: number }
  | {
      readonly type: 'committed'
      readonly partition: number
      /** The sequence of the last message that was computed. */
      readonly input: number
      readonly results: number
      /** The number of series in the partition. */
      readonly series: number
      readonly hasSnapshot: boolean
    }
  | ({ readonly type: 'fault'; readonly partition: number } & Fault)
  /** A failure after which the worker retries. */
  | { readonly type: 'retry'; readonly partition?: number; readonly error: unknown }
