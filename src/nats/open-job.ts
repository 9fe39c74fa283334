import { JetStreamApiError } from '@nats-io/jetstream'
import { type KV, Kvm } from '@nats-io/kv'
import type { NatsConnection } from '@nats-io/transport-node'
import { shown } from '../shown.js'
import { JOB_KEY } from './create-job.js'
import type { Job } from './job.js'
import { JobNames, requireJobName } from './job-names.js'
import { requireJetStream } from './require-server.js'

const STREAM_NOT_FOUND = 10059

/** An existing job, and its bucket. */
export interface OpenJob {
  readonly job: Job
  readonly names: JobNames
  readonly bucket: KV
}

/** @throws RangeError if the job does not exist. */
export async function openJob(connection: NatsConnection, name: string): Promise<OpenJob> {
  requireJobName(name)
  await requireJetStream(connection)
  const names = new JobNames(name)
  const bucket = await new Kvm(connection).open(names.bucket)
  const job = await bucket.get(JOB_KEY).catch(nullIfAbsent)
  if (job === null) {
    throw new RangeError(
      `job must be the name of a job on this server, got '${shown(name)}': create it with createJob first`,
    )
  }
  return { job: job.json<Job>(), names, bucket }
}

function nullIfAbsent(error: unknown): null {
  if (error instanceof JetStreamApiError && error.code === STREAM_NOT_FOUND) return null
  throw error
}
