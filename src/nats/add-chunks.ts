import type { SeriesChunk } from '../distributed/chunk-batch.js'
import { requireSeriesName } from '../distributed/series-name.js'
import { readChunk, requireBoolean, requireCount, requireObject } from '../require.js'
import { type SignalLike, typedArrayName } from '../samples.js'
import { BATCH_BYTES } from './batcher.js'

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

/** The greatest number of samples of a chunk in one message. */
const PIECE_LENGTH = BATCH_BYTES / 8

/**
 * Passes the chunks of a source to `add`, one by one, with their indices, in pieces that fit into a message.
 *
 * @throws TypeError or RangeError if a chunk is wrong; what the source and `add` throw.
 */
export async function addChunks(
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
