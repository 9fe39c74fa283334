import { type OptionNames, readBytes, readOptions, requireBoolean } from '../require.js'
import type { Precision, Samples } from '../samples.js'
import type { Processor } from '../stream/processor.js'
import { type HeadParser, type HeadPlace, type SoundData, SoundHead } from './head/sound-head.js'
import { InputError } from './input-error.js'
import { PcmDecoder } from './pcm-decoder.js'
import type { SoundLayout } from './sound-layout.js'
import { bytesPerFrame } from './wav-layout.js'

/** What the header of a sound file says. */
export interface SoundHeader extends SoundLayout {
  /** Samples of one channel; undefined in a stream whose header was written before its length was known. */
  readonly frames: number | undefined
}

/** The options of `SoundReader` and `WavReader`. */
export interface SoundReaderOptions {
  /** What comes out. Default: what holds each value as it is, float64 for 32-bit integers and 64-bit floats, else float32. */
  readonly precision?: Precision
  /** Whether a file that is cut short fails at its end; else what there is of it is read, and `warnings` tells. Default: false. */
  readonly strict?: boolean
}

/** The names of the options, for what takes them and more. */
export const SOUND_READER_OPTIONS: OptionNames<SoundReaderOptions> = { precision: true, strict: true }

/** What the readers of sound files of plain samples have in common: from a header to a decoder, which gets the bytes behind it. */
export abstract class SampleReader implements Processor<Uint8Array, Samples[]> {
  readonly #options: SoundReaderOptions
  readonly #head: SoundHead
  /** What is known when the header has come. */
  #begun: Begun | undefined
  /** Bytes of samples that have come. */
  #received = 0
  #warnings: InputError[] = []

  readonly #kind: string

  /** @param kind For messages: what is due. */
  protected constructor(
    parse: (place: HeadPlace) => HeadParser,
    kind: string,
    given: SoundReaderOptions | undefined,
  ) {
    this.#kind = kind
    const options = readOptions(given, SOUND_READER_OPTIONS)
    if (options.strict !== undefined) requireBoolean(options.strict, 'strict')
    this.#options = options
    // What is wrong with the precision is to be said now.
    this.#decoderFor('u8', 1).dispose()
    this.#head = new SoundHead(parse)
  }

  /** What the header says; undefined until it has come. */
  get header(): SoundHeader | undefined {
    return this.#begun?.header
  }

  /**
   * What was not as the header says, and was read all the same: that the file is cut short. Known when `flush` has returned, and until
   * the next file begins, or `reset`.
   */
  get warnings(): readonly InputError[] {
    return this.#warnings
  }

  /**
   * @returns One array a channel, of as many samples as there are whole frames by now; an empty list until the header has come.
   * @throws TypeError if the chunk is no `Uint8Array`; InputError if this is no file that can be read.
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
   * Nothing is owed at the end. Then resets, but for the warnings.
   *
   * @throws InputError if the input ended before the header did; where `strict` is set, also if it ended before all samples came that
   *   the header speaks of, or within a frame.
   */
  flush(): Samples[] {
    try {
      if (this.#begun === undefined) return this.#head.end(this.#kind)
      const { data, decoder } = this.#begun
      const lack = this.#lackOf(data)
      if (lack !== undefined && this.#options.strict === true) throw lack
      if (lack !== undefined) this.#warnings.push(lack)
      // What is left of a frame, if anything, is padding, or told.
      decoder.reset()
      return decoder.flush()
    } finally {
      this.#restart()
    }
  }

  reset(): void {
    this.#restart()
    this.#warnings = []
  }

  /** There is nothing to give back: samples are ordinary arrays. */
  dispose(): void {
    this.reset()
  }

  [Symbol.dispose](): void {
    this.dispose()
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
    // Whoever has the list of an earlier file keeps it as it is.
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

  /** What is missing, if anything. */
  #lackOf(data: SoundData): InputError | undefined {
    const { kind, layout, size = this.#received } = data
    const isOpen = data.size === undefined
    const frameBytes = bytesPerFrame(layout)
    const rest = size % frameBytes
    if (this.#received === size && rest === 0) return undefined
    // SoX ends a stream of odd length with a padding byte, as if its header had told the length.
    if (isOpen && rest === 1 && size % 2 === 0) return undefined
    const offset = this.#head.length + this.#received
    const what = this.#received === size ? 'ends within a frame' : 'is cut short'
    const frames = `${Math.floor(this.#received / frameBytes)} of ${Math.ceil(size / frameBytes)} frames`
    return new InputError(
      `this ${kind} ${what}: ${frames} came, in ${this.#received} of ${size} bytes of samples, up to byte ${offset}`,
      { offset },
    )
  }
}

/** What is known when the header has come. */
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
