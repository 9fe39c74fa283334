import { type OptionNames, readOptions } from '../../require.js'
import type { OwnUint8Array, SignalLike } from '../../samples.js'
import type { Resumable } from '../../stream/resumable.js'
import { decodeSnapshot } from '../../stream/snapshot/decode-snapshot.js'
import { encodeSnapshot } from '../../stream/snapshot/encode-snapshot.js'
import { MOST_SAMPLES } from '../../stream/snapshot/most-samples.js'
import { resumed } from '../../stream/snapshot/resumed.js'
import type { Settings } from '../../stream/snapshot/settings.js'
import type { SnapshotReader } from '../../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../../stream/snapshot/snapshot-writer.js'
import { viewOf } from '../view-of.js'
import { framesOf } from './frames-of.js'
import { interleave } from './interleave.js'
import { Level } from './level.js'
import { isFloat, type PcmFormat, requirePcmFormat, sampleBytes } from './pcm-format.js'
import { requireChannels } from './require-channels.js'

/** The options of `PcmEncoder`. */
export interface PcmEncoderOptions {
  /** How a sample is stored. */
  readonly format: PcmFormat
  /** Number of channels, interleaved in the bytes. Default: 1. */
  readonly channels?: number
}

const OPTIONS: OptionNames<PcmEncoderOptions> = { format: true, channels: true }

/**
 * Encodes samples, one array per channel, to raw interleaved bytes.
 *
 * Integers of b bits are round(x·2ᵇ⁻¹), halves upwards, without dither, clipped to full scale (`u8` is that plus 128); NaN is
 * stored as 0. Clipped samples are counted in `clipped`. Floating point is stored unchanged.
 *
 * Cost: about 1.2 ns per sample of stereo float32 as `s16le`, otherwise 3 to 12 ns. Holds nothing. Allocates nothing but the
 * results.
 *
 * @example
 * const encoder = new PcmEncoder({ format: 's16le', channels: 2 })
 * encoder.process([[0.5, 1.5], [-0.5, 0]]) // Uint8Array [0, 64, 0, 192, 255, 127, 0, 0]
 * encoder.clipped // 1
 * @see PcmDecoder
 */
export class PcmEncoder implements Resumable<readonly SignalLike[], Uint8Array> {
  readonly format: PcmFormat
  readonly channels: number
  readonly #frameBytes: number
  readonly #level: Level
  #frames = 0

  /**
   * @param options Format and channels.
   * @throws TypeError or RangeError if an option is not valid.
   */
  constructor(options: PcmEncoderOptions) {
    const { format, channels = 1 } = readOptions(options, OPTIONS)
    requirePcmFormat(format)
    requireChannels(channels)
    this.format = format
    this.channels = channels
    this.#frameBytes = channels * sampleBytes(format)
    this.#level = new Level(isFloat(format))
  }

  /**
   * Makes an encoder that resumes where another one was when the snapshot was taken, with its counters.
   *
   * @param options Those of the other one.
   * @param bytes What its `snapshot` returned.
   * @throws TypeError, RangeError as the constructor. TypeError if `bytes` is not a `Uint8Array`. RangeError if it is not a
   *   snapshot, is damaged, or was taken with other options.
   */
  static restore(options: PcmEncoderOptions, bytes: Uint8Array): PcmEncoder {
    return resumed(new PcmEncoder(options), (encoder) => {
      decodeSnapshot(bytes, 'PcmEncoder', encoder.#settings, (reader) => {
        encoder.load(reader)
      })
    })
  }

  /** Samples of one channel taken since the start, or since `reset`. */
  get frames(): number {
    return this.#frames
  }

  /** The largest |x| since then, before any clipping; 1 is full scale. */
  get peak(): number {
    return this.#level.peak
  }

  /** The number of samples since then that an integer format cannot hold: |x| > 1, or NaN. */
  get clipped(): number {
    return this.#level.clipped
  }

  /**
   * @returns The bytes of all the samples.
   * @throws TypeError if the number of arrays is not the number of channels, RangeError if their lengths differ; nothing has
   *   changed then.
   */
  process(planar: readonly SignalLike[]): Uint8Array {
    const frames = framesOf(planar, this.channels)
    const bytes = new Uint8Array(frames.count * this.#frameBytes)
    interleave(this.format, frames, viewOf(bytes), 0, this.#level)
    this.#frames += frames.count
    return bytes
  }

  /** Returns nothing, as no bytes are held back. You can still read the counters until `reset`. */
  flush(): Uint8Array {
    return new Uint8Array(0)
  }

  /** Returns the state as bytes, for `restore`: the counters. */
  snapshot(): OwnUint8Array {
    return encodeSnapshot('PcmEncoder', this.#settings, (writer) => {
      this.save(writer)
    })
  }

  /** Writes the state. @internal */
  save(writer: SnapshotWriter): void {
    writer.number(this.#frames)
    this.#level.save(writer)
  }

  /** Takes what `save` wrote. @internal */
  load(reader: SnapshotReader, mostFrames = MOST_SAMPLES): void {
    this.#frames = reader.count(0, mostFrames)
    this.#level.load(reader, this.#frames * this.channels)
  }

  reset(): void {
    this.#frames = 0
    this.#level.reset()
  }

  /** The counters stay. */
  dispose(): void {
    // There is nothing to free.
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  get #settings(): Settings {
    const { format, channels } = this
    return { format, channels }
  }
}
