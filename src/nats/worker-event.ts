import type { Fault } from '../distributed/result-record.js'

/** What happens in a worker. */
export type WorkerEvent =
  | { readonly type: 'taken' | 'superseded' | 'released'; readonly partition: number }
  | {
      readonly type: 'committed'
      readonly partition: number
      /** The sequence of the last message that was computed. */
      readonly input: number
      readonly results: number
      /** How many series the partition has. */
      readonly series: number
      readonly hasSnapshot: boolean
    }
  | ({ readonly type: 'fault'; readonly partition: number } & Fault)
  /** Something went wrong that the worker tries again. */
  | { readonly type: 'retry'; readonly partition?: number; readonly error: unknown }
