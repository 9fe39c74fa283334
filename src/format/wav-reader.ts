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
 * known (FFmpeg, SoX, arecord and GStreamer each have their number for that; so has a file that was never completed: 0), all up to
 * the end is samples.
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
  #samples: { readonly data: WavData; readonly header: WavHeader; readonly decoder: PcmDecoder } | undefined
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
    const start = this.#samples === undefined ? this.#chunks.read(chunk) : 0
    if (this.#chunks.data === undefined) return []
    const { data, decoder } = (this.#samples ??= this.#begin(this.#chunks.data))
    const due = (data.size ?? Infinity) - this.#received
    const bytes = chunk.subarray(start, Math.min(start + due, chunk.length))
    this.#received += bytes.length
    return decoder.process(bytes)
  }

  /**
   * Nothing is owed at the end. Then resets.
   *
   * @throws InputError if the input ended before the header did, or before all samples came that it speaks of.
   */
  flush(): Samples[] {
    try {
      if (this.#samples === undefined) return this.#chunks.end()
      const { data, decoder } = this.#samples
      this.#requireWhole(data)
      // What is left of a frame, if anything, is padding.
      decoder.reset()
      return decoder.flush()
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

  #begin(data: WavData) {
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
