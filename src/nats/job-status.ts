import { JetStreamApiError, type JetStreamManager, jetstreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { decodeRecord, type Fault, type RecordHeader } from '../distributed/result-record.js'
import type { Job } from './job.js'
import { type OpenJob, openJob } from './open-job.js'

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
  /** Messages computed per second, over the last 32 records and the time since then. */
  readonly rate: number
  /** The number of records in the output. */
  readonly records: number
  /** The last input message that the newest snapshot contains; 0 if there is none. */
  readonly snapshot: number
  /** How many times input was set aside. */
  readonly faults: number
  /** The last fault, if any. */
  readonly lastFault: Fault | undefined
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
  /** Messages computed per second, in all partitions. */
  readonly rate: number
  /** How many times input was set aside, in all partitions. */
  readonly faults: number
}

/**
 * Returns the status of a job: its partitions, their owners, the messages that wait, the rate, and the input that was set aside.
 *
 * @throws RangeError if the job does not exist; and what the client throws.
 */
export async function jobStatus(connection: NatsConnection, name: string): Promise<JobStatus> {
  const opened = await openJob(connection, name)
  const { job } = opened
  const manager = await jetstreamManager(connection)
  const partitions: PartitionStatus[] = []
  for (let partition = 0; partition < job.partitions; partition++) {
    partitions.push(await statusOf(opened, manager, partition))
  }
  const workers = await workersOf(opened, manager)
  const sumOf = (key: 'lag' | 'rate' | 'faults'): number =>
    partitions.reduce((sum, status) => sum + status[key], 0)
  const sums = { lag: sumOf('lag'), rate: sumOf('rate'), faults: sumOf('faults') }
  return { job, workers, partitions, ...sums }
}

/** The client's `keys` does not end as long as heartbeats come, and gives names several times. */
async function workersOf({ names, bucket }: OpenJob, manager: JetStreamManager): Promise<string[]> {
  const prefix = `$KV.${names.bucket}.`
  const { state } = await manager.streams.info(`KV_${names.bucket}`, { subjects_filter: `${prefix}worker.*` })
  const keys = Object.keys(state.subjects ?? {}).map((subject) => subject.slice(prefix.length))
  const entries = await Promise.all(keys.map((key) => bucket.get(key)))
  // A key that was removed leaves a marker.
  const workers = keys.filter((_, i) => entries[i]?.operation === 'PUT')
  return workers.map((key) => key.slice('worker.'.length)).sort()
}

async function statusOf(
  { names, bucket }: OpenJob,
  manager: JetStreamManager,
  partition: number,
): Promise<PartitionStatus> {
  const stream = names.outputStream(partition)
  const [input, output, lease] = await Promise.all([
    manager.streams.info(names.inputStream(partition)),
    manager.streams.info(stream),
    bucket.get(`lease.${partition}`),
  ])
  const { first_seq: first, last_seq: end } = output.state
  const [last, before] = await Promise.all([
    recordAt(manager, stream, end),
    recordAt(manager, stream, Math.max(first, end - RECORDS)),
  ])
  const owner = lease?.string()
  const computed = last?.header.input ?? 0
  return {
    partition,
    worker: owner === '' ? undefined : owner,
    input: input.state.last_seq,
    computed,
    lag: input.state.last_seq - computed,
    rate: rateOf(before, last),
    records: output.state.messages,
    snapshot: last?.header.snapshots.at(0)?.input ?? 0,
    faults: last?.header.faultCount ?? 0,
    lastFault: last?.header.lastFault,
    inputBytes: input.state.bytes,
    outputBytes: output.state.bytes,
  }
}

/** The rate is measured over this many records. */
const RECORDS = 32
const MESSAGE_NOT_FOUND = 10037

/** A record, and when it was stored. */
interface TimedRecord {
  readonly header: RecordHeader
  readonly time: number
}

async function recordAt(
  manager: JetStreamManager,
  stream: string,
  seq: number,
): Promise<TimedRecord | undefined> {
  if (seq === 0) return undefined
  try {
    const message = await manager.streams.getMessage(stream, { seq })
    return message === null
      ? undefined
      : { header: decodeRecord(message.data).header, time: message.time.getTime() }
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === MESSAGE_NOT_FOUND) return undefined
    throw error
  }
}

/**
 * Messages per second since `before`. Once the last record is older than now, its age by our clock counts too, so that the rate of an
 * idle job falls.
 */
function rateOf(before: TimedRecord | undefined, last: TimedRecord | undefined): number {
  if (before === undefined || last === undefined || last.time <= before.time) return 0
  const seconds = (Math.max(last.time, Date.now()) - before.time) / 1000
  return (last.header.input - before.header.input) / seconds
}
