import {
  type OptionNames,
  readOptions,
  readSignal,
  requireBoolean,
  requireCount,
  requireOneOf,
} from '../../require.js'
import { EPSILON, type Precision, precisionOf, type Samples, type SignalLike, zeros } from '../../samples.js'
import { asSamples } from '../as-samples.js'
import { finiteLagProducts } from './finite-lag-products.js'
import { lessMean } from './less-mean.js'

/** What the sum of the products at a lag is divided by. */
export type AutocorrelationScale = 'none' | 'biased' | 'unbiased' | 'coefficient'

/** The options of `autocorrelate`. */
export interface AutocorrelateOptions {
  /** The greatest lag, less than the signal's length. Default: all lags there are. */
  readonly maxLag?: number
  /** Default 'none'. */
  readonly normalize?: AutocorrelationScale
  /** Whether the signal's mean is subtracted first. Default false. */
  readonly demean?: boolean
}

/** The names of `AutocorrelateOptions`. */
export const AUTOCORRELATE_OPTIONS: OptionNames<AutocorrelateOptions> = {
  maxLag: true,
  normalize: true,
  demean: true,
}

/** All options except the greatest lag. */
export interface Scaling {
  readonly normalize: AutocorrelationScale
  readonly demean: boolean
}

/**
 * Computes the autocorrelation of a signal: its similarity to itself at each lag.
 *
 * r[ℓ] = Σₙ x[n]·x[n + ℓ] over n = 0..N − 1 − ℓ, for the lags ℓ = 0..maxLag, where x is the signal or, with `demean`, the
 * signal less its mean. `normalize` divides it: 'biased' by N, 'unbiased' by the N − ℓ products of the sum, 'coefficient' by
 * r[0], which gives 1 at lag 0 and [−1, 1] elsewhere.
 *
 * Computed and returned in float32 if the signal is a `Float32Array`, else in float64; the mean is always taken in float64.
 * Where the signal is flat, its coefficients are 0: it is zero, or with `demean` differs from its mean by no more than
 * the rounding of numbers of that size. A value that is not finite makes NaN of exactly the lags in which it takes part: of lags
 * up to max(i, N − 1 − i) for the value at i, and of all lags with `demean` and for 'coefficient'.
 *
 * Cost: N·(maxLag + 1) multiplications or some N·log₂(maxLag), whichever is less. Allocates the result, one array more
 * for each of `demean` and a plain array, and memory for the transforms that is given back. Rounding error: some
 * ε·log₂(N)·‖x‖² at most, before the division. Sums beyond the greatest number, some 3·10³⁸ in float32, overflow.
 *
 * @param signal N samples, at least one.
 * @param options Greatest lag, scale, and whether the mean is removed.
 * @returns maxLag + 1 values, from lag 0 on.
 * @throws TypeError if the signal is not an array of numbers, or an option is of the wrong kind. RangeError if the signal is
 *   empty, if maxLag is not a whole number below its length, or if the scale is unknown.
 * @example
 * autocorrelate([1, 2, 3]) // Float64Array [14, 8, 3]
 * autocorrelate([2, 0, 2, 0], { maxLag: 2, normalize: 'unbiased', demean: true }) // Float64Array [1, -1, 1]
 * @see Autocorrelator, detectPeriod, correlate
 */
export function autocorrelate(signal: Float32Array, options?: AutocorrelateOptions): Float32Array
export function autocorrelate(
  signal: Float64Array | readonly number[],
  options?: AutocorrelateOptions,
): Float64Array
export function autocorrelate(signal: SignalLike, options?: AutocorrelateOptions): Samples
export function autocorrelate(signal: SignalLike, options: AutocorrelateOptions = {}): Samples {
  const samples = asSamples(readSignal(signal, 'signal'))
  const read = readOptions(options, AUTOCORRELATE_OPTIONS)
  if (samples.length === 0) throw new RangeError('signal must have at least one sample, got none')
  const { maxLag = samples.length - 1 } = read
  const scaling = requireScaling(read)
  requireLag(maxLag, samples.length, 'the signal')
  return scaledAutocorrelation(samples, maxLag, scaling)
}

/** Throws unless the options are known; returns them with their defaults. */
export function requireScaling({ normalize = 'none', demean = false }: Partial<Scaling>): Scaling {
  requireOneOf(normalize, ['none', 'biased', 'unbiased', 'coefficient'], 'normalize')
  requireBoolean(demean, 'demean')
  return { normalize, demean }
}

/** Throws unless signals of this length have such a lag. */
export function requireLag(maxLag: number, length: number, what: string): void {
  requireCount(maxLag, 0, 'maxLag')
  if (maxLag >= length) {
    throw new RangeError(`maxLag must be less than the length of ${what}, ${length} samples, got ${maxLag}`)
  }
}

/** `autocorrelate` after the checks. */
export function scaledAutocorrelation(
  signal: Samples,
  maxLag: number,
  { normalize, demean }: Scaling,
): Samples {
  const { length } = signal
  const precision = precisionOf(signal)
  const x = demean ? lessMean(signal, precision) : signal
  const products = finiteLagProducts(x, x, 0, maxLag + 1)
  const result = zeros(maxLag + 1, precision)
  switch (normalize) {
    case 'none':
      result.set(products)
      return result
    case 'biased':
      return fill(result, (lag) => products[lag] / length)
    case 'unbiased':
      return fill(result, (lag) => products[lag] / (length - lag))
    case 'coefficient':
      return isFlat(products[0], length, demean ? signal[0] : 0, precision)
        ? result
        : fill(result, (lag) => products[lag] / products[0])
  }
}

/** Whether the energy that a signal of about this value has without its mean is nothing but rounding. */
export function isFlat(energy: number, length: number, value: number, precision: Precision): boolean {
  return energy <= length * (2 * EPSILON[precision] * value) ** 2
}

function fill(result: Samples, valueAt: (lag: number) => number): Samples {
  for (let lag = 0; lag < result.length; lag++) result[lag] = valueAt(lag)
  return result
}
