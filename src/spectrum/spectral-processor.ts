import { readOptions, readSignal, requireCount, requireFunction } from '../require.js'
import {
  type OwnUint8Array,
  type Precision,
  type Samples,
  type SignalLike,
  type TypedSignal,
  zeros,
} from '../samples.js'
import type { Resumable } from '../stream/resumable.js'
import { decodeSnapshot } from '../stream/snapshot/decode-snapshot.js'
import { encodeSnapshot } from '../stream/snapshot/encode-snapshot.js'
import { chunkNames, readChannels } from '../stream/read-channels.js'
import { impossibleState } from '../stream/snapshot/impossible-state.js'
import { readRestoreArguments, type RestoreArguments } from '../stream/snapshot/restore-arguments.js'
import { resumed } from '../stream/snapshot/resumed.js'
import type { Settings } from '../stream/snapshot/settings.js'
import type { SnapshotReader } from '../stream/snapshot/snapshot-reader.js'
import { frameCount, type Framing } from '../transform/framing.js'
import { requireSpectrum } from '../transform/require-spectrum.js'
import { framingSettings } from './framing-settings.js'
import { SpectralChannel } from './spectral-channel.js'
import {
  SPECTRAL_OPTIONS,
  type SpectralChunk,
  spectralFraming,
  type SpectralFunction,
  type SpectralOptions,
  type SpectralResult,
} from './spectral-options.js'

/**
 * Divides a stream into spectra, changes them with your function, and resynthesizes the stream by weighted overlap-add.
 *
 * The spectra are those of `Stft`: interleaved half-spectra, unscaled. The samples are those of `Istft`. If the function changes
 * nothing, the result is the stream itself up to rounding: the error is at most 4·ε·√log₂ F/√coverage of the stream's norm for FFT
 * sizes F that are powers of two, with ε = 2⁻²⁴ or 2⁻⁵³ and the `windowCoverage`, which is 1 for the default window and hop.
 * Otherwise it is the stream whose spectra are nearest to the changed ones (Griffin and Lim, 1984).
 *
 * The stream keeps its length and its timing: sample n of the results corresponds to sample n of the input. It is returned at most
 * `latency` samples later, and `flush` returns the last ones. The results have the same bits for any chunking.
 *
 * A non-finite value makes NaN of the frames that contain it, so of fewer than L samples before it and after it.
 *
 * If the function throws, or returns something else, the processor resets, and `process` throws the error.
 *
 * Cost: two transforms of F samples per frame and channel. Allocates the results, and one object per frame.
 *
 * @example
 * // Keep what is below bin 60 of 513: 2.8 kHz at 48 kHz.
 * const lowpass = new SpectralProcessor((spectrum) => spectrum.fill(0, 2 * 60))
 * lowpass.latency // 1023
 * lowpass.process(new Float32Array(4800)).length // 3840
 * lowpass.flush().length // 960
 * @see Stft, Istft; Convolver for a filter that stays the same
 * References: D. W. Griffin and J. S. Lim, Signal estimation from modified short-time Fourier transform, IEEE Trans. Acoust.
 * Speech Signal Process. 32 (1984).
 */
export class SpectralProcessor<const Channels extends number | undefined = undefined> implements Resumable<
  SpectralChunk<Channels>,
  SpectralResult<Channels>
