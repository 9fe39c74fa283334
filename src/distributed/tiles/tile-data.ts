import type { Samples } from '../../samples.js'
import { entryOf, samplesOf } from '../chunk-batch.js'
import { decodeEnvelope, encodeEnvelope } from '../envelope.js'

const MAGIC = 0x54504c54 // 'TLPT'
const WHAT = 'the data of a tile'

/** Some arrays of samples, and what is to be known of them: what tiles read, share and result in. */
export interface TileData {
  readonly header: unknown
  readonly arrays: readonly Samples[]
}

/** Puts arrays, and a header that JSON can hold, into bytes. */
export function encodeTileData(header: object, arrays: readonly Samples[]): Uint8Array {
  const entries = arrays.map((samples) => entryOf({ series: '', index: 0, samples, isEnd: false }))
  return encodeEnvelope(MAGIC, header, entries)
}

/** What bytes hold. @throws RangeError if they are something else, or damaged. */
export function decodeTileData(bytes: Uint8Array): TileData {
  const { header, entries } = decodeEnvelope(MAGIC, bytes, WHAT)
  const arrays = entries.map((entry) => {
    const samples = samplesOf(entry)
    if (samples === undefined) throw new RangeError(`the message must be ${WHAT}, got no samples in it`)
    return samples
  })
  return { header, arrays }
}
