import {
  JetStreamApiError,
  type JetStreamManager,
  jetstreamManager,
  type StreamConfig,
} from '@nats-io/jetstream'
import { Kvm } from '@nats-io/kv'
import type { NatsConnection } from '@nats-io/transport-node'
import { type Job, type JobOptions, readJob } from './job.js'
import { JobNames } from './job-names.js'
import { type JobStream, streamsOf } from './job-streams.js'
import { requireJetStream } from './require-server.js'

/**
 * Creates the streams and the bucket of a job: an input and an output for each partition, snapshots, and leases. Calling it again
 * changes nothing.
 *
 * @returns The job with all its options.
 * @throws TypeError or RangeError if an option is wrong, the server has no JetStream or is older than 2.9, or an existing stream
 *   has another configuration; and what the client throws, such as a missing permission.
 */
export async function createJob(connection: NatsConnection, options: JobOptions): Promise<Job> {
  const job = readJob(options)
  await requireJetStream(connection)
  const manager = await jetstreamManager(connection)
  const names = new JobNames(job.name)
  const bucket = await new Kvm(connection).create(names.bucket, { history: 1, replicas: job.replicas })
  const known = await bucket.get(JOB_KEY)
  if (known !== null) requireSameJob(known.json<Job>(), job)
  for (const stream of streamsOf(job)) await requireStream(manager, stream)
  // Written last, so that a job that can be opened is complete.
  if (known === null) await bucket.put(JOB_KEY, JSON.stringify(job))
  return job
}

/** The key of the bucket that holds the job's options. */
export const JOB_KEY = 'job'

/** @throws RangeError if there is a stream of that name with another configuration. */
export async function requireStream(manager: JetStreamManager, wanted: JobStream): Promise<void> {
  const { config } = await existingOrNew(manager, wanted)
  for (const name of Object.keys(wanted) as (keyof JobStream)[]) {
    const [want, have] = [wanted[name], config[name]].map((value) => JSON.stringify(value ?? 0))
    if (want === have) continue
    throw new RangeError(
      `the stream ${wanted.name} must have ${name} ${want}, got an existing one with ${have}: ` +
        'delete it, or use another name for the job',
    )
  }
}

async function existingOrNew(
  manager: JetStreamManager,
  wanted: JobStream,
): Promise<{ config: StreamConfig }> {
  try {
    return await manager.streams.add(wanted)
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === STREAM_NAME_IN_USE) {
      return await manager.streams.info(wanted.name)
    }
    throw error
  }
}

const STREAM_NAME_IN_USE = 10058

function requireSameJob(there: Job, wanted: Job): void {
  for (const name of Object.keys(wanted) as (keyof Job)[]) {
    if (there[name] === wanted[name]) continue
    throw new RangeError(
      `${name} must be ${there[name]}, as in the existing job '${wanted.name}', got ${wanted[name]}: ` +
        'pass the same value, delete the job, or use another name',
    )
  }
}
