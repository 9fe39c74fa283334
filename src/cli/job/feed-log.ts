import { addChunks, type Fed, type FedChunk } from '../../nats/add-chunks.js'
import { Batcher, LINGER_MS } from '../../nats/batcher.js'
import type { LocalLog } from './local-log.js'

/**
 * Stores chunks in the log of a job.
 *
 * @param room Resolves when there is room for one more message.
 */
export async function feedLog(
  log: LocalLog,
  chunks: AsyncIterable<FedChunk>,
  room: () => Promise<void> = () => Promise.resolve(),
): Promise<Fed> {
  const batcher = new Batcher(async (message) => {
    await room()
    await log.feed(message)
  })
  const timer = setInterval(() => batcher.nudge(), LINGER_MS)
  try {
    const fed = await addChunks(chunks, (chunk) => batcher.add(chunk))
    await batcher.flush()
    return fed
  } finally {
    clearInterval(timer)
  }
}
