/** The encoder's delay and padding, which are removed, in samples per channel. */
export interface Trim {
  /** The delay at the start. */
  readonly delay: number
  /** The number of samples of the sound after it; undefined if unknown, which means all. */
  readonly frames: number | undefined
}

/** The delay of an MP3 decoder, which adds to the encoder's. */
const DECODER_DELAY = 529

/**
 * The encoder's delay and padding, from the tag that LAME and FFmpeg write into the first frame; undefined if there is none.
 *
 * References: the LAME project, Mp3 Info Tag (revision 1).
 */
export function lameTrimOf(content: Uint8Array): Trim | undefined {
  const bytes = Buffer.from(content.buffer, content.byteOffset, Math.min(content.byteLength, MOST_LOOKED_AT))
  const at = [bytes.indexOf('Xing'), bytes.indexOf('Info')].filter((found) => found >= 0)
  const start = Math.min(...at)
  if (at.length === 0 || bytes.length < start + TAG_BYTES) return undefined
  const flags = bytes.readUInt32BE(start + 4)
  if ((flags & HAS_FRAMES) === 0) return undefined
  const frameCount = bytes.readUInt32BE(start + 8)
  const fields = [HAS_FRAMES, HAS_BYTES, HAS_TABLE, HAS_QUALITY].map((flag, i) =>
    (flags & flag) === 0 ? 0 : FIELD_BYTES[i],
  )
  const lame = start + 8 + fields.reduce((sum, length) => sum + length, 0)
  // A name of 9 bytes, and 12 more before the two numbers of 12 bits.
  const packed = bytes.readUIntBE(lame + 21, 3)
  const [delay, padding] = [packed >> 12, packed & 0xfff]
  if (packed === 0) return undefined
  const samples = frameCount * samplesAFrame(bytes, start)
  return { delay: delay + DECODER_DELAY, frames: Math.max(samples - delay - padding, 0) }
}

const MOST_LOOKED_AT = 2 ** 20
const TAG_BYTES = 156
const HAS_FRAMES = 1
const HAS_BYTES = 2
const HAS_TABLE = 4
const HAS_QUALITY = 8
const FIELD_BYTES = [4, 4, 100, 4]

/** For layer III, MPEG-1 has twice as many as the later versions. The tag follows the frame's header and its side information. */
function samplesAFrame(bytes: Buffer, tag: number): number {
  for (const before of [36, 21, 13]) {
    if (tag >= before && bytes[tag - before] === 0xff && (bytes[tag - before + 1] & 0xe0) === 0xe0) {
      return ((bytes[tag - before + 1] >> 3) & 3) === 3 ? 1152 : 576
    }
  }
  return 1152
}
