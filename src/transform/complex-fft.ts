import type { Complex, ComplexSamples, ComplexSignal } from '../complex.js'
import { readParts, requireComplexOutput } from '../read-complex.js'
import { type OptionNames, readOptions, requireCount, requirePrecision } from '../require.js'
import { type Precision, type Samples, type TypedSignal, zeros } from '../samples.js'
import { GREATEST_SIZE } from './block-transform.js'
import { RealFft } from './real-fft.js'
import { requireTransformLength } from './require-transform-length.js'

/** The options of `ComplexFft`. */
export interface ComplexFftOptions {
  /** The arithmetic. Default 'float64'. */
  readonly precision?: Precision
}

const OPTIONS: OptionNames<ComplexFftOptions> = { precision: true }

/**
 * The discrete Fourier transform of complex signals of one size, any size from 1 on.
 *
 * forward: X[k] = Σₙ x[n]·exp(−2πikn/M) for k = 0..M − 1, unscaled, like numpy.fft.fft. inverse: x[n] = (1/M)·Σₖ X[k]·exp(2πikn/M),
 * which undoes forward. Signals and spectra are `{ re, im }`, two arrays of M numbers. For a sample rate f, bin k holds the
 * frequency k·f/M, and from M/2 on, (k − M)·f/M: negative frequencies follow the positive ones.
 *
 * Computed as two real transforms, one of each part, whose spectra are then added. A value that is not finite spoils the whole result.
 *
 * Cost: twice that of `RealFft`. The plan allocates its memory once; the transforms allocate nothing but the result, and not
 * even that with `out`. Error: relative, in the L2 norm, below 2·ε·√log₂ M for powers of two, where ε is 2⁻²⁴ or 2⁻⁵³.
 *
 * @example
 * const fft = new ComplexFft(4)
 * // exp(2πin/4) turns once in four samples: bin 1.
 * fft.forward({ re: [1, 0, -1, 0], im: [0, 1, 0, -1] }) // { re: Float64Array [0, 4, 0, 0], im: Float64Array [0, 0, 0, 0] }
 * fft.inverse({ re: [0, 4, 0, 0], im: [0, 0, 0, 0] }) // { re: Float64Array [1, 0, -1, 0], im: Float64Array [0, 1, 0, -1] }
 * @see RealFft for real signals; `convolve` and `correlate`, which take complex signals
 */
export class ComplexFft {
  /** The number of samples of a signal, and of bins of a spectrum. */
  readonly size: number
  readonly precision: Precision
  readonly #fft: RealFft
  /** The half-spectra of both parts, interleaved. */
  readonly #ofRe: Samples
  readonly #ofIm: Samples

  /**
   * @param size M, at least 1.
   * @param options `precision`: default 'float64'.
   * @throws RangeError if the size is not a positive whole number up to 2²⁰, or the precision is unknown.
   */
  constructor(size: number, options?: ComplexFftOptions) {
    const { precision = 'float64' } = readOptions(options, OPTIONS)
    requireCount(size, 1, 'size', GREATEST_SIZE)
    requirePrecision(precision)
    this.size = size
    this.precision = precision
    this.#fft = new RealFft(size, { precision })
    this.#ofRe = zeros(this.#fft.spectrumLength, precision)
    this.#ofIm = zeros(this.#fft.spectrumLength, precision)
  }

  /**
   * @param signal M samples.
   * @param out Receives the spectrum: arrays of M numbers, which may be those of the signal. Default: new arrays.
   * @throws TypeError if the signal is not `{ re, im }` with arrays of numbers. RangeError if an array has another length.
   */
  forward(signal: ComplexSignal, out?: ComplexSamples): ComplexSamples {
    const { re, im } = this.#read(signal, 'signal')
    const result = this.#readOutput(out)
    this.#fft.forward(re, this.#ofRe)
    this.#fft.forward(im, this.#ofIm)
    addSpectra(this.#ofRe, this.#ofIm, result)
    return result
  }

  /**
   * @param spectrum M bins, as `forward` returns them.
   * @param out Receives the signal: arrays of M numbers, which may be those of the spectrum. Default: new arrays.
   * @throws TypeError if the spectrum is not `{ re, im }` with arrays of numbers. RangeError if an array has another length.
   */
  inverse(spectrum: ComplexSignal, out?: ComplexSamples): ComplexSamples {
    const bins = this.#read(spectrum, 'spectrum')
    const result = this.#readOutput(out)
    splitSpectrum(bins, this.#ofRe, this.#ofIm)
    this.#fft.inverse(this.#ofRe, result.re)
    this.#fft.inverse(this.#ofIm, result.im)
    return result
  }

  #read(value: ComplexSignal, name: string): Complex<TypedSignal> {
    const parts = readParts(value, name)
    requireTransformLength(parts.re, this.size, `${name}.re`)
    return parts
  }

  #readOutput(out: ComplexSamples | undefined): ComplexSamples {
    const { size, precision } = this
    if (out === undefined) return { re: zeros(size, precision), im: zeros(size, precision) }
    requireComplexOutput(out, size, 'as the transform has')
    return out
  }
}

/** out = A + i·B, from the half-spectra of two real signals; their upper halves are the conjugates of the lower ones. */
function addSpectra(a: Samples, b: Samples, { re, im }: ComplexSamples): void {
  const size = re.length
  for (let k = 0; 2 * k <= size; k++) {
    const ar = a[2 * k]
    const ai = a[2 * k + 1]
    const br = b[2 * k]
    const bi = b[2 * k + 1]
    re[k] = ar - bi
    im[k] = ai + br
    if (k === 0 || 2 * k === size) continue
    re[size - k] = ar + bi
    im[size - k] = br - ai
  }
}

/** Splits the spectrum A + i·B into the half-spectra A and B of two real signals. */
function splitSpectrum({ re, im }: Complex<TypedSignal>, a: Samples, b: Samples): void {
  const size = re.length
  for (let k = 0; 2 * k <= size; k++) {
    const mirror = k === 0 ? 0 : size - k
    a[2 * k] = (re[k] + re[mirror]) / 2
    a[2 * k + 1] = (im[k] - im[mirror]) / 2
    b[2 * k] = (im[k] + im[mirror]) / 2
    b[2 * k + 1] = (re[mirror] - re[k]) / 2
  }
}
