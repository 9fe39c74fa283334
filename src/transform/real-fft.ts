import {
  type OptionNames,
  readOptions,
  readSignal,
  requireCount,
  requireOutput,
  requirePrecision,
} from '../require.js'
import { type Precision, type Samples, type SignalLike, zeros } from '../samples.js'
import { allOrNothing } from '../wasm/heap.js'
import { GREATEST_SIZE } from './block-transform.js'
import { bluesteinFft } from './bluestein.js'
import { definitionFft } from './definition.js'
import { powerOfTwoFft } from './power-of-two.js'
import type { RealTransform } from './real-transform.js'
import { requireTransformLength } from './require-transform-length.js'

/** The options of `RealFft`. */
export interface RealFftOptions {
  /** The arithmetic. Default 'float64'. */
  readonly precision?: Precision
}

const OPTIONS: OptionNames<RealFftOptions> = { precision: true }

/**
 * The discrete Fourier transform of real signals of one size, any size from 1 on.
 *
 * forward: X[k] = Σₙ x[n]·exp(−2πikn/M) for k = 0..⌊M/2⌋, unscaled, like numpy.fft.rfft; the bins above are the conjugates of
 * these and are left out. inverse: x[n] = (1/M)·Σₖ X[k]·exp(2πikn/M) over all M bins, so that it undoes the forward. A spectrum
 * is interleaved: re X[0], im X[0], re X[1], … The imaginary parts of X[0] and, for even M, of X[M/2] are 0 in results of
 * `forward`, and `inverse` ignores them.
 *
 * Cost: M·log₂ M for powers of two; about four times that of the next power of two for all other sizes (Bluestein, 1970).
 * The plan allocates its memory once; the transforms allocate nothing but the result, and not even that with `out`.
 * Error: relative, in the L2 norm, below ε·√log₂ M for powers of two, where ε is 2⁻²⁴ or 2⁻⁵³.
 *
 * @see ComplexFft for complex signals
 * @example
 * const fft = new RealFft(4)
 * fft.forward([1, 2, 3, 4]) // Float64Array [10, 0, -2, 2, -2, 0]
 * fft.inverse([10, 0, -2, 2, -2, 0]) // Float64Array [1, 2, 3, 4]
 */
export class RealFft {
  /** The number of samples of a signal. */
  readonly size: number
  readonly precision: Precision
  readonly #transform: RealTransform

  /**
   * @param size M, at least 1.
   * @param options `precision`: default 'float64'.
   * @throws RangeError if the size is not a positive whole number up to 2²⁰, or the precision is unknown.
   */
  constructor(size: number, options?: RealFftOptions) {
    const { precision = 'float64' } = readOptions(options, OPTIONS)
    requireCount(size, 1, 'size', GREATEST_SIZE)
    requirePrecision(precision)
    this.size = size
    this.precision = precision
    this.#transform = allOrNothing(() => chooseTransform(size, precision))
  }

  /** The length of a spectrum: two numbers for each of its ⌊M/2⌋ + 1 bins. */
  get spectrumLength(): number {
    return 2 * (Math.floor(this.size / 2) + 1)
  }

  /**
   * @param signal M samples.
   * @param out Receives the spectrum, `spectrumLength` numbers. Default: a new array.
   * @throws TypeError if an input is not an array of numbers. RangeError if one has another length.
   */
  forward(signal: SignalLike, out?: Samples): Samples {
    const samples = readSignal(signal, 'signal')
    requireTransformLength(samples, this.size, 'signal')
    const result = this.#readOutput(out, this.spectrumLength)
    this.#transform.forward(samples, result)
    return result
  }

  /**
   * @param spectrum `spectrumLength` numbers, as `forward` returns them.
   * @param out Receives the signal, M samples. Default: a new array.
   * @throws TypeError if an input is not an array of numbers. RangeError if one has another length.
   */
  inverse(spectrum: SignalLike, out?: Samples): Samples {
    const bins = readSignal(spectrum, 'spectrum')
    requireTransformLength(bins, this.spectrumLength, 'spectrum')
    const result = this.#readOutput(out, this.size)
    this.#transform.inverse(bins, result)
    return result
  }

  #readOutput(out: Samples | undefined, length: number): Samples {
    if (out === undefined) return zeros(length, this.precision)
    requireOutput(out)
    requireTransformLength(out, length, 'out')
    return out
  }
}

function chooseTransform(size: number, precision: Precision): RealTransform {
  const isPowerOfTwo = 2 ** Math.round(Math.log2(size)) === size
  if (size >= 32 && isPowerOfTwo) return powerOfTwoFft(size, precision)
  return size <= 32 ? definitionFft(size) : bluesteinFft(size, precision)
}
