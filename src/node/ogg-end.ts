/** The number of bytes of a page's header up to the end of its position, and its first bytes. */
const POSITION_END = 14
const MARK = Buffer.from('OggS')

/**
 * Finds where the sound of an Ogg file ends. Each page states the number of samples up to its end, and the last block may extend
 * beyond the last one.
 *
 * References: RFC 3533 (2003), 6; RFC 7845 (2016), 4.
 */
export class OggEnd {
  /** The number of samples per channel up to the end of the last page so far; undefined before the first. */
  frames: number | undefined
  readonly #preSkip: number
  /** The last bytes, which may hold the beginning of a page. */
  #rest = Buffer.alloc(0)

  /** @param preSkip The number of samples at the start that a decoder removes but positions count. */
  constructor(preSkip: number) {
    this.#preSkip = preSkip
  }

  /** Notes the pages in the next bytes. */
  look(chunk: Uint8Array): void {
    const bytes = Buffer.concat([this.#rest, chunk])
    for (
      let at = bytes.indexOf(MARK);
      at >= 0 && at + POSITION_END <= bytes.length;
      at = bytes.indexOf(MARK, at + 1)
    ) {
      const isPage = bytes[at + 4] === 0 && bytes[at + 5] < 8
      const position = bytes.readBigInt64LE(at + 6)
      // Position -1 means that no packet ends on the page, and 0 that no packet of sound does.
      if (!isPage || position <= 0n || position > BigInt(Number.MAX_SAFE_INTEGER)) continue
      this.frames = Math.max(Number(position) - this.#preSkip, 0)
    }
    this.#rest = bytes.subarray(Math.max(bytes.length - POSITION_END + 1, 0))
  }
}

/** The number of samples to remove at the start, from the header of Opus. */
export function preSkipOf(beginning: Uint8Array): number {
  const bytes = Buffer.from(beginning.buffer, beginning.byteOffset, beginning.byteLength)
  const head = bytes.indexOf('OpusHead')
  return head < 0 || bytes.length < head + 12 ? 0 : bytes.readUInt16LE(head + 10)
}
