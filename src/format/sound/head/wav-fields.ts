import { InputError } from '../../input-error.js'
import type { SoundFormat, SoundLayout } from '../../pcm/sound-layout.js'
import { bytesPerFrame } from '../../pcm/wav-layout.js'

/** The bytes of the longest `fmt ` chunk, that of WAVE_FORMAT_EXTENSIBLE. Further bytes are ignored. */
export const LONGEST_FMT = 40

const TAG_OF_INTEGERS = 0x0001
const TAG_OF_FLOATS = 0x0003
const TAG_OF_ALAW = 0x0006
const TAG_OF_MULAW = 0x0007
const TAG_OF_EXTENSIBLE = 0xfffe

/** The rest of an identifier (GUID) that begins with the tag of a format. */
const IDENTIFIER_TAIL = '000000001000800000aa00389b71'

const NAMES_OF_TAGS: Readonly<Record<number, string>> = {
  0x0002: 'Microsoft ADPCM',
  0x0011: 'IMA ADPCM',
  0x0055: 'MP3',
}

const FORMATS: Readonly<Record<string, SoundFormat>> = {
  '1 x 1': 'u8',
  '1 x 2': 's16le',
  '1 x 3': 's24le',
  '1 x 4': 's32le',
  '3 x 4': 'f32le',
  '3 x 8': 'f64le',
  '6 x 1': 'alaw',
  '7 x 1': 'mulaw',
}

/**
 * The layout that a `fmt ` chunk describes.
 *
 * Samples with fewer bits than their bytes hold (12 of 16, 20 of 24) occupy the upper bits. They are read as if they had all bits.
 *
 * @param chunk Its first bytes, up to `LONGEST_FMT`, which is at byte `offset` of the input.
 * @param littleEndian The order of bytes, of the fields and of the samples.
 * @throws InputError if it describes no layout, or one that cannot be read
 */
export function layoutOf(chunk: DataView, offset: number, littleEndian: boolean): SoundLayout {
  const fail = (what: string, at: number): never => {
    throw new InputError(`this WAV file ${what} (byte ${offset + at})`, { offset: offset + at })
  }
  if (chunk.byteLength < 16)
    fail(`has a fmt chunk of ${chunk.byteLength} bytes, which must be at least 16`, 0)
  const channels = chunk.getUint16(2, littleEndian)
  const sampleRate = chunk.getUint32(4, littleEndian)
  const frameBytes = chunk.getUint16(12, littleEndian)
  const bits = chunk.getUint16(14, littleEndian)
  if (channels === 0) fail('has 0 channels', 2)
  if (sampleRate === 0) fail('has a sample rate of 0 Hz', 4)
  const tag = tagOf(chunk, littleEndian)
  if (![TAG_OF_INTEGERS, TAG_OF_FLOATS, TAG_OF_ALAW, TAG_OF_MULAW].includes(tag)) {
    fail(`holds no plain samples, but ${nameOf(tag)}: convert it, for example with FFmpeg`, 0)
  }
  const format = FORMATS[`${tag} x ${Math.ceil(bits / 8)}`] as SoundFormat | undefined
  if (format === undefined) {
    return fail(
      `has ${tag === TAG_OF_FLOATS ? 'floating-point ' : ''}samples of ${bits} bits: convert it`,
      14,
    )
  }
  if (frameBytes !== bytesPerFrame({ channels, format })) {
    fail(`has frames of ${frameBytes} bytes, which ${channels} x ${bits} bits do not fill`, 12)
  }
  const stored = littleEndian ? format : (format.replace('le', 'be') as SoundFormat)
  return { sampleRate, channels, format: stored }
}

/** The tag of the format. An extensible format has it in its identifier. */
function tagOf(chunk: DataView, littleEndian: boolean): number {
  const tag = chunk.getUint16(0, littleEndian)
  if (tag !== TAG_OF_EXTENSIBLE || chunk.byteLength < LONGEST_FMT) return tag
  const tail = Array.from({ length: 14 }, (_, i) => chunk.getUint8(26 + i))
  const isTag = tail.map((byte) => byte.toString(16).padStart(2, '0')).join('') === IDENTIFIER_TAIL
  return isTag ? chunk.getUint16(24, littleEndian) : tag
}

function nameOf(tag: number): string {
  const known = NAMES_OF_TAGS[tag] as string | undefined
  const number = `format 0x${tag.toString(16).padStart(4, '0')}`
  return known === undefined ? number : `${known} (${number})`
}
