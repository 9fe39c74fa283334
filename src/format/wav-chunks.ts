import { InputError } from './input-error.js'
import { viewOf } from './require-bytes.js'
import { layoutOf, LONGEST_FMT } from './wav-fields.js'
import { bytesPerFrame, type WavLayout } from './wav-layout.js'

/** The samples of a WAV file, which follow from here. */
export interface WavData {
  readonly layout: WavLayout
  /** In bytes; undefined where all up to the end is samples. */
  readonly size: number | undefined
  /** Their first bytes, where these were looked at to know that they are samples. */
  readonly beginning?: Uint8Array
}

/** The size where it stands in 64 bits elsewhere, or is not known: the latter in FFmpeg's streams. */
const UNSAID = 0xffffffff
/** What programs write before the length is known, some less what makes no whole frame: arecord, SoX, GStreamer. */
const SIZES_OF_STREAMS = [0x80000000, 0x7fffffff, 0x7ffff000, 0x7fff0000]
/** Others write the largest number less what stands before the samples: 36, 44, or 100 as the package wav does. */
const MOST_BEFORE_SAMPLES = 256

const FORM_BYTES = 12
const CHUNK_HEADER_BYTES = 8
const DS64_BYTES = 24

/** The chunks of a WAV file up to its samples, cut anyhow. Holds at most the 40 bytes of the longest that is looked into. */
export class WavChunks {
  /** The samples, when they have been reached. */
  data: WavData | undefined
  /** Bytes read. */
  length = 0

  readonly #bytes = new Uint8Array(LONGEST_FMT)
  #filled = 0
  /** How many bytes make up what is awaited. */
  #wanted = FORM_BYTES
  /** What to do with them. */
  #take: (bytes: DataView) => void = this.#takeForm
  /** Bytes to pass over before. */
  #skip = 0

  #id = ''
  #riffSize = 0
  #layout: WavLayout | undefined
  /** The size of the samples by the `ds64` chunk. */
  #largeSize: number | undefined

  /** Takes bytes up to where the samples begin, and returns how many those were. */
  read(bytes: Uint8Array): number {
    let at = 0
    while (at < bytes.length && this.data === undefined) {
      const skipped = Math.min(this.#skip, bytes.length - at)
      this.#skip -= skipped
      const taken = Math.min(this.#wanted - this.#filled, bytes.length - at - skipped)
      this.#bytes.set(bytes.subarray(at + skipped, at + skipped + taken), this.#filled)
      this.#filled += taken
      at += skipped + taken
      this.length += skipped + taken
      if (this.#filled === this.#wanted && this.#skip === 0) this.#takeWhole()
    }
    return at
  }

  /**
   * The samples of an input that ended behind an empty chunk of them: these are a part of a frame, or none.
   *
   * @throws InputError if the samples have not been reached
   */
  end(): WavData {
    const { length } = this
    if (this.#take === this.#takeBehindEmpty && this.#layout !== undefined) {
      return { layout: this.#layout, size: undefined, beginning: this.#bytes.slice(0, this.#filled) }
    }
    const what =
      length === 0
        ? 'the input is empty: give a WAV file'
        : `this WAV file is cut short: it ends at byte ${length}, before its samples`
    throw new InputError(what, { offset: length })
  }

  reset(): void {
    this.data = undefined
    this.length = 0
    this.#layout = undefined
    this.#largeSize = undefined
    this.#filled = 0
    this.#await(FORM_BYTES, this.#takeForm)
    this.#skip = 0
  }

  #takeWhole(): void {
    const bytes = viewOf(this.#bytes.subarray(0, this.#filled))
    this.#filled = 0
    this.#take(bytes)
  }

  #await(wanted: number, take: (bytes: DataView) => void): void {
    this.#wanted = wanted
    this.#take = take
  }

  #takeForm(bytes: DataView): void {
    const [id, type] = [textOf(bytes, 0), textOf(bytes, 8)]
    if (!['RIFF', 'RF64', 'BW64'].includes(id) || type !== 'WAVE') {
      const found = id === 'RIFX' ? 'a big-endian WAV file (RIFX): convert it' : 'no WAV file'
      throw new InputError(`this is ${found}: it begins with ${JSON.stringify(id)}, not with "RIFF"`, {
        offset: 0,
      })
    }
    this.#id = id
    this.#riffSize = bytes.getUint32(4, true)
    this.#await(CHUNK_HEADER_BYTES, this.#takeChunkHeader)
  }

  #takeChunkHeader(bytes: DataView): void {
    const id = textOf(bytes, 0)
    const size = bytes.getUint32(4, true)
    if (id === 'data') this.#reach(size)
    else if (id === 'fmt ') this.#look(size, LONGEST_FMT, this.#takeFmt)
    else if (id === 'ds64' && this.#id !== 'RIFF') this.#look(size, DS64_BYTES, this.#takeDs64)
    else this.#skip = padded(size)
  }

  /** Awaits the first bytes of a chunk, and passes over the others. */
  #look(size: number, most: number, take: (bytes: DataView) => void): void {
    const wanted = Math.min(size, most)
    const rest = padded(size) - wanted
    const look = (bytes: DataView) => {
      take.call(this, bytes)
      this.#skip = rest
      this.#await(CHUNK_HEADER_BYTES, this.#takeChunkHeader)
    }
    if (wanted === 0) look(new DataView(new ArrayBuffer(0)))
    else this.#await(wanted, look)
  }

  #takeFmt(bytes: DataView): void {
    this.#layout = layoutOf(bytes, this.length - bytes.byteLength)
  }

