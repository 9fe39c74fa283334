import { jetstream } from '@nats-io/jetstream'
import { type NatsConnection, nuid } from '@nats-io/transport-node'
import { partitionOf } from '../distributed/partition-of.js'
import { addChunks, type Fed, type FedChunk } from './add-chunks.js'
import { Batcher, LINGER_MS } from './batcher.js'
import { openJob } from './open-job.js'
import { valuesOf, type Source } from './values-of.js'

const ATTEMPTS = 5
/** Doubled with each attempt: a server that is started again needs some time. */
const PAUSE_MS = 200

/**
 * Writes chunks of any number of series into a job. The source is an array or any other iterable, an async iterable, or an
 * Observable. Chunks are combined into messages of some 64 KiB, within 5 ms of their arrival. The source is asked for more only
 * when there is room. An Observable cannot be held back, so at most 10,000 of its chunks may wait.
 *
 * @returns The amount stored, after the server has confirmed all of it.
 * @throws TypeError or RangeError if a chunk is invalid, or the job does not exist; what the source throws; and what the client
 *   throws if a message could not be stored after five attempts. A feed that failed can be repeated with the same indices.
 */
export async function feed(connection: NatsConnection, name: string, source: Source<FedChunk>): Promise<Fed> {
  const values = valuesOf(source, 'source')
  const { job, names } = await openJob(connection, name)
  const client = jetstream(connection)
  const id = nuid.next()
  const batchers = Array.from({ length: job.partitions }, (_, partition) => {
    let count = 0
    return new Batcher(async (message) => {
      const msgID = `${id}-${partition}-${count++}`
      // The same id: a message that was stored, but not confirmed, is not stored again.
      await withAttempts(() => client.publish(names.inputSubject(partition), message, { msgID }))
    })
  })
  const timer = setInterval(() => batchers.forEach((batcher) => batcher.nudge()), LINGER_MS)
  try {
    const fed = await addChunks(values, (chunk) =>
      batchers[partitionOf(chunk.series, job.partitions)].add(chunk),
    )
    await Promise.all(batchers.map((batcher) => batcher.flush()))
    return fed
  } finally {
    clearInterval(timer)
  }
}

async function withAttempts(run: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await run()
      return
    } catch (error) {
      if (attempt === ATTEMPTS) throw error
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * 2 ** (attempt - 1)))
    }
  }
}
