import { CORRELATION_SCALES, type CorrelationScale } from '../../convolution/correlation-scale.js'
import {
  type OptionNames,
  readOptions,
  requireBoolean,
  requireOneOf,
  requirePrecision,
  withNames,
} from '../../require.js'
import { type OwnUint8Array, type Precision, type Samples, zeros } from '../../samples.js'
import type { Resumable } from '../../stream/resumable.js'
import { decodeSnapshot } from '../../stream/snapshot/decode-snapshot.js'
import { encodeSnapshot } from '../../stream/snapshot/encode-snapshot.js'
import { resumed } from '../../stream/snapshot/resumed.js'
import type { Settings } from '../../stream/snapshot/settings.js'
import type { RealFft } from '../../transform/real-fft.js'
import { simd } from '../../wasm/module.js'
import { areFinite } from '../../convolution/correlate.js'
import { requireLag } from './autocorrelate.js'
import { crossCorrelation } from './cross-correlation.js'
import { lessMean } from './less-mean.js'
import { PAIRED_WINDOWS_OPTIONS, PairedWindows, type PairedWindowsOptions } from './paired-windows.js'
import { phaseCorrelation, windowTransform } from './phase-correlation.js'
import type { SignalPair } from './signal-pair.js'
import { WindowProcessor } from './window-processor.js'

/** The options of `CrossCorrelator`. */
export interface CrossCorrelatorOptions extends PairedWindowsOptions {
  /** The greatest lag in either direction, less than the window. Default: all lags. */
  readonly maxLag?: number
  /** How the correlations are scaled: as in `correlate`, or 'phat', from the phases alone. Default 'none'. */
  readonly normalize?: CorrelationScale | 'phat'
  /** Whether each window's mean is subtracted first. Default false. */
  readonly demean?: boolean
  /** The arithmetic, and the kind of the results. Default 'float64'. */
  readonly precision?: Precision
}

/** The names of `CrossCorrelatorOptions`. */
export const CROSS_CORRELATOR_OPTIONS: OptionNames<CrossCorrelatorOptions> = /* @__PURE__ */ withNames(
  PAIRED_WINDOWS_OPTIONS,
  {
    maxLag: true,
    normalize: true,
    demean: true,
    precision: true,
  },
)

/**
 * Computes the cross-correlation of two streams, window by window.
 *
 * For the windows `a` and `b` that begin at sample i·hop, i = 0, 1, …, and are N = `window` samples long,
 * c[ℓ] = Σₙ a[n]·b[n + ℓ], with zeros beyond the ends of the windows, for the lags −maxLag..maxLag. Value ℓ + maxLag of a
 * result is c[ℓ]. A peak at a positive lag says that `b` comes later than `a`. `normalize` divides c[ℓ]: 'biased' by N,
 * 'unbiased' by the N − |ℓ| products of the sum, 'coefficient' by ‖a‖₂·‖b‖₂, which gives values in [−1, 1].
 * 'phat' is the inverse transform of A̅·B/|A·B|, over the bins that are not empty: the least power of two of at least
 * N + maxLag samples. All frequencies count the same, so peaks are narrow whatever the color of the signals. A peak is 1 if
 * `b` is `a` shifted in a circle.
 *
 * The streams need not come in step: `process` takes any number of samples of each. Samples of the stream that is ahead are held,
 * up to `maxAhead`. Beyond that `process` throws or, with `overflow: 'gap'`, the missing samples of the other count as NaN.
 *
 * Every window is computed afresh from its own samples, so results do not depend on the chunks. A result comes with the last
 * sample of its windows; samples at the end that fill no window are dropped. A value that is not finite makes only the lags
 * that read it NaN, or all lags of its window with `demean`, 'coefficient' and 'phat'. Where a window is flat, its
 * coefficients and 'phat' are 0.
 *
 * Computed in `precision`, means and 'phat' in float64. Cost of a window: N·(2·maxLag + 1) multiplications or some
 * N·log₂(maxLag), whichever is less; for 'phat' three transforms. Allocates the results, and a few windows. Rounding error:
 * at most some ε·log₂(N)·‖a‖₂·‖b‖₂, before the division.
 *
 * References: C. Knapp, G. Carter, The generalized correlation method for estimation of time delay, IEEE Trans. Acoust.
 * Speech Signal Process. 24 (1976).
 *
 * @example
 * const correlator = new CrossCorrelator({ window: 4, maxLag: 1 })
 * correlator.process({ a: [1, 2, 0, 0, 5] }) // []
 * correlator.process({ b: [0, 1, 2, 0] }) // [Float64Array [0, 2, 5]]: most alike at lag 1
 * @see DelayTracker, estimateDelay, correlate
 */
