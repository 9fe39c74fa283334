import { jetstreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { decodeRecord } from '../distributed/result-record.js'
import type { Job } from './job.js'
import { NatsPartition } from './nats-partition.js'
import { jetstream } from '@nats-io/jetstream'
import { openJob } from './open-job.js'

/** Where a partition of a job stands. */
export interface PartitionStatus {
  readonly partition: number
  /** The worker that has it now; undefined if none has. */
  readonly worker: string | undefined
  /** Messages of input that are stored, and how many of them have been computed. */
  readonly input: number
  readonly computed: number
  /** Messages that wait. */
  readonly lag: number
  /** Records of the output. */
  readonly records: number
  /** The message up to which the last snapshot goes. */
  readonly snapshot: number
  readonly inputBytes: number
  readonly outputBytes: number
}

/** Where a job stands. */
export interface JobStatus {
  readonly job: Job
  /** The workers that have shown themselves; whether one still lives, its next heartbeat tells. */
  readonly workers: readonly string[]
  readonly partitions: readonly PartitionStatus[]
  /** Messages that wait, in all partitions. */
  readonly lag: number
}

/**
 * Where a job stands: its partitions, who has them, and what waits.
 *
 * @throws RangeError if there is no such job; and what the client throws.
 */
export async function jobStatus(connection: NatsConnection, name: string): Promise<JobStatus> {
  const { job, names, bucket } = await openJob(connection, name)
  const manager = await jetstreamManager(connection)
  const client = jetstream(connection)
  const statusOf = async (partition: number): Promise<PartitionStatus> => {
    const [input, output, last, lease] = await Promise.all([
      manager.streams.info(names.inputStream(partition)),
      manager.streams.info(names.outputStream(partition)),
      new NatsPartition(manager, client, names, partition).lastRecord(),
      bucket.get(`lease.${partition}`),
    ])
    const header = last && decodeRecord(last.data).header
    const owner = lease?.string()
    return {
      partition,
      worker: owner === '' ? undefined : owner,
      input: input.state.last_seq,
      computed: header?.input ?? 0,
      lag: input.state.last_seq - (header?.input ?? 0),
      records: output.state.messages,
      snapshot: header?.snapshots.at(0)?.input ?? 0,
      inputBytes: input.state.bytes,
      outputBytes: output.state.bytes,
    }
  }
  const partitions: PartitionStatus[] = []
  for (let partition = 0; partition < job.partitions; partition++) partitions.push(await statusOf(partition))
  const workers: string[] = []
  for await (const key of await bucket.keys('worker.*')) workers.push(key.slice('worker.'.length))
  return { job, workers: workers.sort(), partitions, lag: partitions.reduce((sum, { lag }) => sum + lag, 0) }
}
