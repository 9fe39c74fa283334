import { readList, readOptions, readSignal } from '../require.js'
import { type OwnUint8Array, type Precision, type Samples, type SignalLike, zeros } from '../samples.js'
import type { Resumable } from '../stream/resumable.js'
import { decodeSnapshot } from '../stream/snapshot/decode-snapshot.js'
import { encodeSnapshot } from '../stream/snapshot/encode-snapshot.js'
import { resumed } from '../stream/snapshot/resumed.js'
import { FrameSynthesis } from '../transform/frame-synthesis.js'
import { FRAME_OPTIONS, type FrameOptions, type Framing, framingOf } from '../transform/framing.js'
import { requireSpectrum } from '../transform/require-spectrum.js'
import { framingSettings } from './framing-settings.js'
import { MOST_SAMPLES } from '../stream/snapshot/most-samples.js'

/**
 * Turns a stream of spectra, as `Stft` returns them, into samples: `istft` for a stream. The samples have the bits of `istft` of
 * all spectra, if the precision is the same.
 *
 * x[n] = Σₘ window[i]·frame[m][i] / Σₘ window[i]² with i = n − m·hop + lead: weighted overlap-add. For unchanged spectra, this is
 * the original signal; otherwise, it is the signal whose spectra are nearest to them (Griffin and Lim, 1984).
 *
 * Shapes: each spectrum gives `hop` samples, except that the first ones give fewer: M spectra give M·hop − lead samples. So the
 * result is as long as the signal, plus up to hop − 1 zeros if the signal did not fill its last frame. `flush` returns nothing
 * more.
 *
 * A spectrum that contains NaN makes NaN of the samples of its frame.
 *
 * Cost: one transform of F samples per spectrum. Allocates only the results.
 *
 * @example
 * const options = { window: windowOf('hann', 4), hop: 2 }
 * const analysis = new Stft(options)
 * const synthesis = new Istft(options)
 * synthesis.process(analysis.process([1, 2, 3, 4])) // Float32Array [1, 2]
 * synthesis.process(analysis.flush()) // Float32Array [3, 4]
 * @see Stft; SpectralProcessor, which applies your function between the two
 * References: D. W. Griffin and J. S. Lim, Signal estimation from modified short-time Fourier transform, IEEE Trans. Acoust.
 * Speech Signal Process. 32 (1984).
 */
export class Istft implements Resumable<readonly SignalLike[], Samples> {
  readonly hop: number
  readonly fftSize: number
  readonly precision: Precision
  readonly #framing: Framing
  readonly #synthesis: FrameSynthesis
  /** The number of spectra so far. */
  #count = 0

  /**
   * @param options The options of `Stft`. The default precision is float32.
   * @throws TypeError, RangeError as `istft`; RangeError if there is no memory for a frame.
   */
  constructor(options: FrameOptions) {
    const framing = framingOf(readOptions(options, FRAME_OPTIONS), 'float32')
    this.hop = framing.hop
    this.fftSize = framing.fft.size
    this.precision = framing.fft.precision
    this.#framing = framing
    this.#synthesis = new FrameSynthesis(framing)
  }

  /**
   * Makes an `Istft` that continues where another one was when the snapshot was taken.
   *
   * @param options The options of the other one.
   * @param bytes What `snapshot` returned.
   * @throws TypeError, RangeError as the constructor. TypeError if the last argument is not bytes. RangeError if they are not a
   *   snapshot, are damaged, or were taken with other arguments.
   */
  static restore(options: FrameOptions, bytes: Uint8Array): Istft {
    return resumed(new Istft(options), (synthesis) => {
      decodeSnapshot(bytes, 'Istft', framingSettings(synthesis.#framing), (reader) => {
        synthesis.#count = reader.count(0, Math.floor(MOST_SAMPLES / synthesis.hop))
        reader.samples(synthesis.#synthesis.pending)
      })
    })
  }

  /**
   * Takes any number of spectra, and returns the samples that are then complete.
   *
   * @throws TypeError unless it is a list of spectra. RangeError if one has the wrong length for this FFT size. Nothing has changed
   *   then. Error after `dispose`.
   */
  process(spectra: readonly SignalLike[]): Samples {
    const read = readList(spectra, 'spectra', 'spectra, as Stft returns it').map((spectrum, m) => {
      const bins = readSignal(spectrum, `spectra[${m}]`)
      requireSpectrum(bins, this.#framing, `spectra[${m}]`)
      return bins
    })
    this.#synthesis.requireLive()
    const { hop, lead } = this.#framing
    const done = Math.max(this.#count * hop - lead, 0)
    const out = zeros(Math.max((this.#count + read.length) * hop - lead, 0) - done, this.precision)
    for (const spectrum of read) {
      const start = this.#count++ * hop - lead
      const from = Math.max(-start, 0)
      this.#synthesis.add(spectrum, out, start + from - done, from, hop)
    }
    return out
  }

  /** Returns no samples: `process` has returned them all. Resets. */
  flush(): Samples {
    this.reset()
    return zeros(0, this.precision)
  }

  /** Returns the state as bytes, for `restore`: the samples that later spectra add to. */
  snapshot(): OwnUint8Array {
    this.#synthesis.requireLive()
    return encodeSnapshot('Istft', framingSettings(this.#framing), (writer) => {
      writer.number(this.#count)
      writer.samples(this.#synthesis.pending)
    })
  }

  reset(): void {
    this.#count = 0
    this.#synthesis.reset()
  }

  /** Frees the memory. Any later call except `dispose` throws. */
  dispose(): void {
    this.#synthesis.dispose()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }
}
