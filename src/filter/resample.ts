import { type Edges, requireEdges } from '../convolution/edges.js'
import { type OptionNames, readOptions, readSignal } from '../require.js'
import { precisionOf, type Samples, type SignalLike, zeros } from '../samples.js'
import { polyphase } from './polyphase.js'
import { type Ratio, ratioOf } from './ratio.js'

/** The options of `resample`. */
export interface ResampleOptions {
  /** The sample rate of the signal, in Hz. */
  readonly fromRate: number
  /** The sample rate of the result, in Hz. */
  readonly toRate: number
  /** What lies beyond the ends of the signal. Default 'zero'. */
  readonly edges?: Edges
}

const OPTIONS: OptionNames<ResampleOptions> = { fromRate: true, toRate: true, edges: true }

/**
 * Converts a signal to another sample rate.
 *
 * With L/M = toRate/fromRate in lowest terms, y[m] = Σₙ x[n]·g(m·M/L − n), where g is a Kaiser-windowed sinc of 184 periods of
 * the lower rate. The ratio is exact, so nothing drifts: y[m] is the signal at time m/toRate exactly.
 *
 * Edges: beyond both ends lie zeros ('zero', the default), the first and the last sample repeated ('nearest'), or the mirror
 * image, b a | a b c | c b, repeated ('reflect'). With zeros, a signal that does not begin and end near 0 rings and falls over
 * about 92 periods of the lower rate. SciPy's `resample_poly` calls the edges padtype 'constant', 'edge' and 'symmetric'.
 *
 * Up to 0.91 of the lower rate's Nyquist frequency (20.06 kHz of 44.1 kHz) the gain is 1 to within 10⁻⁶, about 0.00001 dB.
 * Aliases and images, from that Nyquist frequency on, are at least 120 dB down. There is no delay. A constant level is kept
 * exactly, and silence stays silence. The samples describe the same wave. If the signal is a kernel, also divide it by
 * toRate/fromRate, so that it filters at the new rate as it did at the old one (`prepareImpulseResponse` of `tapline/audio`
 * does so).
 *
 * A non-finite value makes NaN of exactly the outputs that it reaches. Computed in float64.
 *
 * Cost: about 184 multiplications per sample of the higher rate, 0.1 to 0.2 µs; less for ratios of small numbers, such as 1:2,
 * which are computed as convolutions. The taps cost about 1.5 µs for each of the L places of an output between two samples (at
 * most one per output), times the factor by which the rate falls. For 44100:48000, L is 160, and the cost is negligible; for
 * 44100:48001, L is 48001, and the taps take 50 to 80 ms. The filter is never stored as a whole: the first call makes a table
 * of 94 KB, in 5 to 10 ms, which all later calls share. Allocates a copy of the signal.
 *
 * @param signal N samples.
 * @param options Both rates, and edges.
 * @returns ⌈N·L/M⌉ samples, as a new array: a `Float32Array` if the signal is one, else a `Float64Array`.
 * @throws TypeError if the signal is not an array of numbers or a rate is not a number. RangeError if a rate is not above 0 and
 *   finite, if one is more than 1000 times the other, or if they are not in a ratio of whole numbers up to 2²⁴.
 * @example
 * const tone = Float32Array.from({ length: 441 }, (_, n) => Math.sin(2 * Math.PI * 0.01 * n))
 * resample(tone, { fromRate: 44100, toRate: 48000 }).length // 480
 *
 * References: J. O. Smith, P. Gossett, A flexible sampling-rate conversion method, Proc. IEEE ICASSP (1984).
 */
export function resample(signal: Float32Array, options: ResampleOptions): Float32Array
export function resample(signal: Float64Array | readonly number[], options: ResampleOptions): Float64Array
export function resample(signal: SignalLike, options: ResampleOptions): Samples
export function resample(signal: SignalLike, options: ResampleOptions): Samples {
  const samples = readSignal(signal, 'signal')
  const { fromRate, toRate, edges = 'zero' } = readOptions(options, OPTIONS)
  requireEdges(edges)
  const ratio = ratioOf(fromRate, toRate)
  const length = Math.ceil((samples.length * ratio.up) / ratio.down)
  return resampleSpan(samples, ratio, 0, length, edges)
}

/**
 * Returns the outputs first..first + length − 1, which may lie before the first sample of the signal and after its last. For
 * ratios of large numbers, an output has the same bits in every span; for ratios of small numbers, which are convolved, it is
 * the same up to rounding.
 */
export function resampleSpan(
  signal: SignalLike,
  ratio: Ratio,
  first: number,
  length: number,
  edges: Edges = 'zero',
): Samples {
  const out = zeros(length, precisionOf(signal))
  if (signal.length === 0 || length === 0) return out
  if (ratio.up !== ratio.down) polyphase(signal, ratio, first, out, edges)
  else for (let m = 0; m < length; m++) out[m] = signal[first + m] ?? 0
  return out
}
