import { InputError } from './input-error.js'
import { bytesPerFrame, type WavFormat, type WavLayout } from './wav-layout.js'

/** Bytes of the longest `fmt ` chunk, that of WAVE_FORMAT_EXTENSIBLE; what may follow is not looked at. */
export const LONGEST_FMT = 40

const TAG_OF_INTEGERS = 0x0001
const TAG_OF_FLOATS = 0x0003
const TAG_OF_EXTENSIBLE = 0xfffe

/** What an extensible format's tag is followed by, in the identifiers that stand for tags. */
const IDENTIFIER_TAIL = '000000001000800000aa00389b71'

const NAMES_OF_TAGS: Readonly<Record<number, string>> = {
  0x0002: 'Microsoft ADPCM',
  0x0006: 'A-law',
  0x0007: 'mu-law',
  0x0011: 'IMA ADPCM',
  0x0055: 'MP3',
}

const FORMATS: Readonly<Record<string, WavFormat>> = {
  '1 x 1': 'u8',
  '1 x 2': 's16le',
  '1 x 3': 's24le',
  '1 x 4': 's32le',
  '3 x 4': 'f32le',
  '3 x 8': 'f64le',
}

/**
 * The layout that a `fmt ` chunk tells.
 *
 * Samples of fewer bits than their bytes hold (12 in 16, 20 in 24) fill these from the top: they are read as if of all bits.
 *
 * @param chunk Its first bytes, up to `LONGEST_FMT`, which is at byte `offset` of the input.
 * @throws InputError if this is no layout, or none that can be read
 */
export function layoutOf(chunk: DataView, offset: number): WavLayout {
  const fail = (what: string, at: number): never => {
    throw new InputError(`this WAV file ${what} (byte ${offset + at})`, { offset: offset + at })
  }
  if (chunk.byteLength < 16) fail(`has a fmt chunk of ${chunk.byteLength} bytes, and at least 16 are due`, 0)
  const channels = chunk.getUint16(2, true)
  const sampleRate = chunk.getUint32(4, true)
  const frameBytes = chunk.getUint16(12, true)
  const bits = chunk.getUint16(14, true)
  if (channels === 0) fail('has 0 channels', 2)
  if (sampleRate === 0) fail('has a sample rate of 0 Hz', 4)
  const tag = tagOf(chunk)
  if (tag !== TAG_OF_INTEGERS && tag !== TAG_OF_FLOATS) {
    fail(`holds no plain samples, but ${nameOf(tag)}: convert it, for example with FFmpeg`, 0)
  }
  const format = FORMATS[`${tag} x ${Math.ceil(bits / 8)}`] as WavFormat | undefined
  if (format === undefined) {
    return fail(
      `has ${tag === TAG_OF_FLOATS ? 'floating-point ' : ''}samples of ${bits} bits: convert it`,
      14,
    )
  }
  if (frameBytes !== bytesPerFrame({ channels, format })) {
    fail(`has frames of ${frameBytes} bytes, which ${channels} x ${bits} bits do not fill`, 12)
  }
  return { sampleRate, channels, format }
}

/** The format's tag; of an extensible format, the one its identifier stands for. */
function tagOf(chunk: DataView): number {
  const tag = chunk.getUint16(0, true)
  if (tag !== TAG_OF_EXTENSIBLE || chunk.byteLength < LONGEST_FMT) return tag
  const tail = Array.from({ length: 14 }, (_, i) => chunk.getUint8(26 + i))
  const isTag = tail.map((byte) => byte.toString(16).padStart(2, '0')).join('') === IDENTIFIER_TAIL
  return isTag ? chunk.getUint16(24, true) : tag
}

function nameOf(tag: number): string {
  const known = NAMES_OF_TAGS[tag] as string | undefined
  const number = `format 0x${tag.toString(16).padStart(4, '0')}`
  return known === undefined ? number : `${known} (${number})`
}
