import { headFor } from '../format/sound/head/any-head.js'
import { beginsWith } from '../format/sound/head/begins-with.js'

/** The format of a file, as detected from its first bytes. */
export type SoundKind =
  /** Plain samples, for `SoundReader`. */
  | { readonly is: 'plain' }
  /** Coded sound, and its codec. */
  | { readonly is: 'coded'; readonly codec: Codec }
  /** A known format that is not supported, by name. */
  | { readonly is: 'other'; readonly name: string }
  | { readonly is: 'unknown' }

export type Codec = 'FLAC' | 'MP3' | 'Vorbis' | 'Opus' | 'AAC' | 'MPEG-4' | 'Matroska'

/** The number of bytes that identify a file without a tag in front. */
const TELLING_BYTES = 64
const ID3_BYTES = 10
const FRAME_HEADER_BYTES = 6

/** Whether these bytes are enough to identify a sound file: an ID3 tag may come before those that identify it. */
export function isTelling(beginning: Uint8Array): boolean {
  const sound = beginning.subarray(tagLength(beginning))
  // For MPEG sound, two frames.
  return sound.length >= Math.max(TELLING_BYTES, (frameLength(sound) ?? 0) + FRAME_HEADER_BYTES)
}

/** Identifies a file by its first bytes. Tags are skipped. The name of the file does not matter. */
export function soundKindOf(beginning: Uint8Array): SoundKind {
  if (headFor(beginning) !== undefined) return { is: 'plain' }
  const sound = beginning.subarray(tagLength(beginning))
  const mpeg = isMpeg(sound, tagLength(beginning) > 0) ? mpegCodecOf(sound) : undefined
  const codec = named(sound, codecs) ?? mpeg
  if (codec !== undefined) return { is: 'coded', codec }
  const name =
    named(sound, others) ?? (sound.length < beginning.length ? 'an ID3 tag without sound' : undefined)
  return name === undefined ? { is: 'unknown' } : { is: 'other', name }
}

/** The length of the ID3 tags in front. */
function tagLength(bytes: Uint8Array): number {
  let length = 0
  for (;;) {
    const tag = bytes.subarray(length, length + ID3_BYTES)
    if (tag.length < ID3_BYTES || Buffer.from(tag.subarray(0, 3)).toString('latin1') !== 'ID3') return length
    const size = tag.subarray(6).reduce((sum, byte) => 128 * sum + (byte & 127), 0)
    // A footer is a copy of the header.
    length += ID3_BYTES + size + ((tag[5] & 0x10) === 0 ? 0 : ID3_BYTES)
  }
}

function named<Name extends string>(
  bytes: Uint8Array,
  marks: readonly (readonly [string, Name])[],
): Name | undefined {
  return marks.find(([mark]) => beginsWith(bytes, mark))?.[1]
}

/** The first packet of an Ogg file identifies its contents. It follows 27 bytes and one byte for its single segment. */
const PAGE = `OggS${'?'.repeat(24)}`

const codecs: readonly (readonly [string, Codec])[] = [
  ['fLaC', 'FLAC'],
  [`${PAGE}\u007FFLAC`, 'FLAC'],
  [`${PAGE}\u0001vorbis`, 'Vorbis'],
  [`${PAGE}OpusHead`, 'Opus'],
  ['????ftyp', 'MPEG-4'],
  ['\u001AE\u00DF\u00A3', 'Matroska'],
]

/**
 * Whether frames of MPEG sound or AAC begin here. The length of a frame determines where the next one begins. Without a tag in
 * front, text and samples can look like a first frame, so the second must be there as well, unless the file ends before it.
 */
function isMpeg(sound: Uint8Array, isTagged: boolean): boolean {
  const length = frameLength(sound)
  if (length === undefined) return false
  const next = sound.subarray(length)
  return isTagged || next.length < FRAME_HEADER_BYTES || frameLength(next) !== undefined
}

