/** Bytes of a page's header up to behind its position, and the mark that it begins with. */
const POSITION_END = 14
const MARK = Buffer.from('OggS')

/**
 * Where the sound of an Ogg file ends: each page tells how many samples there are up to its end, and the last block may go beyond
 * the last one.
 *
 * References: RFC 3533 (2003), 6; RFC 7845 (2016), 4.
 */
export class OggEnd {
  /** Samples of one channel up to the end of the last page that was looked at; undefined before there is any. */
  frames: number | undefined
  readonly #preSkip: number
  /** The last bytes, in which a page may have begun. */
  #rest = Buffer.alloc(0)

  /** @param preSkip Samples that a decoder leaves out in front, which the positions count. */
  constructor(preSkip: number) {
    this.#preSkip = preSkip
  }

  /** Takes note of the pages in the next bytes. */
  look(chunk: Uint8Array): void {
    const bytes = Buffer.concat([this.#rest, chunk])
    for (
      let at = bytes.indexOf(MARK);
      at >= 0 && at + POSITION_END <= bytes.length;
      at = bytes.indexOf(MARK, at + 1)
    ) {
      const isPage = bytes[at + 4] === 0 && bytes[at + 5] < 8
      const position = bytes.readBigInt64LE(at + 6)
      // No packet ends on a page of position -1, and none of sound on one of 0.
      if (!isPage || position <= 0n || position > BigInt(Number.MAX_SAFE_INTEGER)) continue
      this.frames = Math.max(Number(position) - this.#preSkip, 0)
    }
    this.#rest = bytes.subarray(Math.max(bytes.length - POSITION_END + 1, 0))
  }
}

/** What the header of Opus says is to be left out in front. */
export function preSkipOf(beginning: Uint8Array): number {
  const bytes = Buffer.from(beginning.buffer, beginning.byteOffset, beginning.byteLength)
  const head = bytes.indexOf('OpusHead')
  return head < 0 || bytes.length < head + 12 ? 0 : bytes.readUInt16LE(head + 10)
}
