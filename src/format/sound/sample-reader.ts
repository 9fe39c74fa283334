import { type OptionNames, readBytes, readOptions, requireBoolean } from '../../require.js'
import type { OwnUint8Array, Precision, Samples } from '../../samples.js'
import type { Resumable } from '../../stream/resumable.js'
import { decodeSnapshot } from '../../stream/snapshot/decode-snapshot.js'
import { encodeSnapshot } from '../../stream/snapshot/encode-snapshot.js'
import { MOST_SAMPLES } from '../../stream/snapshot/most-samples.js'
import type { Settings } from '../../stream/snapshot/settings.js'
import type { SnapshotReader } from '../../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../../stream/snapshot/snapshot-writer.js'
import { type HeadParser, type HeadPlace, type SoundData, SoundHead } from './head/sound-head.js'
import { InputError } from '../input-error.js'
import { PcmDecoder } from '../pcm/pcm-decoder.js'
import type { SoundLayout } from '../pcm/sound-layout.js'
import { bytesPerFrame } from '../pcm/wav-layout.js'
import { loadInputError, saveInputError } from '../saved-input-error.js'

/** The header of a sound file. */
export interface SoundHeader extends SoundLayout {
  /** Samples of one channel; undefined in a stream whose header was written before its length was known. */
  readonly frames: number | undefined
}

/** The options of `SoundReader` and `WavReader`. */
export interface SoundReaderOptions {
  /**
   * The precision of the results. Default: the one that holds every value exactly, float64 for 32-bit integers and 64-bit floats,
   * else float32.
   */
  readonly precision?: Precision
  /** Whether a truncated file is an error; else its samples are returned and `warnings` says so. Default: false. */
  readonly strict?: boolean
}

/** The names of the options, for functions that take these and more. */
export const SOUND_READER_OPTIONS: OptionNames<SoundReaderOptions> = { precision: true, strict: true }

/** The base of the readers of uncompressed sound: passes the header to a parser, and the bytes after it to a decoder. */
export abstract class SampleReader implements Resumable<Uint8Array, Samples[]> {
  readonly #options: SoundReaderOptions
  readonly #head: SoundHead
  /** What is known after the header. */
  #begun: Begun | undefined
  /** Bytes of samples so far. */
  #received = 0
  #warnings: InputError[] = []

  readonly #kind: string
  readonly #className: string

  /** @param names The expected kind of file, for messages, and the class, for snapshots. */
  protected constructor(
    parse: (place: HeadPlace) => HeadParser,
    { kind, className }: { readonly kind: string; readonly className: string },
    given: SoundReaderOptions | undefined,
  ) {
    this.#kind = kind
    this.#className = className
    const options = readOptions(given, SOUND_READER_OPTIONS)
    if (options.strict !== undefined) requireBoolean(options.strict, 'strict')
    this.#options = options
    // An invalid precision is refused here, not when the header arrives.
    this.#decoderFor('u8', 1).dispose()
    this.#head = new SoundHead(parse)
  }

  /** The header; undefined until it is complete. */
  get header(): SoundHeader | undefined {
    return this.#begun?.header
  }

  /**
   * What was wrong with the file, although it could be read: that it is truncated, for instance. Known after `flush`, until the
   * next file begins, or `reset`.
   */
  get warnings(): readonly InputError[] {
    return this.#warnings
  }