  #takeDs64(bytes: DataView): void {
    const offset = this.length - bytes.byteLength
    if (bytes.byteLength < DS64_BYTES) {
      throw new InputError(
        `this WAV file has a ds64 chunk of ${bytes.byteLength} bytes, and ${DS64_BYTES} are due (byte ${offset})`,
        {
          offset,
        },
      )
    }
    const size = bytes.getBigUint64(8, true)
    // All bits set, or none: the length was not known.
    if (size === 0n || size === 2n ** 64n - 1n) return
    if (size > BigInt(Number.MAX_SAFE_INTEGER)) {
      throw new InputError(`this WAV file says it has ${size} bytes of samples (byte ${offset + 8})`, {
        offset: offset + 8,
      })
    }
    this.#largeSize = Number(size)
  }

  #reach(size: number): void {
    if (this.#layout === undefined) {
      const offset = this.length - CHUNK_HEADER_BYTES
      throw new InputError(
        `this WAV file has samples before it says what they are: no fmt chunk came before byte ${offset}`,
        { offset },
      )
    }
    // A header that was never completed knows of nothing behind itself.
    const isOpen = this.#riffSize === UNSAID || this.#riffSize + 8 <= this.length
    if (size === 0 && !isOpen) {
      this.#await(CHUNK_HEADER_BYTES, this.#takeBehindEmpty)
      return
    }
    const known = size === 0 ? undefined : this.#sizeOfData(size, bytesPerFrame(this.#layout))
    this.data = { layout: this.#layout, size: known }
  }

  /** There is no sound, and another chunk follows; or the size of the samples alone was never completed, and these follow. */
  #takeBehindEmpty(bytes: DataView): void {
    const layout = this.#layout
    if (layout === undefined) return
    const left = this.#riffSize + 8 - this.length
    const isChunk = /^[ -~]{4}$/.test(textOf(bytes, 0)) && bytes.getUint32(4, true) <= left
    const beginning = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength).slice()
    this.data = isChunk ? { layout, size: 0 } : { layout, size: undefined, beginning }
  }

  #sizeOfData(size: number, frameBytes: number): number | undefined {
    if (size === UNSAID && this.#id !== 'RIFF') return this.#largeSize
    if (size >= UNSAID - MOST_BEFORE_SAMPLES) return undefined
    return SIZES_OF_STREAMS.some((most) => size <= most && size > most - frameBytes) ? undefined : size
  }
}

/** Chunks begin at even bytes. */
function padded(size: number): number {
  return size + (size % 2)
}

function textOf(bytes: DataView, at: number): string {
  return String.fromCharCode(...Array.from({ length: 4 }, (_, i) => bytes.getUint8(at + i)))
}
