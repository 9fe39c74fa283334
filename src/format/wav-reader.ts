import type { Precision, Samples } from '../samples.js'
import type { Processor } from '../stream/processor.js'
import { InputError } from './input-error.js'
import { PcmDecoder } from './pcm-decoder.js'
import { requireBytes } from './require-bytes.js'
import { WavChunks, type WavData } from './wav-chunks.js'
import { bytesPerFrame, type WavLayout } from './wav-layout.js'

/** What the header of a WAV file says. */
export interface WavHeader extends WavLayout {
  /** Samples of one channel; undefined in a stream whose header was written before its length was known. */
  readonly frames: number | undefined
}

/** The options of `WavReader`. */
export interface WavReaderOptions {
  /** What comes out. Default: what holds each value as it is, float64 for `s32le` and `f64le`, float32 for all others. */
  readonly precision?: Precision
}

/**
 * Reads a WAV file, or a stream of that form, cut anyhow: gives its samples, one array a channel, as they come.
 *
 * RIFF, and RF64 or BW64 for more than 4 GiB; integers of 8 to 32 bits and floating point of 32 and 64, also as
 * WAVE_FORMAT_EXTENSIBLE. Other chunks are passed over. Where the header was written to a pipe, and so before the length was
 * known (FFmpeg, SoX, arecord, GStreamer and npm's wav each have their number for that; so has a file that was never completed: 0), all
 * up to the end is samples. So it is where only the size of the samples was never completed.
 *
 * Nothing is cut short in silence: where less comes than the header says, `process` gives what there is, and `flush` throws.
 *
 * Cost: as `PcmDecoder`. Holds less than one frame, whatever the file.
 *
 * @example
 * const encoder = new WavEncoder({ sampleRate: 8000, format: 's16le', channels: 2 })
 * const bytes = encoder.process([[0.5], [-0.5]])
 * const reader = new WavReader()
 * reader.process(bytes.subarray(0, 7)) // []
 * reader.process(bytes.subarray(7)) // [Float32Array [0.5], Float32Array [-0.5]]
 * reader.header // { sampleRate: 8000, channels: 2, format: 's16le', frames: undefined }
 * @see readWav, which awaits the header
 */
export class WavReader implements Processor<Uint8Array, Samples[]> {
  readonly #options: WavReaderOptions
  readonly #chunks = new WavChunks()
  /** What is known when the header has come. */
  #samples: Begun | undefined
  /** Bytes of samples that have come. */
  #received = 0

  /** @param options Precision. */
  constructor(options: WavReaderOptions = {}) {
    this.#options = { ...options }
    // What is wrong with the options is to be said now.
    new PcmDecoder({ format: 'u8', ...this.#options }).dispose()
  }

  /** What the header says; undefined until it has come. */
  get header(): WavHeader | undefined {
    return this.#samples?.header
  }

  /**
   * @returns One array a channel, of as many samples as there are whole frames by now; an empty list until the header has come.
   * @throws TypeError if the chunk is no `Uint8Array`; InputError if this is no WAV file that can be read.
   */
  process(chunk: Uint8Array): Samples[] {
    requireBytes(chunk)
    if (this.#samples !== undefined) return this.#decode(this.#samples, chunk)
    const rest = chunk.subarray(this.#chunks.read(chunk))
    const { data } = this.#chunks
    if (data === undefined) return []
    this.#samples = this.#begin(data)
    const beginning = beginningOf(data)
    if (beginning.length === 0) return this.#decode(this.#samples, rest)
    const bytes = new Uint8Array(beginning.length + rest.length)
    bytes.set(beginning)
    bytes.set(rest, beginning.length)
    return this.#decode(this.#samples, bytes)
  }

  /**
   * Returns no samples, but where the input was so short that only its end told what it is. Then resets.
   *
   * @throws InputError if the input ended before the header did, or before all samples came that it speaks of.
   */
  flush(): Samples[] {
    try {
      const last = this.#samples ?? this.#begin(this.#chunks.end())
      const rest = this.#samples === undefined ? this.#decode(last, beginningOf(last.data)) : undefined
      this.#requireWhole(last.data)
      // What is left of a frame, if anything, is padding.
      last.decoder.reset()
      return rest ?? last.decoder.flush()
    } finally {
      this.reset()
    }
  }

  reset(): void {
    this.#chunks.reset()
    this.#samples = undefined
    this.#received = 0
  }

  /** There is nothing to give back: samples are ordinary arrays. */
  dispose(): void {
    this.reset()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  #decode({ data, decoder }: Begun, bytes: Uint8Array): Samples[] {
    const due = (data.size ?? Infinity) - this.#received
    const taken = bytes.length <= due ? bytes : bytes.subarray(0, due)
    this.#received += taken.length
    return decoder.process(taken)
  }

  #begin(data: WavData): Begun {
    const { layout, size } = data
    const frames = size === undefined ? undefined : Math.floor(size / bytesPerFrame(layout))
    const { format, channels } = layout
    const decoder = new PcmDecoder({ format, channels, ...this.#options })
    return { data, header: { ...layout, frames }, decoder }
  }

  #requireWhole(data: WavData): void {
    const { layout, size = this.#received } = data
    const isOpen = data.size === undefined
    const frameBytes = bytesPerFrame(layout)
    const rest = size % frameBytes
    if (this.#received === size && rest === 0) return
    // SoX ends a stream of odd length with a padding byte, as if its header had told the length.
    if (isOpen && rest === 1 && size % 2 === 0) return
    const offset = this.#chunks.length + this.#received
    const what = this.#received === size ? 'ends within a frame' : 'is cut short'
    const frames = `${Math.floor(this.#received / frameBytes)} of ${Math.ceil(size / frameBytes)} frames`
    throw new InputError(
      `this WAV file ${what}: ${frames} came, in ${this.#received} of ${size} bytes of samples, up to byte ${offset}`,
      { offset },
    )
  }
}

/** What is known when the header has come. */
interface Begun {
  readonly data: WavData
  readonly header: WavHeader
  readonly decoder: PcmDecoder
}

function beginningOf({ beginning = new Uint8Array(0) }: WavData): Uint8Array {
  return beginning
}
