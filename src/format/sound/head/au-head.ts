import type { SoundFormat } from '../../pcm/sound-layout.js'
import { fail, type HeadParser, textOf } from './sound-head.js'

const KIND = 'AU file'
const HEADER_BYTES = 24
const UNSAID = 0xffffffff

const ENCODINGS: Readonly<Record<number, SoundFormat>> = {
  1: 'mulaw',
  2: 's8',
  3: 's16be',
  4: 's24be',
  5: 's32be',
  6: 'f32be',
  7: 'f64be',
  27: 'alaw',
}

/** The header of an AU file of Sun and NeXT; also the little-endian one of DEC, which SoX writes. */
export function* auHead(): HeadParser {
  const header = yield HEADER_BYTES
  const littleEndian = textOf(header, 0) !== '.snd'
  const [offset, size, encoding, sampleRate, channels] = [4, 8, 12, 16, 20].map((at) =>
    header.getUint32(at, littleEndian),
  )
  const format = ENCODINGS[encoding] as SoundFormat | undefined
  if (format === undefined) {
    return fail(`this AU file holds no plain samples, but encoding ${encoding} (byte 12): convert it`, 12)
  }
  if (offset < HEADER_BYTES)
    fail(`this AU file has its samples at byte ${offset}, within its header (byte 4)`, 4)
  if (sampleRate === 0) fail('this AU file has a sample rate of 0 Hz (byte 16)', 16)
  if (channels === 0 || channels > 65_535) fail(`this AU file has ${channels} channels (byte 20)`, 20)
  yield HEADER_BYTES - offset
  const stored = littleEndian ? (format.replace('be', 'le') as SoundFormat) : format
  // SoX writes 0 into a pipe, where most write the largest number.
  const isOpen = size === UNSAID || size === 0
  return { kind: KIND, layout: { sampleRate, channels, format: stored }, size: isOpen ? undefined : size }
}
