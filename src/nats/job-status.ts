import { jetstreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { decodeRecord } from '../distributed/result-record.js'
import type { Job } from './job.js'
import { NatsPartition } from './nats-partition.js'
import { jetstream } from '@nats-io/jetstream'
import { openJob } from './open-job.js'

/** The status of a partition of a job. */
export interface PartitionStatus {
  readonly partition: number
  /** The worker that owns it now, or undefined. */
  readonly worker: string | undefined
  /** The number of input messages stored, and the number of those computed. */
  readonly input: number
  readonly computed: number
  /** The number of messages that wait. */
  readonly lag: number
  /** The number of records in the output. */
  readonly records: number
  /** The last message in the last snapshot. */
  readonly snapshot: number
  readonly inputBytes: number
  readonly outputBytes: number
}

/** The status of a job. */
export interface JobStatus {
  readonly job: Job
  /** The workers that have sent a heartbeat. Whether one is still alive shows only at its next heartbeat. */
  readonly workers: readonly string[]
  readonly partitions: readonly PartitionStatus[]
  /** The number of messages that wait, in all partitions. */
  readonly lag: number
}

/**
 * Returns the status of a job: its partitions, their owners, and the messages that wait.
 *
 * @throws RangeError if the job does not exist; and what the client throws.
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
