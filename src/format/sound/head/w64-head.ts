import type { SoundLayout } from '../../pcm/sound-layout.js'
import { fail, type HeadParser, type HeadPlace, textOf } from './sound-head.js'
import { layoutOf, LONGEST_FMT } from './wav-fields.js'

const KIND = 'Wave64 file'
/** Sizes count the 24 bytes of a chunk's own header. */
const HEADER_BYTES = 24

/**
 * The chunks of a Sony Wave64 file up to its samples. They are those of WAV, but begin at multiples of 8 bytes, and have sizes of
 * 64 bits and identifiers of 16 bytes, of which the first four are the name in WAV.
 */
export function* w64Head(place: HeadPlace): HeadParser {
  const form = yield HEADER_BYTES + 16
  if (textOf(form, 0) !== 'riff' || textOf(form, HEADER_BYTES) !== 'wave')
    fail('this is not a Wave64 file', 0)
  let layout: SoundLayout | undefined
  for (;;) {
    const header = yield HEADER_BYTES
    const id = textOf(header, 0)
    const said = header.getBigUint64(16, true)
    const offset = place.length - HEADER_BYTES
    // In a stream, SoX and FFmpeg write the largest number, or 0.
    const isOpen = said > BigInt(Number.MAX_SAFE_INTEGER) || said < BigInt(HEADER_BYTES)
    if (id === 'data' && layout !== undefined) {
      return { kind: KIND, layout, size: isOpen ? undefined : Number(said) - HEADER_BYTES }
    }
    if (isOpen || id === 'data') {
      fail(`this Wave64 file has no samples that it says what they are of, up to byte ${offset}`, offset)
    }
    const size = Number(said) - HEADER_BYTES
    const wanted = id === 'fmt ' ? Math.min(size, LONGEST_FMT) : 0
    if (wanted > 0) layout = layoutOf(yield wanted, place.length - wanted, true)
    yield wanted - 8 * Math.ceil(size / 8)
  }
}