export class CrossCorrelator
  extends WindowProcessor<SignalPair, Samples>
  implements Resumable<SignalPair, Samples[]>
{
  readonly window: number
  readonly hop: number
  readonly maxLag: number
  readonly normalize: CorrelationScale | 'phat'
  readonly demean: boolean
  readonly precision: Precision
  readonly #windows: PairedWindows
  readonly #correlate: (a: Samples, b: Samples) => Samples

  /**
   * @param options Window, hop, greatest lag, scale, precision, and what happens when one signal stalls.
   * @throws TypeError if an option is of the wrong kind or unknown. RangeError if the window or the hop is not a whole number
   *   of at least 1, if maxLag is not a whole number below the window, if `maxAhead` is not a whole number, if another option has
   *   an unknown value, or if 'phat' needs a transform of more than 2²⁰ samples.
   */
  constructor(options: CrossCorrelatorOptions) {
    super()
    const read = readOptions(options, CROSS_CORRELATOR_OPTIONS)
    const { normalize = 'none', demean = false, precision = 'float64' } = read
    requirePrecision(precision)
    this.#windows = new PairedWindows(read, precision)
    const { window, hop } = this.#windows
    const { maxLag = window - 1 } = read
    requireLag(maxLag, window, 'a window')
    requireOneOf(normalize, [...CORRELATION_SCALES, 'phat'], 'normalize')
    requireBoolean(demean, 'demean')
    this.#correlate =
      normalize === 'phat'
        ? byPhases({ maxLag, demean, precision }, windowTransform(window, maxLag))
        : (a, b) => crossCorrelation(a, b, maxLag, normalize, demean)
    this.window = window
    this.hop = hop
    this.maxLag = maxLag
    this.normalize = normalize
    this.demean = demean
    this.precision = precision
  }

  /**
   * Makes a correlator that continues where another one was when the snapshot was taken.
   *
   * @param options The options of the other one.
   * @param bytes What `snapshot` returned.
   * @throws TypeError, RangeError as the constructor. TypeError if the last argument is not bytes. RangeError if they are not a
   *   snapshot, are damaged, or were taken with other options or another binary.
   */
  static restore(options: CrossCorrelatorOptions, bytes: Uint8Array): CrossCorrelator {
    return resumed(new CrossCorrelator(options), (restored) => {
      decodeSnapshot(bytes, 'CrossCorrelator', restored.#settings, (reader) => {
        restored.#windows.load(reader)
      })
    })
  }

  /**
   * Takes new samples of the two signals, and returns the correlations of the windows that they complete.
   *
   * @throws TypeError unless it is an object whose `a` and `b` are numbers or arrays of numbers. RangeError if one signal is
   *   more than `maxAhead` samples ahead, and `overflow` is 'error'. Nothing is taken then.
   */
  process(pair: SignalPair): Samples[] {
    return this.#windows.process(pair, ({ a, b }) => this.#correlate(a, b))
  }

  /** Returns the state as bytes, for `restore`: the samples that later windows will read. */
  snapshot(): OwnUint8Array {
    return encodeSnapshot('CrossCorrelator', this.#settings, (writer) => {
      this.#windows.save(writer)
    })
  }

  reset(): void {
    this.#windows.reset()
  }

  get #settings(): Settings {
    const { maxLag, normalize, demean, precision } = this
    return { ...this.#windows.settings, maxLag, normalize, demean, precision, simd: simd() }
  }
}

/** Correlates windows by the phases alone. */
function byPhases(
  { maxLag, demean, precision }: Pick<CrossCorrelator, 'maxLag' | 'demean' | 'precision'>,
  fft: RealFft,
): (a: Samples, b: Samples) => Samples {
  const prepared = (window: Samples): Float64Array =>
    demean ? lessMean(window, 'float64') : Float64Array.from(window)
  return (a, b) => {
    const result = zeros(2 * maxLag + 1, precision)
    if (!areFinite(a) || !areFinite(b)) return result.fill(NaN)
    const likeness = phaseCorrelation(prepared(a), prepared(b), fft)
    for (let i = 0; i < result.length; i++) result[i] = likeness(i - maxLag)
    return result
  }
}
