import { jetstream } from '@nats-io/jetstream'
import { type NatsConnection, nuid } from '@nats-io/transport-node'
import type { SeriesChunk } from '../distributed/chunk-batch.js'
import { partitionOf } from '../distributed/partition-of.js'
import { requireSeriesName } from '../distributed/series-name.js'
import { readChunk, requireBoolean, requireCount, requireObject } from '../require.js'
import { type SignalLike, typedArrayName } from '../samples.js'
import { BATCH_BYTES, Batcher } from './batcher.js'
import { openJob } from './open-job.js'
import { valuesOf, type Source } from './values-of.js'

/** Some samples of a series, to feed into a job. */
export interface FedChunk {
  /** The name of the series: 1 to 128 printable ASCII characters, without spaces, `.`, `*` and `>`. */
  readonly series: string
  readonly samples: SignalLike | number
  /**
   * The index of the first sample in the series. Samples that have been fed before are skipped, so a feed can be repeated. Default:
   * the end of the series' previous chunk in this feed; 0 for the first.
   */
  readonly index?: number
  /** Whether the series ends with this chunk. Default: false. */
  readonly isEnd?: boolean
}

/** The amount that a feed has stored. */
export interface Fed {
  readonly chunks: number
  readonly samples: number
}

/** How long a chunk waits for others to share its message. */
const LINGER_MS = 5
/** The greatest number of samples of a chunk in one message. */
const PIECE_LENGTH = BATCH_BYTES / 8
const ATTEMPTS = 5

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
    const fed = await addAll(values, (chunk) =>
      batchers[partitionOf(chunk.series, job.partitions)].add(chunk),
    )
    await Promise.all(batchers.map((batcher) => batcher.flush()))
    return fed
  } finally {
    clearInterval(timer)
  }
}

async function addAll(
  source: AsyncIterable<FedChunk> | Iterable<FedChunk>,
  add: (chunk: SeriesChunk) => Promise<void>,
): Promise<Fed> {
  const ends = new Map<string, number>()
  let [chunks, samples] = [0, 0]
  for await (const given of source) {
    const chunk = readFedChunk(given, ends)
    ends.set(chunk.series, chunk.index + chunk.samples.length)
    for (const piece of piecesOf(chunk)) await add(piece)
    chunks++
    samples += chunk.samples.length
  }
  return { chunks, samples }
}

/** The chunk with its index and a copy of its samples, so that later changes to the original have no effect. */
function readFedChunk(given: FedChunk, ends: ReadonlyMap<string, number>): SeriesChunk {
  requireObject(given, 'chunk', "{ series: 'a', samples: [1, 2] }")
  const { series, samples, isEnd = false } = given
  requireSeriesName(series)
  const { index = ends.get(series) ?? 0 } = given
  requireCount(index, 0, 'index')
  requireBoolean(isEnd, 'isEnd')
  const read = readChunk(samples, 'samples')
  return {
    ...{ series, index, isEnd },
    samples: typedArrayName(read) === 'Float32Array' ? Float32Array.from(read) : Float64Array.from(read),
  }
}

/** A long chunk is split, so that each piece fits into a message. */
function* piecesOf(chunk: SeriesChunk): Generator<SeriesChunk> {
  const { series, index, samples, isEnd } = chunk
  if (samples.length <= PIECE_LENGTH) {
    yield chunk
    return
  }
  for (let from = 0; from < samples.length; from += PIECE_LENGTH) {
    const to = from + PIECE_LENGTH
    const piece = samples.subarray(from, to)
    yield { series, index: index + from, samples: piece, isEnd: isEnd && to >= samples.length }
  }
}

async function withAttempts(run: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await run()
      return
    } catch (error) {
      if (attempt === ATTEMPTS) throw error
    }
  }
}
