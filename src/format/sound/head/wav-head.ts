import { bytesPerFrame } from '../../pcm/wav-layout.js'
import type { SoundLayout } from '../../pcm/sound-layout.js'
import { fail, type HeadParser, type HeadPlace, padded, type SoundData, textOf } from './sound-head.js'
import { layoutOf, LONGEST_FMT } from './wav-fields.js'

const KIND = 'WAV file'

/** Stands for a size that is given elsewhere, in 64 bits, or is not known (in streams of FFmpeg). */
const UNSAID = 0xffffffff
/** Sizes that arecord, SoX and GStreamer write before the length is known. Some are rounded down to whole frames. */
const SIZES_OF_STREAMS = [0x80000000, 0x7fffffff, 0x7ffff000, 0x7fff0000]
/** Others write the largest number minus the bytes before the samples: 36, 44, or 100 (npm's wav). */
const MOST_BEFORE_SAMPLES = 256

const CHUNK_HEADER_BYTES = 8
const DS64_BYTES = 24

/** What is known about the file when a chunk begins. */
interface Form {
  readonly id: string
  readonly riffSize: number
  readonly isLittleEndian: boolean
}

/**
 * The chunks of a WAV file up to its samples: RIFF, RF64 and BW64, and big-endian RIFX.
 *
 * References: EBU Tech 3306, MBWF / RF64 (2009).
 */
export function* wavHead(place: HeadPlace): HeadParser {
  const form = formOf(yield 12)
  let layout: SoundLayout | undefined
  /** The size of the samples according to the `ds64` chunk. */
  let largeSize: number | undefined
  for (;;) {
    const header = yield CHUNK_HEADER_BYTES
    const id = textOf(header, 0)
    const size = header.getUint32(4, form.isLittleEndian)
    if (id === 'data') {
      if (layout === undefined) {
        const offset = place.length - CHUNK_HEADER_BYTES
        return fail(
          `this WAV file has samples before it says what they are: no fmt chunk came before byte ${offset}`,
          offset,
        )
      }
      return yield* samplesOf(layout, size, largeSize, form, place)
    }
    const wanted = Math.min(size, wantedOf(id, form))
    if (wanted > 0 || id === 'fmt ') {
      const bytes = yield wanted
      if (id === 'fmt ') layout = layoutOf(bytes, place.length - wanted, form.isLittleEndian)
      else largeSize = sizeOfDs64(bytes, place.length - wanted)
    }
    yield wanted - padded(size)
  }
}

/** The number of bytes read of a chunk. */
function wantedOf(id: string, form: Form): number {
  if (id === 'fmt ') return LONGEST_FMT
  return id === 'ds64' && form.id !== 'RIFF' ? DS64_BYTES : 0
}

function formOf(bytes: DataView): Form {
  const [id, type] = [textOf(bytes, 0), textOf(bytes, 8)]
  if (!['RIFF', 'RIFX', 'RF64', 'BW64'].includes(id) || type !== 'WAVE') {
    fail(
      `this is not a WAV file: it begins with ${JSON.stringify(id)}, not with "RIFF": read AIFF, AU, CAF and Wave64 with SoundReader, and ` +
        'convert others',
      0,
    )
  }
  const isLittleEndian = id !== 'RIFX'
  return { id, riffSize: bytes.getUint32(4, isLittleEndian), isLittleEndian }
}

function sizeOfDs64(bytes: DataView, offset: number): number | undefined {
  if (bytes.byteLength < DS64_BYTES) {
    fail(
      `this WAV file has a ds64 chunk of ${bytes.byteLength} bytes, which must be ${DS64_BYTES} (byte ${offset})`,
      offset,
    )
  }
  const size = bytes.getBigUint64(8, true)
  // All bits set, or none: the length was not known.
  if (size === 0n || size === 2n ** 64n - 1n) return undefined
  if (size > BigInt(Number.MAX_SAFE_INTEGER)) {
    fail(`this WAV file says it has ${size} bytes of samples (byte ${offset + 8})`, offset + 8)
  }
  return Number(size)
}

function* samplesOf(
  layout: SoundLayout,
  size: number,
  largeSize: number | undefined,
  { id, riffSize }: Form,
  place: HeadPlace,
): Generator<number, SoundData, DataView> {
  const known = { kind: KIND, layout }
  if (size === UNSAID && (id === 'RF64' || id === 'BW64')) return { ...known, size: largeSize }
  if (size !== 0) return { ...known, size: isSizeOfStream(size, layout) ? undefined : size }
  // In a header that was never completed, the sizes say nothing about what follows.
  if (riffSize === UNSAID || riffSize + 8 <= place.length) return { ...known, size: undefined }
  // There is no sound, and another chunk follows; or the size of the samples alone was never completed, and these follow.
  const next = yield CHUNK_HEADER_BYTES
  const left = riffSize + 8 - place.length
  const isChunk = /^[ -~]{4}$/.test(textOf(next, 0)) && next.getUint32(4, id !== 'RIFX') <= left
  if (isChunk) return { ...known, size: 0 }
  const beginning = new Uint8Array(next.buffer, next.byteOffset, next.byteLength).slice()
  return { ...known, size: undefined, beginning }
}

/** Whether a size was written before the length was known. */
function isSizeOfStream(size: number, layout: SoundLayout): boolean {
  const frameBytes = bytesPerFrame(layout)
  if (size >= UNSAID - MOST_BEFORE_SAMPLES) return true
  return SIZES_OF_STREAMS.some((most) => size <= most && size > most - frameBytes)
}
