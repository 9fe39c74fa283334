import { type Edges, requireEdges } from '../convolution/edges.js'
import { type OptionNames, readOptions, readSignal } from '../require.js'
import { precisionOf, type Samples, type SignalLike, zeros } from '../samples.js'
import { polyphase } from './polyphase.js'
import { type Ratio, ratioOf } from './ratio.js'

/** The options of `resample`. */
export interface ResampleOptions {
  /** Samples a second of the signal, in Hz. */
  readonly fromRate: number
  /** Samples a second that are wanted, in Hz. */
  readonly toRate: number
  /** What lies beyond the ends of the signal. Default 'zero'. */
  readonly edges?: Edges
}

const OPTIONS: OptionNames<ResampleOptions> = { fromRate: true, toRate: true, edges: true }

/**
 * Converts a signal to another sample rate.
 *
 * With L/M = toRate/fromRate in lowest terms, y[m] = Σₙ x[n]·g(m·M/L − n), where g is a sinc under a Kaiser window, of 184
 * periods of the lower of the two rates. The ratio is exact, so that nothing drifts: y[m] is the signal at the very time
 * m/toRate.
 *
 * Edges: beyond both ends lie zeros ('zero', the default), so that a signal which does not begin and end near 0 rings and sinks over
 * some 92 periods of the lower rate; the first and the last sample for ever ('nearest'); or the mirror image, b a | a b c | c b, over
 * and over ('reflect'). SciPy's `resample_poly` calls them padtype 'constant', 'edge' and 'symmetric'.
 *
 * Up to 0.91 of the lower rate's Nyquist frequency (20.06 kHz of 44.1 kHz) the gain is 1 to within 10⁻⁶, some 0.00001 dB;
 * from that Nyquist frequency on, what would be folded back or mirrored is at least 120 dB down. There is no delay. A level
 * stays that level exactly, and silence stays silence. The samples are those of the same wave: a kernel that is to filter at the new rate as it did at the
 * old one is to be divided by toRate/fromRate besides (`prepareImpulseResponse` of `tapline/audio` does it).
 *
 * A value that is not finite makes NaN of just the outputs in whose reach it is. Computed in float64.
 *
 * Cost: some 184 multiplications for each sample of the higher rate, some 0.1 to 0.2 µs, and less for ratios of small
 * numbers, such as 1:2, which are convolutions; and before that, some 1.5 µs for each of the L places of an output between
 * two samples, but no more of them than there are outputs, and as many times that as the rate falls. For 44100:48000 these are
 * 160, which is nothing; for 44100:48001 they are 48001, which is 50 to 80 ms. The filter is never held as a whole, whatever the
 * ratio: the first call of all makes a table of 94 KB, in some 5 to 10 ms, and all others take from that, too. Allocates a copy of the
 * signal.
 *
 * @param signal N samples.
 * @param options Both rates, and edges.
 * @returns ⌈N·L/M⌉ samples, as a new array: a `Float32Array` where the signal is one, else a `Float64Array`.
 * @throws TypeError if the signal is no array of numbers or a rate is no number. RangeError if a rate is not above 0 and
 *   finite, if one is more than 1000 times the other, or if the two are no ratio of whole numbers up to 2²⁴.
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
 * The outputs first..first + length − 1, which may lie before the signal's first sample and behind its last. For ratios of great
 * numbers they are the same bits as in any other span; for ratios of small ones, which are convolved, the same but for rounding.
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