> {
  readonly hop: number
  readonly fftSize: number
  readonly precision: Precision
  readonly #change: SpectralFunction
  readonly #framing: Framing
  readonly #channels: readonly SpectralChannel[]
  readonly #spectra: readonly Samples[]
  readonly #names: readonly string[] | undefined
  /** The number of frames processed so far. */
  #count = 0

  /**
   * @param change Your function. It is called for each channel of each frame, in order.
   * @param options The window (default: Hann, 1,024 samples), the hop (default: a quarter of the window), the FFT size (default: the
   *   window's length), the precision (default: float32), and the number of channels.
   * @throws TypeError if `change` is not a function, or an option is of the wrong kind or unknown. RangeError as `istft`; if the
   *   number of channels is not a positive whole number; or if there is no memory for the frames.
   */
  constructor(change: SpectralFunction, options?: SpectralOptions<Channels>) {
    requireFunction(change, 'change')
    const read: SpectralOptions = readOptions<SpectralOptions>(options, SPECTRAL_OPTIONS)
    const { channels } = read
    if (channels !== undefined) requireCount(channels, 1, 'channels', MOST_CHANNELS)
    const framing = spectralFraming(read)
    this.hop = framing.hop
    this.fftSize = framing.fft.size
    this.precision = framing.fft.precision
    this.#change = change
    this.#framing = framing
    this.#channels = SpectralChannel.several(framing, channels ?? 1)
    this.#spectra = this.#channels.map(({ spectrum }) => spectrum)
    this.#names = channels === undefined ? undefined : chunkNames(channels)
  }

  /**
   * Makes a processor that continues where another one was when the snapshot was taken.
   *
   * @param change The function of the other one, or another one.
   * @param rest Its options, if it was given any, and what `snapshot` returned.
   * @throws TypeError, RangeError as the constructor. TypeError if the last argument is not bytes. RangeError if they are not a
   *   snapshot, are damaged, or were taken with other arguments.
   */
  static restore<const Channels extends number | undefined = undefined>(
    change: SpectralFunction,
    ...rest: RestoreArguments<SpectralOptions<Channels>>
  ): SpectralProcessor<Channels> {
    const [options, bytes] = readRestoreArguments(rest)
    return resumed(new SpectralProcessor(change, options), (processor) => {
      decodeSnapshot(bytes, 'SpectralProcessor', processor.#settings, (reader) => {
        processor.#load(reader)
      })
    })
  }

  /** The length of the window, in samples. */
  get windowLength(): number {
    return this.#framing.window.length
  }

  /** The number of samples by which the output can lag behind the input: the window length minus 1. */
  get latency(): number {
    return this.windowLength - 1
  }

  /**
   * Takes the next chunk, or one per channel, and returns the samples that are then complete. After N samples in total, at least N
   * − `latency` have been returned.
   *
   * @throws TypeError, RangeError if `chunk` is something else, or the chunks differ in length. Nothing has changed then. Whatever
   *   your function throws. Error after `dispose`.
   */
  process(chunk: SpectralChunk<Channels>): SpectralResult<Channels> {
    const inputs = this.#read(chunk)
    for (const channel of this.#channels) channel.requireLive()
    return this.#run(inputs, inputs[0].length, Infinity)
  }

  /** Returns the remaining samples, and resets. */
  flush(): SpectralResult<Channels> {
    for (const channel of this.#channels) channel.requireLive()
    const end = this.#channels[0].history.position
    const rest = zeros(Math.max(frameCount(end, this.#framing) * this.hop - end, 0), 'float32')
    const outputs = this.#run(
      this.#channels.map(() => rest),
      rest.length,
      end,
    )
    this.reset()
    return outputs
  }

  /**
   * Returns the state as bytes, for `restore`: two frames of samples per channel. They do not include anything that your function
   * keeps.
   */
  snapshot(): OwnUint8Array {
    for (const channel of this.#channels) channel.requireLive()
    return encodeSnapshot('SpectralProcessor', this.#settings, (writer) => {
      for (const channel of this.#channels) channel.save(writer)
    })
  }

  reset(): void {
    this.#count = 0
    for (const channel of this.#channels) channel.reset()
  }

  /** Frees the memory. Any later call except `dispose` throws. */
  dispose(): void {
    for (const channel of this.#channels) channel.dispose()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  get #settings(): Settings {
    return { ...framingSettings(this.#framing), channels: this.#names?.length ?? 'none' }
  }

  #load(reader: SnapshotReader): void {
    for (const channel of this.#channels) channel.load(reader)
    const { history } = this.#channels[0]
    if (this.#channels.some((channel) => channel.history.position !== history.position))
      throw impossibleState()
    this.#count = history.framesAfter(history.position)
  }

  /** Takes samples of all channels, and returns those of the first `end` outputs that are complete. */
  #run(inputs: readonly TypedSignal[], length: number, end: number): SpectralResult<Channels> {
    const first = this.#completeAfter(this.#count, end)
    const { history } = this.#channels[0]
    const frames = history.framesAfter(history.position + length)
    const outputLength = this.#completeAfter(frames, end) - first
    const outputs = this.#channels.map(() => zeros(outputLength, this.precision))
    try {
      for (let from = 0; from < length;) {
        const start = from
        for (const [c, channel] of this.#channels.entries()) from = channel.history.take(inputs[c], start)
        if (!history.isComplete) break
        for (const channel of this.#channels) channel.analyse()
        this.#changeAll()
        this.#put(outputs, first, end)
      }
    } catch (error) {
      this.reset()
      throw error
    }
    return (this.#names === undefined ? outputs[0] : outputs) as SpectralResult<Channels>
  }

  /** The number of samples among the first `end` that are complete after this many frames. */
  #completeAfter(frameCount: number, end: number): number {
    const { hop, lead } = this.#framing
    return Math.max(Math.min(frameCount * hop - lead, end), 0)
  }

  #changeAll(): void {
    const { hop, lead } = this.#framing
    const [index, spectra] = [this.#count, this.#spectra]
    for (const [channel, spectrum] of spectra.entries()) {
      const changed: unknown = this.#change(spectrum, { index, start: index * hop - lead, channel, spectra })
      if (changed === undefined || changed === spectrum) continue
      const bins = readSignal(changed as SignalLike, 'the result of change')
      requireSpectrum(bins, this.#framing, 'the result of change', 'return as many numbers as it was given')
      spectrum.set(bins)
    }
  }

  /** Adds the frame, and writes the samples that are then complete. The outputs begin at sample `from`. */
  #put(outputs: readonly Samples[], from: number, end: number): void {
    const { hop, lead } = this.#framing
    const start = this.#count++ * hop - lead
    const first = Math.max(-start, 0)
    const last = Math.min(end - start, hop)
    for (const [c, channel] of this.#channels.entries()) {
      channel.add(outputs[c], start + first - from, first, last)
    }
  }

  #read(chunk: SpectralChunk<Channels>): TypedSignal[] {
    return this.#names === undefined
      ? [readSignal(chunk as SignalLike, 'chunk')]
      : readChannels(chunk as readonly SignalLike[], this.#names, 'channel')
  }
}

const MOST_CHANNELS = 1024
