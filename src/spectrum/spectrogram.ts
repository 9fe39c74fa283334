import { describe } from '../describe.js'
import { type OptionNames, readOptions, requireInRange, withNames } from '../require.js'
import type { OwnUint8Array, OwnUint8ClampedArray, Samples, SignalLike } from '../samples.js'
import type { Resumable } from '../stream/resumable.js'
import { FRAME_OPTIONS, frameOptionsOf, type FrameOptions } from '../transform/framing.js'
import { Bands } from './bands.js'
import { powerOf } from './power-of.js'
import { Stft } from './stft.js'

/** The options of `Spectrogram`. */
export interface SpectrogramOptions extends FrameOptions {
  /** The bands to draw, as `bands` returns them for the same FFT size. Default: every bin. */
  readonly bands?: Bands
  /** The level that is drawn black, as 0. Default −100. */
  readonly minDb?: number
  /** The level that is drawn white, as 255. Default 0. */
  readonly maxDb?: number
}

/** The names of `SpectrogramOptions`. */
export const SPECTROGRAM_OPTIONS: OptionNames<SpectrogramOptions> = /* @__PURE__ */ withNames(FRAME_OPTIONS, {
  bands: true,
  minDb: true,
  maxDb: true,
})

/**
 * Draws the spectrogram of a stream. Each frame of the short-time Fourier transform gives a row of levels from 0 (`minDb` and
 * below) to 255 (`maxDb` and above), ready for a picture. The lowest frequency comes first.
 *
 * A level is 255·(dB − minDb)/(maxDb − minDb), rounded. For a bin, dB = 20·log₁₀(2·|X[k]|/Σ window): a sine of amplitude 1 at its
 * frequency is 0 dB. For a band of power P, dB = 10·log₁₀(4·P/(F·Σ window²)): a sine of amplitude 1 within it is about 0 dB. NaN is
 * black.
 *
 * Frames, edges and latency are those of `Stft`.
 *
 * Cost: that of `Stft`, plus one logarithm per level. Allocates the rows and the spectra.
 *
 * @example
 * const rows = new Spectrogram({ window: windowOf('hann', 512), hop: 128 })
 * const tone = Float32Array.from({ length: 512 }, (_, n) => Math.sin((2 * Math.PI * 32 * n) / 512))
 * const row = rows.process(tone)[3]
 * row.indexOf(255) // 32
 * @see Stft, bands
 */
export class Spectrogram implements Resumable<SignalLike | number, OwnUint8ClampedArray[]> {
  readonly hop: number
  readonly fftSize: number
  readonly #stft: Stft
  readonly #bands: Bands | undefined
  readonly #minDb: number
  readonly #rangeDb: number
  /** The power that is 0 dB. */
  readonly #reference: number

  /**
   * @param options The options of `Stft`, bands, and the levels of black and white.
   * @throws TypeError, RangeError as `Stft`; TypeError if the bands are not what `bands` returned; RangeError if they are for another
   *   FFT size, if a level is not finite, or if `minDb` is not below `maxDb`.
   */
  constructor(options: SpectrogramOptions)
  /** Continues with a given transform. @internal */
  constructor(options: SpectrogramOptions, stft: Stft | undefined)
  constructor(options: SpectrogramOptions, stft?: Stft) {
    const { bands, minDb = -100, maxDb = 0, ...frames } = readOptions(options, SPECTROGRAM_OPTIONS)
    requireInRange(minDb, -Infinity, Infinity, 'minDb')
    requireInRange(maxDb, -Infinity, Infinity, 'maxDb')
    if (!(minDb < maxDb)) throw new RangeError(`minDb must be below maxDb, ${maxDb}, got ${minDb}`)
    this.#stft = stft ?? new Stft(frames)
    this.hop = this.#stft.hop
    this.fftSize = this.#stft.fftSize
    requireBands(bands, this.fftSize)
    this.#bands = bands
    this.#minDb = minDb
    this.#rangeDb = maxDb - minDb
    this.#reference = referenceOf(Float64Array.from(frames.window), this.fftSize, bands !== undefined)
  }

  /**
   * Makes a spectrogram that continues where another one was when the snapshot was taken.
   *
   * @param options The options of the other one; bands and levels may differ.
   * @param bytes What `snapshot` returned.
   * @throws TypeError, RangeError as the constructor, and as `Stft.restore`.
   */
  static restore(options: SpectrogramOptions, bytes: Uint8Array): Spectrogram {
    const read = readOptions(options, SPECTROGRAM_OPTIONS)
    return new Spectrogram(read, Stft.restore(frameOptionsOf(read), bytes))
  }

  /** The number of levels in a row. */
  get rowLength(): number {
    return this.#bands?.count ?? Math.floor(this.fftSize / 2) + 1
  }

  /**
   * Takes a chunk or a single sample, and returns the rows of the frames that are then complete.
   *
   * @throws TypeError if `input` is neither a number nor an array of numbers. Error after `dispose`.
   */
  process(chunk: SignalLike | number): OwnUint8ClampedArray[] {
    return this.#stft.process(chunk).map((spectrum) => this.#row(spectrum))
  }

  /** Returns the rows of the frames that the end of the stream left incomplete, and resets. */
  flush(): OwnUint8ClampedArray[] {
    return this.#stft.flush().map((spectrum) => this.#row(spectrum))
  }

  /** Returns the state as bytes, for `restore`: that of the `Stft`. */
  snapshot(): OwnUint8Array {
    return this.#stft.snapshot()
  }

  reset(): void {
    this.#stft.reset()
  }

  /** Frees the memory. Any later call except `dispose` throws. */
  dispose(): void {
    this.#stft.dispose()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  #row(spectrum: Samples): OwnUint8ClampedArray {
    const powers = this.#bands === undefined ? powerOf(spectrum) : this.#bands.powers(spectrum)
    const row = new Uint8ClampedArray(powers.length)
    for (let i = 0; i < row.length; i++) {
      const level = 10 * Math.log10(powers[i] / this.#reference)
      // The array rounds, clamps, and turns NaN into 0.
      row[i] = (255 * (level - this.#minDb)) / this.#rangeDb
    }
    return row
  }
}

function referenceOf(window: Float64Array, fftSize: number, isOfBands: boolean): number {
  return isOfBands
    ? (fftSize * window.reduce((sum, value) => sum + value ** 2, 0)) / 4
    : (window.reduce((sum, value) => sum + value, 0) / 2) ** 2
}

function requireBands(bands: Bands | undefined, fftSize: number): void {
  if (bands === undefined) return
  if (!(bands instanceof Bands)) {
    throw new TypeError(`bands must be what bands() returned, got ${describe(bands)}`)
  }
  if (bands.fftSize === fftSize) return
  throw new RangeError(`bands must be for fftSize ${fftSize}, got those for ${bands.fftSize}`)
}