  /**
   * @returns One array per channel, with the samples of all complete frames; an empty list until the header is complete.
   * @throws TypeError if the chunk is not a `Uint8Array`; InputError if the file cannot be read.
   */
  process(chunk: Uint8Array): Samples[] {
    const bytes = readBytes(chunk)
    if (this.#begun !== undefined) return this.#decode(this.#begun, bytes)
    const rest = bytes.subarray(this.#head.read(bytes))
    const { data } = this.#head
    if (data === undefined) return []
    this.#begun = this.#begin(data)
    return this.#decode(this.#begun, behind(data.beginning, rest))
  }

  /**
   * Checks that the file is complete. Then resets everything except `warnings`.
   *
   * @throws InputError if the input ended within the header; with `strict`, also if samples are missing or it ended within a
   *   frame.
   */
  flush(): Samples[] {
    try {
      if (this.#begun === undefined) return this.#head.end(this.#kind)
      const { data, decoder } = this.#begun
      const lack = this.#lackOf(data)
      if (lack !== undefined && this.#options.strict === true) throw lack
      if (lack !== undefined) this.#warnings.push(lack)
      // The rest of a frame, if any, is padding, or is reported.
      decoder.reset()
      return decoder.flush()
    } finally {
      this.#restart()
    }
  }

  /** Returns the state as bytes, for `restore`: the header, without its skipped parts, and the bytes of an incomplete frame. */
  snapshot(): OwnUint8Array {
    return encodeSnapshot(this.#className, this.#settings, (writer) => {
      this.#save(writer)
    })
  }

  /** Resumes from a snapshot. The reader must be new. */
  protected resume(bytes: Uint8Array): void {
    decodeSnapshot(bytes, this.#className, this.#settings, (reader) => {
      this.#load(reader)
    })
  }

  reset(): void {
    this.#restart()
    this.#warnings = []
  }

  /** Same as `reset`: samples are ordinary arrays, so there is nothing to free. */
  dispose(): void {
    this.reset()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  get #settings(): Settings {
    const { precision, strict = false } = this.#options
    return { precision, strict }
  }

  #save(writer: SnapshotWriter): void {
    this.#head.save(writer)
    if (this.#begun !== undefined) {
      writer.number(this.#received)
      this.#begun.decoder.save(writer)
      return
    }
    writer.flag(this.#warnings.length > 0)
    for (const warning of this.#warnings) saveInputError(writer, warning)
  }

  #load(reader: SnapshotReader): void {
    this.#head.load(reader)
    const { data } = this.#head
    if (data !== undefined) {
      this.#begun = this.#begin(data)
      this.#received = reader.count(0, data.size ?? MOST_SAMPLES)
      this.#begun.decoder.load(reader)
    } else if (reader.flag()) this.#warnings = [loadInputError(reader)]
  }

  #restart(): void {
    this.#head.reset()
    this.#begun = undefined
    this.#received = 0
  }

  #decode({ data, decoder }: Begun, bytes: Uint8Array): Samples[] {
    const due = (data.size ?? Infinity) - this.#received
    const taken = bytes.length <= due ? bytes : bytes.subarray(0, due)
    this.#received += taken.length
    return decoder.process(taken)
  }

  #begin(data: SoundData): Begun {
    // A new list: the caller may hold that of an earlier file.
    this.#warnings = []
    const { layout, size } = data
    const frames = size === undefined ? undefined : Math.floor(size / bytesPerFrame(layout))
    const decoder = this.#decoderFor(layout.format, layout.channels)
    return { data, header: { ...layout, frames }, decoder }
  }

  #decoderFor(format: SoundLayout['format'], channels: number): PcmDecoder {
    const { precision } = this.#options
    return new PcmDecoder({ format, channels, ...(precision === undefined ? {} : { precision }) })
  }

  /** The error that says what is missing, if anything is. */
  #lackOf(data: SoundData): InputError | undefined {
    const { kind, layout, size = this.#received } = data
    const isOpen = data.size === undefined
    const frameBytes = bytesPerFrame(layout)
    const rest = size % frameBytes
    if (this.#received === size && rest === 0) return undefined
    // SoX ends a stream of odd length with a padding byte, as if its header had stated the length.
    if (isOpen && rest === 1 && size % 2 === 0) return undefined
    const offset = this.#head.length + this.#received
    const what = this.#received === size ? 'ends within a frame' : 'is cut short'
    const frames = `${Math.floor(this.#received / frameBytes)} of ${Math.ceil(size / frameBytes)} frames`
    return new InputError(
      `this ${kind} ${what}: it has ${frames}, in ${this.#received} of ${size} bytes of samples, up to byte ${offset}`,
      { offset },
    )
  }
}

/** What is known after the header. */
interface Begun {
  readonly data: SoundData
  readonly header: SoundHeader
  readonly decoder: PcmDecoder
}

function behind(beginning: Uint8Array | undefined, rest: Uint8Array): Uint8Array {
  if (beginning === undefined || beginning.length === 0) return rest
  const bytes = new Uint8Array(beginning.length + rest.length)
  bytes.set(beginning)
  bytes.set(rest, beginning.length)
  return bytes
}
