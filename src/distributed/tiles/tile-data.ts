import type { Samples } from '../../samples.js'
import { entryOf, samplesOf } from '../chunk-batch.js'
import { decodeEnvelope, encodeEnvelope } from '../envelope.js'

const MAGIC = 0x54504c54 // 'TLPT'
const WHAT = 'the data of a tile'

/** Some arrays of samples and a header: the inputs, shared data and results of tiles. */
export interface TileData {
  readonly header: unknown
  readonly arrays: readonly Samples[]
}

/** Encodes arrays and a header, which must be a JSON value, as bytes. */
export function encodeTileData(header: object, arrays: readonly Samples[]): Uint8Array {
  const entries = arrays.map((samples) => entryOf({ series: '', index: 0, samples, isEnd: false }))
  return encodeEnvelope(MAGIC, header, entries)
}

/** Decodes bytes. @throws RangeError if they are something else, or damaged. */
export function decodeTileData(bytes: Uint8Array): TileData {
  const { header, entries } = decodeEnvelope(MAGIC, bytes, WHAT)
  const arrays = entries.map((entry) => {
    const samples = samplesOf(entry)
    if (samples === undefined) throw new RangeError(`the message must be ${WHAT}, got no samples in it`)
    return samples
  })
  return { header, arrays }
}
