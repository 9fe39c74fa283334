import type { SoundFormat, SoundLayout } from '../../pcm/sound-layout.js'
import { fail, type HeadParser, type HeadPlace, textOf } from './sound-head.js'

const KIND = 'CAF file'
const DESC_BYTES = 32

/**
 * The chunks of a Core Audio Format file up to its samples.
 *
 * References: Apple, Core Audio Format Specification 1.0.
 */
export function* cafHead(place: HeadPlace): HeadParser {
  yield 8
  let layout: SoundLayout | undefined
  for (;;) {
    const header = yield 12
    const id = textOf(header, 0)
    const size = header.getBigInt64(4, false)
    const offset = place.length
    // The last chunk may say that it goes to the end.
    const known = size < 0n || size > BigInt(Number.MAX_SAFE_INTEGER) ? undefined : Number(size)
    if (id === 'data') {
      if (layout === undefined)
        return fail(`this CAF file does not say what its samples are, up to byte ${offset}`, offset)
      yield 4
      return { kind: KIND, layout, size: known === undefined ? undefined : Math.max(known - 4, 0) }
    }
    if (known === undefined) return fail(`this CAF file has no samples, up to byte ${offset}`, offset)
    const wanted = id === 'desc' ? DESC_BYTES : 0
    if (wanted > 0) layout = layoutOf(yield wanted, offset)
    yield Math.min(wanted - known, 0)
  }
}

function layoutOf(desc: DataView, offset: number): SoundLayout {
  const sampleRate = desc.getFloat64(0, false)
  const coding = textOf(desc, 8)
  const [flags, , , channels, bits] = [12, 16, 20, 24, 28].map((at) => desc.getUint32(at, false))
  if (!(sampleRate > 0 && sampleRate < Infinity))
    fail(`this CAF file has a sample rate of ${sampleRate} Hz (byte ${offset})`, offset)
  if (channels === 0 || channels > 65_535)
    fail(`this CAF file has ${channels} channels (byte ${offset + 24})`, offset + 24)
  const format = formatOf(coding, bits, flags)
  if (format !== undefined) return { sampleRate, channels, format }
  const what =
    coding === 'lpcm' ? `samples of ${bits} bits` : `no plain samples, but ${JSON.stringify(coding)}`
  return fail(
    `this CAF file holds ${what} (byte ${offset + 8}): convert it, for example with FFmpeg`,
    offset + 8,
  )
}

function formatOf(coding: string, bits: number, flags: number): SoundFormat | undefined {
  if (coding === 'alaw') return 'alaw'
  if (coding === 'ulaw') return 'mulaw'
  if (coding !== 'lpcm') return undefined
  const isFloat = (flags & 1) !== 0
  const order = (flags & 2) === 0 ? 'be' : 'le'
  if (isFloat) return bits === 32 || bits === 64 ? `f${bits}${order}` : undefined
  if (bits === 8) return 's8'
  return bits === 16 || bits === 24 || bits === 32 ? `s${bits}${order}` : undefined
}
