import { type Step, stepOf } from '../../filter/step.js'
import { readSignal } from '../../require.js'
import { precisionOf, type Samples, type SignalLike, zeros } from '../../samples.js'
import { advance, positionAt } from './position.js'
import { type Rates, readResampleOptions, type ResampleOptions } from './resampler-options.js'
import { resamplingPlan } from './resampling-plan.js'
import { ResamplingState } from './resampling-state.js'
import { ResamplingStream } from './resampling-stream.js'

/**
 * Converts a signal to another sample rate: what `Resampler` does with a stream, in one call, with the same bits.
 *
 * y[m] = Σₙ x[n]·g(m·fromRate/toRate − n), where g is a Kaiser-windowed sinc, scaled for each output so that its taps add up to 1.
 * The signal can be at any ratio. If the rates are in a ratio of whole numbers up to 2²⁴, it is exact, and nothing drifts: y[m] is
 * the signal at time m/toRate. Otherwise the distance between outputs is exact to 2⁻⁵³ samples.
 *
 * Edges: beyond both ends lie zeros ('zero', the default), the first and the last sample repeated ('nearest'), or the mirror
 * image, b a | a b c | c b, repeated ('reflect'). With zeros, a signal that does not begin and end near 0 rings and falls off over
 * about 92 periods of the lower rate. SciPy's `resample_poly` calls the edges padtype 'constant', 'edge' and 'symmetric'.
 *
 * Up to 0.91 of the lower rate's Nyquist frequency (20.06 kHz of 44.1 kHz) the gain is 1 to within 10⁻⁶, about 0.00001 dB
 * (`stopbandDb` 100: 10⁻⁵; 80: 10⁻⁴). Aliases and images, from that Nyquist frequency on, are at least `stopbandDb` down. There is
 * no delay. A constant level is kept exactly, and silence stays silence. The samples describe the same wave. If the signal is a
 * kernel, also divide it by toRate/fromRate, so that it filters at the new rate as it did at the old one
 * (`prepareImpulseResponse` of `tapline/audio` does so).
 *
 * A non-finite value makes NaN of exactly the outputs that it reaches: those within 92 (76, 60) periods of the lower rate, rounded
 * up to an even number of input samples. Computed in the precision of the results; in float32, the noise of rounding is about 140 dB
 * down.
 *
 * Cost: about 184 (152, 120) multiplications per sample of the higher rate, 15 to 60 ns; a few times as much if the terms of the
 * ratio are large, such as 44100:48001. Taps for up to 2¹⁸ numbers are kept for the next call at the same rates; making them takes a
 * millisecond or two. Allocates the result.
 *
 * @param signal N samples.
 * @param options Both rates, stopband and edges.
 * @returns ⌈N·toRate/fromRate⌉ samples, as a new array: a `Float32Array` if the signal is one, else a `Float64Array`.
 * @throws TypeError if the signal is not an array of numbers or an option is of the wrong kind. RangeError if a rate is not above 0
 *   and finite, if one is more than 1000 times the other, or if an option is not one of its values.
 * @example
 * const tone = Float32Array.from({ length: 441 }, (_, n) => Math.sin(2 * Math.PI * 0.01 * n))
 * resample(tone, { fromRate: 44100, toRate: 48000 }).length // 480
 * @see Resampler
 *
 * References: J. O. Smith, P. Gossett, A flexible sampling-rate conversion method, Proc. IEEE ICASSP (1984).
 */
export function resample(signal: Float32Array, options: ResampleOptions): Float32Array
export function resample(signal: Float64Array | readonly number[], options: ResampleOptions): Float64Array
export function resample(signal: SignalLike, options: ResampleOptions): Samples
export function resample(signal: SignalLike, options: ResampleOptions): Samples {
  const samples = readSignal(signal, 'signal')
  const { fromRate, toRate, edges, stopbandDb } = readResampleOptions(options)
  const step = stepOf(fromRate, toRate)
  const precision = precisionOf(signal)
  const out = zeros(resampledLength(samples.length, step), precision)
  const stream = new ResamplingStream(resamplingPlan(step, stopbandDb, precision), 1, edges)
  try {
    const written = stream.process([samples], [out], 0)
    stream.flush([out], written)
  } finally {
    stream.dispose()
  }
  return out
}

/**
 * Returns the outputs first..first + length − 1, with zeros as edges. They may lie before the first sample of the signal and after
 * its last. An output has the same bits in every span.
 */
export function resampleSpan(
  signal: SignalLike,
  { fromRate, toRate }: Rates,
  first: number,
  length: number,
): Samples {
  const precision = precisionOf(signal)
  if (signal.length === 0 || length === 0) return zeros(length, precision)
  const step = stepOf(fromRate, toRate)
  const plan = resamplingPlan(step, 120, precision)
  const begin = positionAt(first, step)
  const from = begin.index - plan.reach + 1
  const to = advance(begin, step, length - 1).index + plan.reach + 1
  const input = zeros(to - from, precision)
  for (let n = Math.max(from, 0); n < Math.min(to, signal.length); n++) input[n - from] = signal[n]
  const state = new ResamplingState(plan, 1, begin)
  try {
    // Some more outputs may have waited for the last sample only.
    const out = zeros(state.outputLength(input.length), precision)
    state.push([input], 0, input.length, [out], 0)
    return out.slice(0, length)
  } finally {
    state.dispose()
  }
}

/** How far the filter reaches to either side, in input samples. */
export function reachOf({ fromRate, toRate }: Rates): number {
  return resamplingPlan(stepOf(fromRate, toRate), 120, 'float64').reach
}

/** The number of outputs that lie before the end of `length` samples. */
export function resampledLength(length: number, { whole, part, up }: Step): number {
  const distance = BigInt(whole) * BigInt(up) + BigInt(part)
  return Number((BigInt(length) * BigInt(up) + distance - 1n) / distance)
}
