import type { PcmFormat } from '../../pcm/pcm-format.js'
import type { SoundFormat, SoundLayout } from '../../pcm/sound-layout.js'
import { fail, type HeadParser, type HeadPlace, padded, textOf } from './sound-head.js'

const KIND = 'AIFF file'
const COMM_BYTES = 18
/** With the name of the coding. */
const LONGEST_COMM = 22
/** SoX writes this size while the number of samples is not known. Others write a greater one. */
const SIZE_OF_STREAM = 0x7f000000
const LEAST_SIZE_OF_STREAM = 0x7ffff000

/** The codings of AIFF-C that store plain samples whose format does not follow from the number of bits alone. */
const CODINGS: Readonly<Record<string, SoundFormat>> = {
  fl32: 'f32be',
  FL32: 'f32be',
  fl64: 'f64be',
  FL64: 'f64be',
  alaw: 'alaw',
  ALAW: 'alaw',
  ulaw: 'mulaw',
  ULAW: 'mulaw',
  in24: 's24be',
  in32: 's32be',
  '42ni': 's24le',
  '23ni': 's32le',
  'raw ': 'u8',
}

/**
 * The chunks of an AIFF or AIFF-C file up to its samples.
 *
 * References: Apple, Audio Interchange File Format (1989) and AIFF-C (1991).
 */
export function* aiffHead(place: HeadPlace): HeadParser {
  const form = yield 12
  const isCompressed = textOf(form, 8) === 'AIFC'
  let layout: SoundLayout | undefined
  for (;;) {
    const header = yield 8
    const id = textOf(header, 0)
    const size = header.getUint32(4, false)
    const offset = place.length
    if (id === 'COMM') {
      const wanted = Math.min(size, isCompressed ? LONGEST_COMM : COMM_BYTES)
      layout = layoutOf(yield wanted, offset)
      yield wanted - padded(size)
    } else if (id === 'SSND') {
      if (layout === undefined) {
        return fail(
          `this AIFF file has samples before it says what they are (byte ${offset}): convert it`,
          offset,
        )
      }
      const before = (yield 8).getUint32(0, false)
      yield -before
      const isOpen = size === 0 || size - 8 === SIZE_OF_STREAM || size >= LEAST_SIZE_OF_STREAM
      return { kind: KIND, layout, size: isOpen ? undefined : Math.max(size - 8 - before, 0) }
    } else {
      yield -padded(size)
    }
  }
}

function layoutOf(chunk: DataView, offset: number): SoundLayout {
  if (chunk.byteLength < COMM_BYTES)
    fail(`this AIFF file has a COMM chunk that is too short (byte ${offset})`, offset)
  const channels = chunk.getUint16(0, false)
  const bits = chunk.getUint16(6, false)
  const sampleRate = extendedAt(chunk, 8)
  if (channels === 0) fail(`this AIFF file has 0 channels (byte ${offset})`, offset)
  if (!(sampleRate > 0 && sampleRate < Infinity)) {
    fail(`this AIFF file has a sample rate of ${sampleRate} Hz (byte ${offset + 8})`, offset + 8)
  }
  const coding = chunk.byteLength >= LONGEST_COMM ? textOf(chunk, 18) : 'NONE'
  const format = CODINGS[coding] as SoundFormat | undefined
  return { channels, sampleRate, format: format ?? integersOf(coding, bits, offset) }
}

/** Samples with fewer bits than their bytes hold occupy the upper bits. */
function integersOf(coding: string, bits: number, offset: number): PcmFormat {
  if (!['NONE', 'twos', 'sowt'].includes(coding)) {
    return fail(
      `this AIFF file holds no plain samples, but ${JSON.stringify(coding)} (byte ${offset + 18}): ` +
        'convert it, for example with FFmpeg',
      offset + 18,
    )
  }
  const bytes = Math.ceil(bits / 8)
  if (bytes < 1 || bytes > 4)
    fail(`this AIFF file has samples of ${bits} bits (byte ${offset + 6}): convert it`, offset + 6)
  return bytes === 1 ? 's8' : (`s${8 * bytes}${coding === 'sowt' ? 'le' : 'be'}` as PcmFormat)
}

/** An 80-bit number in the format of the 68881: sign and exponent, then 64 bits of mantissa with an explicit leading bit. */
function extendedAt(bytes: DataView, at: number): number {
  const exponent = bytes.getUint16(at, false)
  return Number(bytes.getBigUint64(at + 2, false)) * 2 ** (exponent - 16383 - 63)
}