function mpegCodecOf(sound: Uint8Array): Codec {
  return (sound[1] & 6) === 0 ? 'AAC' : 'MP3'
}

/** The length of the frame of MPEG sound or AAC (ADTS) that begins here. */
function frameLength(bytes: Uint8Array): number | undefined {
  if (bytes.length < FRAME_HEADER_BYTES || bytes[0] !== 0xff || (bytes[1] & 0xe0) !== 0xe0) return undefined
  if ((bytes[1] & 0xf6) === 0xf0) {
    const length = ((bytes[3] & 3) << 11) | (bytes[4] << 3) | (bytes[5] >> 5)
    return length >= 7 ? length : undefined
  }
  const [version, layer] = [(bytes[1] >> 3) & 3, (bytes[1] >> 1) & 3]
  const [rateIndex, rate] = [bytes[2] >> 4, (bytes[2] >> 2) & 3]
  if (version === 1 || layer === 0 || rateIndex === 15 || rateIndex === 0 || rate === 3) return undefined
  const isFirst = version === 3
  const kbits = BITRATES[isFirst ? 3 - layer : layer === 3 ? 3 : 4][rateIndex - 1]
  const sampleRate = [44_100, 48_000, 32_000][rate] / (isFirst ? 1 : version === 2 ? 2 : 4)
  const padding = (bytes[2] >> 1) & 1
  if (layer === 3) return 4 * (Math.floor((12_000 * kbits) / sampleRate) + padding)
  const samples = layer === 1 && !isFirst ? 72 : 144
  return Math.floor((samples * 1000 * kbits) / sampleRate) + padding
}

/** In kbit/s: MPEG-1, layers I, II and III; MPEG-2, layer I, then the two others. */
const BITRATES = [
  [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
]

const others: readonly (readonly [string, string])[] = [
  ['wvpk', 'WavPack'],
  ['MAC ', "Monkey's Audio"],
  ['TTA1', 'True Audio (TTA)'],
  ['TTA2', 'True Audio (TTA)'],
  ['OFR ', 'OptimFROG'],
  ['MP+', 'Musepack'],
  ['MPCK', 'Musepack'],
  ['LA0', 'Lossless Audio (LA)'],
  ['ajkg', 'Shorten'],
  ['DSD ', 'DSD (DSF)'],
  ['FRM8????????DSD ', 'DSD (DSDIFF)'],
  ['FORM????8SVX', 'Amiga 8SVX'],
  ['FORM????', 'IFF'],
  ['#!AMR', 'AMR'],
  ['ADIF', 'AAC (ADIF)'],
  ['Creative Voice File', 'Creative Voice (VOC)'],
  ['NIST_1A', 'NIST SPHERE'],
  ['MThd', 'MIDI, which holds notes rather than sound'],
  ['.RMF', 'RealAudio'],
  ['.ra\u00FD', 'RealAudio'],
  ['0&\u00B2u\u008Ef\u00CF\u0011', 'Windows Media (ASF)'],
  [`${PAGE}Speex`, 'Ogg Speex'],
  [`${PAGE}\u0080theora`, 'Ogg with video'],
  [`${PAGE}fishead`, 'Ogg with video'],
  ['OggS', 'Ogg of an unknown kind'],
  ['RIFF????AVI ', 'AVI'],
  ['RIFF????WEBP', 'a WebP picture'],
  ['FLV\u0001', 'Flash Video'],
  ['\u0089PNG', 'a PNG picture'],
  ['\u00FF\u00D8\u00FF', 'a JPEG picture'],
  ['GIF8', 'a GIF picture'],
  ['II*\0', 'a TIFF picture'],
  ['MM\0*', 'a TIFF picture'],
  ['%PDF', 'PDF'],
  ['PK\u0003\u0004', 'a ZIP archive'],
  ['\u001F\u008B', 'compressed with gzip'],
]
