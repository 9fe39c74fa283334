import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import { type NatsConnection, nuid } from '@nats-io/transport-node'
import { originOf } from '../distributed/origin-of.js'
import type { Recipe } from '../distributed/partition-work.js'
import {
  type OptionNames,
  readOptions,
  requireCount,
  requireFunction,
  requireInRange,
  requireObject,
} from '../require.js'
import { requireJobName } from './job-names.js'
import { Leases } from './leases.js'
import { NatsPartition } from './nats-partition.js'
import { openJob } from './open-job.js'
import { PlainMessages } from './plain-messages.js'
import { PartitionRunner } from './partition-runner.js'
import { untilGone } from './until-gone.js'
import type { WorkerEvent } from './worker-event.js'

/** The options of `runWorker`. */
export interface WorkerOptions {
  /** The worker's name, different from all others. Default: a random one. */
  readonly name?: string
  /** How long a worker may be silent before others take over its partitions, 500 to 600,000. Default: 10,000. */
  readonly leaseMs?: number
  /** The number of bytes of input of a partition after which a snapshot of its state is stored. Default: 8 MiB. */
  readonly snapshotEveryBytes?: number
  /** Called for each event. */
  readonly onEvent?: (event: WorkerEvent) => void
}

/** A running worker. */
export interface RunningWorker {
  readonly name: string
  /** The partitions that it owns now. */
  readonly partitions: readonly number[]
  /**
   * Hands over the partitions, each with a snapshot of its state, and ends. If the server does not answer for a second, it ends
   * without that, and other workers take over when the lease ends.
   */
  stop(): Promise<void>
  /**
   * Resolves when it has ended. Rejects if continuing would give wrong results, such as with a kernel that differs from that of
   * earlier results.
   */
  readonly ended: Promise<void>
}

const NAMES: OptionNames<WorkerOptions> = {
  name: true,
  leaseMs: true,
  snapshotEveryBytes: true,
  onEvent: true,
}

/**
 * Works on a job until it is stopped. Any number of workers can run, in any number of processes. They share the partitions, and
 * take over those of a worker that has been silent for `leaseMs`. Whatever happens to them, each result is in the output exactly
 * once, in order, with the bits of one uninterrupted run.
 *
 * @param recipe How to make the processor of a series: `recipeOf(Convolver, kernel)`, or `{ create, restore }` if it depends on the
 *   series.
 * @throws TypeError or RangeError if an argument is invalid or the job does not exist; and what the client throws.
 */
export async function runWorker(
  connection: NatsConnection,
  name: string,
  recipe: Recipe,
  options?: WorkerOptions,
): Promise<RunningWorker> {
  const read = readWorkerOptions(options)
  requireObject(recipe, 'recipe', 'recipeOf(Convolver, kernel)')
  requireFunction(recipe.create, 'recipe.create')
  requireFunction(recipe.restore, 'recipe.restore')
  const { job, names, bucket } = await openJob(connection, name)
  const manager = await jetstreamManager(connection)
  const client = jetstream(connection)
  const settings = {
    recipe,
    origin: originOf(recipe),
    worker: read.name,
    gaps: job.gaps,
    snapshotEveryBytes: read.snapshotEveryBytes,
    recordBytes: RECORD_BYTES,
    ...(job.messages ? { publish: new PlainMessages(client, names).publish } : {}),
  }
  const runner = new PartitionRunner({
    open: (partition) => new NatsPartition(manager, client, names, partition),
    settings,
    onEvent: read.onEvent,
  })
  const leases = new Leases(
    bucket,
    { self: read.name, partitions: job.partitions, leaseMs: read.leaseMs },
    runner,
  )
  await leases.start()
  return {
    name: read.name,
    get partitions() {
      return runner.partitions
    },
    stop: async () => {
      const over = new AbortController()
      try {
        await leases.stop(untilGone(connection, over.signal))
      } finally {
        over.abort()
      }
    },
    ended: leases.ended,
  }
}

/** By default, servers accept messages of up to a megabyte. */
const RECORD_BYTES = 2 ** 18

function readWorkerOptions(options: WorkerOptions | undefined): Required<WorkerOptions> {
  const {
    name = `w-${nuid.next()}`,
    leaseMs = 10_000,
    snapshotEveryBytes = 2 ** 23,
    onEvent = () => undefined,
  } = readOptions(options, NAMES)
  requireJobName(name, 'name')
  requireInRange(leaseMs, 500, 600_000, 'leaseMs')
  requireCount(snapshotEveryBytes, 1, 'snapshotEveryBytes')
  requireFunction(onEvent, 'onEvent')
  return { name, leaseMs, snapshotEveryBytes, onEvent }
}
