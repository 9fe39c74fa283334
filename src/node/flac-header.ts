/** The contents of the first block of a FLAC file. */
export interface FlacHeader {
  readonly sampleRate: number
  readonly channels: number
  /** The number of samples per channel, or undefined if the encoder did not know it. */
  readonly frames: number | undefined
}

/** The number of bytes needed, from `fLaC` on; in Ogg they come a little later. */
const STREAMINFO_BYTES = 26

/** Reads the STREAMINFO block, which comes first, also in Ogg; undefined if it is missing. */
export function flacHeaderOf(beginning: Uint8Array): FlacHeader | undefined {
  const bytes = Buffer.from(beginning.buffer, beginning.byteOffset, beginning.byteLength)
  const start = bytes.indexOf('fLaC')
  if (start < 0 || bytes.length < start + STREAMINFO_BYTES) return undefined
  // After the marker: 4 bytes of block header, and 10 bytes with the sizes of blocks and frames.
  const packed = bytes.readBigUInt64BE(start + 18)
  const frames = Number(packed & 0xfffffffffn)
  return {
    sampleRate: Number(packed >> 44n),
    channels: Number((packed >> 41n) & 7n) + 1,
    frames: frames === 0 ? undefined : frames,
  }
}
