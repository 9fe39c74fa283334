import { readChunk, readOptions } from '../require.js'
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
import { resumed } from '../stream/snapshot/resumed.js'
import { FrameAnalysis } from '../transform/frame-analysis.js'
import {
  FRAME_OPTIONS,
  frameCount,
  type FrameOptions,
  type Framing,
  framingOf,
} from '../transform/framing.js'
import { FrameHistory } from './frame-history.js'
import { framingSettings } from './framing-settings.js'

/**
 * Computes the short-time Fourier transform of a stream: the spectra of windowed frames, one every `hop` samples, as `stft` returns
 * them for a whole signal. They have the same bits if the precision is the same.
 *
 * X[m][k] = Σᵢ window[i]·x[m·hop − lead + i]·exp(−2πik/F), i = 0..L − 1, with lead = max(L − hop, 0) and F = `fftSize`. Each
 * spectrum is an interleaved half-spectrum of ⌊F/2⌋ + 1 bins, unscaled. Frame m is returned with its last sample: if hop ≤ L, with
 * sample (m + 1)·hop − 1. Takes chunks of any length, and also single numbers.
 *
 * Edges: the stream is extended by zeros at both ends. `flush` returns the frames that the end of the stream left incomplete.
 *
 * A non-finite value makes NaN of exactly the frames that contain it.
 *
 * Cost: one transform of F samples per frame. Allocates only the spectra.
 *
 * @example
 * const analysis = new Stft({ window: windowOf('hann', 4), hop: 2 })
 * analysis.process([1, 2, 3]) // [Float32Array [2, 0, -1, 1, 0, 0]]
 * analysis.process(4) // [Float32Array [6, 0, -3, 1, 0, 0]]
 * analysis.flush() // [Float32Array [2, 0, 0, -2, -2, 0]]
 * @see Istft, the inverse; stft for a whole signal
 */
export class Stft implements Resumable<SignalLike | number, Samples[]> {
  readonly hop: number
  readonly fftSize: number
  readonly precision: Precision
  readonly #framing: Framing
  readonly #analysis: FrameAnalysis
  readonly #history: FrameHistory

  /**
   * @param options Window, hop, FFT size and precision, as for `stft`; any hop is allowed. The default precision is float32.
   * @throws TypeError, RangeError as `stft`; RangeError if there is no memory for a frame.
   */
  constructor(options: FrameOptions) {
    const framing = framingOf(readOptions(options, FRAME_OPTIONS), 'float32')
    const { hop, fft } = framing
    this.hop = hop
    this.fftSize = fft.size
    this.precision = fft.precision
    this.#framing = framing
    this.#history = new FrameHistory(framing)
    this.#analysis = new FrameAnalysis(framing)
  }

  /**
   * Makes an `Stft` that continues where another one was when the snapshot was taken.
   *
   * @param options The options of the other one.
   * @param bytes What `snapshot` returned.
   * @throws TypeError, RangeError as the constructor. TypeError if the last argument is not bytes. RangeError if they are not a
   *   snapshot, are damaged, or were taken with other arguments.
   */
  static restore(options: FrameOptions, bytes: Uint8Array): Stft {
    return resumed(new Stft(options), (analysis) => {
      decodeSnapshot(bytes, 'Stft', framingSettings(analysis.#framing), (reader) => {
        analysis.#history.load(reader)
      })
    })
  }

  /** The length of the window, in samples. */
  get windowLength(): number {
    return this.#framing.window.length
  }

  /**
   * Takes a chunk or a single sample, and returns the spectra of the frames that are then complete.
   *
   * @throws TypeError if `input` is neither a number nor an array of numbers. Error after `dispose`.
   */
  process(chunk: SignalLike | number): Samples[] {
    const samples = readChunk(chunk)
    this.#analysis.requireLive()
    return this.#spectra(samples)
  }

  /** Returns the frames that the end of the stream left incomplete, completed with zeros, and resets. */
  flush(): Samples[] {
    this.#analysis.requireLive()
    const spectra: Samples[] = []
    const { position } = this.#history
    const count = frameCount(position, this.#framing)
    for (let m = this.#history.framesAfter(position); m < count; m++) {
      spectra.push(...this.#spectra(zeros(this.#history.missing, 'float32')))
    }
    this.reset()
    return spectra
  }

  /** Returns the state as bytes, for `restore`: the samples of the frame that is being filled. */
  snapshot(): OwnUint8Array {
    this.#analysis.requireLive()
    return encodeSnapshot('Stft', framingSettings(this.#framing), (writer) => {
      this.#history.save(writer)
    })
  }

  reset(): void {
    this.#history.reset()
  }

  /** Frees the memory. Any later call except `dispose` throws. */
  dispose(): void {
    this.#analysis.dispose()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  #spectra(samples: TypedSignal): Samples[] {
    const spectra: Samples[] = []
    for (let from = 0; from < samples.length;) {
      from = this.#history.take(samples, from)
      if (!this.#history.isComplete) break
      spectra.push(this.#analysis.spectrum(this.#history.samples, 0))
      this.#history.advance()
    }
    return spectra
  }
}
