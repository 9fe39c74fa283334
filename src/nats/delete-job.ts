import { jetstreamManager, JetStreamApiError } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { streamsOf } from './job-streams.js'
import { openJob } from './open-job.js'

/**
 * Removes a job with its input, results and state. Its workers and readers end with an error.
 *
 * @throws RangeError if there is no such job; and what the client throws.
 */
export async function deleteJob(connection: NatsConnection, name: string): Promise<void> {
  const { job, bucket } = await openJob(connection, name)
  const manager = await jetstreamManager(connection)
  for (const stream of streamsOf(job)) await deleteStream(() => manager.streams.delete(stream.name))
  await bucket.destroy()
}

const STREAM_NOT_FOUND = 10059

/** A stream that is already gone is not an error: an earlier call may have been interrupted. */
async function deleteStream(run: () => Promise<unknown>): Promise<void> {
  try {
    await run()
  } catch (error) {
    if (!(error instanceof JetStreamApiError && error.code === STREAM_NOT_FOUND)) throw error
  }
}
