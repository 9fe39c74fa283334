import { type OptionNames, readOptions, requireCount } from '../../require.js'
import type { OwnUint8Array, SignalLike } from '../../samples.js'
import type { Resumable } from '../../stream/resumable.js'
import { decodeSnapshot } from '../../stream/snapshot/decode-snapshot.js'
import { encodeSnapshot } from '../../stream/snapshot/encode-snapshot.js'
import { resumed } from '../../stream/snapshot/resumed.js'
import type { Settings } from '../../stream/snapshot/settings.js'
import { framesOf } from '../pcm/frames-of.js'
import { PcmEncoder } from '../pcm/pcm-encoder.js'
import { bytesPerFrame, checkLayout, type WavFormat } from '../pcm/wav-layout.js'
import { wavHeader } from './wav-header.js'

/** The options of `WavEncoder`. */
export interface WavEncoderOptions {
  /** Sample rate in Hz: a positive integer. */
  readonly sampleRate: number
  /** Number of channels. Default: 1. */
  readonly channels?: number
  /** How samples are stored. Default: `'s24le'`. */
  readonly format?: WavFormat
  /** The number of frames (samples per channel) that will come, if known. */
  readonly frames?: number
}

const OPTIONS: OptionNames<WavEncoderOptions> = {
  sampleRate: true,
  channels: true,
  format: true,
  frames: true,
}

/**
 * Encodes samples to a WAV file from front to back: for pipes, sockets, and other outputs whose header cannot be rewritten.
 *
 * If you state the number of frames, the header contains it, as RF64 above 4 GiB. Else its sizes are 2³² − 1,
 * which SoX, FFmpeg and `WavReader` take for "to the end". Samples are stored as by `PcmEncoder`.
 *
 * @example
 * const encoder = new WavEncoder({ sampleRate: 8000, format: 's16le', frames: 2 })
 * encoder.process([[0.5, -0.5]]).length // 48
 * encoder.flush() // Uint8Array []
 * @see WavWriter in `tapline/node` for files
 */
export class WavEncoder implements Resumable<readonly SignalLike[], Uint8Array> {
  readonly #pcm: PcmEncoder
  readonly #header: Uint8Array
  readonly #promised: number | undefined
  readonly #frameBytes: number
  readonly #settings: Settings
  #begun = false

  /**
   * @param options Rate, channels, format, number of frames.
   * @throws TypeError or RangeError if a WAV header cannot express these.
   */
  constructor(options: WavEncoderOptions) {
    const { sampleRate, channels = 1, format = 's24le', frames } = readOptions(options, OPTIONS)
    const layout = { sampleRate, channels, format }
    checkLayout(layout)
    if (frames !== undefined) requireCount(frames, 0, 'frames')
    this.#pcm = new PcmEncoder({ format, channels })
    this.#header = wavHeader(layout, { frames })
    this.#promised = frames
    this.#frameBytes = bytesPerFrame(layout)
    this.#settings = { ...layout, frames }
  }

  /**
   * Makes an encoder that resumes where another one was when the snapshot was taken: after the header, if that was already
   * returned.
   *
   * @param options Those of the other one.
   * @param bytes What its `snapshot` returned.
   * @throws TypeError, RangeError as the constructor. TypeError if `bytes` is not a `Uint8Array`. RangeError if it is not a
   *   snapshot, is damaged, or was taken with other options.
   */
  static restore(options: WavEncoderOptions, bytes: Uint8Array): WavEncoder {
    return resumed(new WavEncoder(options), (encoder) => {
      decodeSnapshot(bytes, 'WavEncoder', encoder.#settings, (reader) => {
        encoder.#begun = reader.flag()
        encoder.#pcm.load(reader, encoder.#promised)
      })
    })
  }

  /** Samples of one channel taken since the start, or since `reset`. */
  get frames(): number {
    return this.#pcm.frames
  }

  /** The largest |x| since then, before any clipping; 1 is full scale. */
  get peak(): number {
    return this.#pcm.peak
  }

  /** The number of samples since then that an integer format cannot hold: |x| > 1, or NaN. */
  get clipped(): number {
    return this.#pcm.clipped
  }

  /**
   * @returns The bytes of the samples; from the first call, with the header before them.
   * @throws TypeError if the number of arrays is not the number of channels; RangeError if their lengths differ, or there are
   *   more frames than stated; nothing has changed then.
   */
  process(planar: readonly SignalLike[]): Uint8Array {
    const coming = framesOf(planar, this.#pcm.channels)
    const frames = coming.count + (this.#begun ? this.frames : 0)
    if (this.#promised !== undefined && frames > this.#promised) {
      throw new RangeError(
        `frames must be the number written, got ${this.#promised} for ${frames} or more: pass the right number, or none`,
      )
    }
    if (!this.#begun) this.#pcm.reset()
    return this.#begin(this.#pcm.process(coming.planar))
  }

  /**
   * Returns the header if there were no samples, and the padding byte if one is needed. Then resets, except the counters, which
   * you can read until `reset` or the next chunk.
   *
   * @throws RangeError if there were fewer frames than stated.
   */
  flush(): Uint8Array {
    if (!this.#begun) this.#pcm.reset()
    const isOdd = this.#promised !== undefined && (this.frames * this.#frameBytes) % 2 === 1
    const missing = (this.#promised ?? this.frames) - this.frames
    const bytes = this.#begin(new Uint8Array(isOdd ? 1 : 0))
    this.#begun = false
    if (missing === 0) return bytes
    throw new RangeError(
      `frames must be the number written, got ${this.frames + missing} for ${this.frames}: the file is cut short`,
    )
  }

  /** Returns the state as bytes, for `restore`: the counters, and whether the header was returned. */
  snapshot(): OwnUint8Array {
    return encodeSnapshot('WavEncoder', this.#settings, (writer) => {
      writer.flag(this.#begun)
      this.#pcm.save(writer)
    })
  }

  reset(): void {
    this.#begun = false
    this.#pcm.reset()
  }

  /** The counters stay. */
  dispose(): void {
    // There is nothing to free.
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  #begin(bytes: Uint8Array): Uint8Array {
    if (this.#begun) return bytes
    this.#begun = true
    const file = new Uint8Array(this.#header.length + bytes.length)
    file.set(this.#header)
    file.set(bytes, this.#header.length)
    return file
  }
}
