import { precisionOf, type Samples } from '../samples.js'
import { decodeEnvelope, encodeEnvelope, type Entry, KINDS } from './envelope.js'
import { isSeriesName } from './series-name.js'

const MAGIC = 0x42504c54 // 'TLPB'
const WHAT = 'a batch of chunks'

/** Some samples of a series. */
export interface SeriesChunk {
  readonly series: string
  /** The index of the first sample in the series. */
  readonly index: number
  readonly samples: Samples
  /** Whether the series ends with this chunk. */
  readonly isEnd: boolean
}

/** Puts chunks into a message. */
export function encodeBatch(chunks: readonly SeriesChunk[]): Uint8Array {
  return encodeEnvelope(MAGIC, {}, chunks.map(entryOf))
}

/** The chunks of a message. @throws RangeError if it is something else, or damaged. */
export function decodeBatch(bytes: Uint8Array): SeriesChunk[] {
  return decodeEnvelope(MAGIC, bytes, WHAT).entries.map(chunkOf)
}

/** The bytes of the samples in an entry. */
export function entryOf({ series, index, samples, isEnd }: SeriesChunk): Entry {
  const kind = precisionOf(samples) === 'float32' ? KINDS.float32 : KINDS.float64
  const data = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)
  return { series, index, kind, isEnd, data }
}

/** A view of the samples of an entry, or undefined if it holds something else. */
export function samplesOf({ kind, data }: Entry): Samples | undefined {
  if (kind === KINDS.float32 && data.length % 4 === 0) {
    return new Float32Array(data.buffer, data.byteOffset, data.length / 4)
  }
  if (kind === KINDS.float64 && data.length % 8 === 0) {
    return new Float64Array(data.buffer, data.byteOffset, data.length / 8)
  }
  return undefined
}

function chunkOf(entry: Entry): SeriesChunk {
  const samples = samplesOf(entry)
  if (samples === undefined || !isSeriesName(entry.series)) {
    throw new RangeError(`the message must be ${WHAT}, got an entry without samples`)
  }
  return { series: entry.series, index: entry.index, samples, isEnd: entry.isEnd }
}
