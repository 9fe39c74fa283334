import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { type ResultBatch, resultBatches } from '../distributed/result-batches.js'
import { describe } from '../describe.js'
import { type OptionNames, readOptions, requireBoolean, requireCount } from '../require.js'
import { merged } from './merged.js'
import { NatsPartition } from './nats-partition.js'
import { requireJobName } from './job-names.js'
import { openJob } from './open-job.js'
import { requireAbortSignal } from './require-abort-signal.js'
import { requireServer } from './require-server.js'

/** The options of `readResults`. */
export interface ResultsOptions {
  /**
   * Where to start: `start` (the default), `live` (only results from now on), or the last records that were read: the `record` of
   * the last batch of each partition, by partition number.
   */
  readonly from?: 'start' | 'live' | Readonly<Record<number, number>>
  /** Whether to wait for more after all existing results have been read. Default: false. */
  readonly follow?: boolean
  /** Ends the reading. */
  readonly signal?: AbortSignal
}

const NAMES: OptionNames<ResultsOptions> = { from: true, follow: true, signal: true }

/**
 * Reads the results of a job, in the order of each series, each exactly once. If you store `partition` and `record` together with
 * what you make of a batch, you can continue directly after it. Partitions are read in parallel, and at most one batch of each
 * waits for you.
 *
 * @throws TypeError or RangeError if an option is invalid, the job does not exist, or the results have already been removed; and
 *   what the client throws.
 */
export function readResults(
  connection: NatsConnection,
  name: string,
  options?: ResultsOptions,
): AsyncGenerator<ResultBatch> {
  const {
    from = 'start',
    follow = false,
    signal = new AbortController().signal,
  } = readOptions(options, NAMES)
  requireFrom(from)
  requireBoolean(follow, 'follow')
  requireAbortSignal(signal)
  requireJobName(name)
  requireServer(connection)
  return allBatches(connection, name, { from, follow, signal })
}

async function* allBatches(
  connection: NatsConnection,
  name: string,
  { signal, ...range }: Required<ResultsOptions>,
): AsyncGenerator<ResultBatch> {
  const { job, names } = await openJob(connection, name)
  const manager = await jetstreamManager(connection)
  const client = jetstream(connection)
  const stops = Array.from({ length: job.partitions }, () => new AbortController())
  const abort = (): void => {
    for (const stop of stops) stop.abort()
  }
  signal.addEventListener('abort', abort)
  if (signal.aborted) abort()
  try {
    yield* merged(
      stops.map((stop, partition) => {
        const log = new NatsPartition(manager, client, names, partition)
        return batchesOf(log, partition, { ...range, signal: stop.signal })
      }),
    )
  } finally {
    abort()
    signal.removeEventListener('abort', abort)
  }
}

async function* batchesOf(
  log: NatsPartition,
  partition: number,
  { from, follow, signal }: Required<ResultsOptions>,
): AsyncGenerator<ResultBatch> {
  try {
    const after = typeof from === 'string' ? from : (from[partition] ?? 0)
    yield* resultBatches(log, partition, { from: after, follow, signal })
  } finally {
    await log.close()
  }
}

function requireFrom(from: unknown): void {
  if (from === 'start' || from === 'live') return
  if (typeof from !== 'object' || from === null) {
    throw new TypeError(
      `from must be 'start', 'live' or the last record of each partition, got ${describe(from)}`,
    )
  }
  for (const [partition, record] of Object.entries(from as Record<number, number>)) {
    requireCount(record, 0, `from[${partition}]`)
  }
}
