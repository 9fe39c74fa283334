import { correlate } from '../convolution/correlate.js'
import { type Edges, indexWithin } from '../convolution/edges.js'
import type { Samples, SignalLike } from '../samples.js'
import { kaiser } from '../transform/windows/kaiser.js'
import { kaiserBeta } from './kaiser.js'
import { PiecewisePolynomial } from './piecewise-polynomial.js'
import type { Ratio } from './ratio.js'
import { sinc } from './windowed-sinc.js'

/** How far the filter reaches to either side, in periods of the lower rate: a transition of 0.09 of its Nyquist frequency. */
const REACH = 92

/** Aliases and images must be 120 dB down. The formula gets 3 dB more, as it is accurate to about a decibel. */
const ATTENUATION_DB = 123

/** The middle of the transition, as a fraction of the lower rate's Nyquist frequency. */
const CUTOFF = 0.955

/** The filter's table has a piece for each sixteenth of a period. By its bound, the error is 2·10⁻¹⁵ of the peak. */
const PIECES = 16

/** Above this many taps per kept output, computing every output by transforms is faster. */
const TAPS_OF_TRANSFORM = 24

/** The number of input samples that the filter reaches to either side, an even number. */
export function reachOf({ up, down }: Ratio): number {
  return 2 * Math.ceil((REACH / 2) * Math.max(1, down / up))
}

/**
 * out[m − first] = Σₙ signal[n]·g(m·down/up − n), phase by phase. Outputs that are `up` apart lie at the same place between two
 * samples and have the same taps. Outputs as far before a sample as these lie after one have the same taps in reverse. So taps
 * are made once for both, used, and discarded.
 */
export function polyphase(signal: SignalLike, ratio: Ratio, first: number, out: Samples, edges: Edges): void {
  const { up, down } = ratio
  const reach = reachOf(ratio)
  const from = Math.floor((first * down) / up) - reach + 1
  const to = Math.floor(((first + out.length - 1) * down) / up) + reach + 1
  const input = spanOf(signal, from, to, edges)
  const taps = new Float64Array(2 * reach)
  const phases = Math.min(up, out.length)
  const weigh = (at: number): void => {
    // The index in `input` of the first sample under the taps.
    const start = Math.floor(((first + at) * down) / up) - reach + 1 - from
    if (taps.length > TAPS_OF_TRANSFORM * down) byTransform(input, start, taps, out, at, ratio)
    else directly(input, start, taps, out, at, ratio)
  }
  for (let at = 0; at < phases; at++) {
    const mirrored = remainder(-2 * first - at, up)
    if (mirrored < at) continue
    const phase = remainder((first + at) * down, up)
    // Both use the same sum, whichever comes first, so that the bits do not depend on `first`.
    setTaps(taps, Math.min(phase, up - phase), ratio)
    if (phase > up - phase) taps.reverse()
    weigh(at)
    if (mirrored === at || mirrored >= phases) continue
    taps.reverse()
    weigh(mirrored)
  }
  keepLevels(input, from, 2 * reach, ratio, first, out)
}

/**
 * Removes rounding errors where all samples under the taps are equal: the output then equals them, and silence stays silence.
 * `input` begins with sample `from`.
 */
function keepLevels(
  input: Float64Array,
  from: number,
  tapCount: number,
  { up, down }: Ratio,
  first: number,
  out: Samples,
): void {
  // The run of equal samples that ends with sample `last`.
  let last = 0
  let runStart = 0
  for (let m = 0; m < out.length; m++) {
    const start = Math.floor(((first + m) * down) / up) - tapCount / 2 + 1 - from
    for (; last < start + tapCount - 1; last++) if (input[last] !== input[last + 1]) runStart = last + 1
    if (runStart <= start) out[m] = input[start]
  }
}

/** signal[from..to) in float64, with NaN for non-finite values. */
function spanOf(signal: SignalLike, from: number, to: number, edges: Edges): Float64Array {
  const { length } = signal
  const span = new Float64Array(to - from)
  const put = (n: number, at: number): void => {
    if (at >= 0) span[n - from] = Number.isFinite(signal[at]) ? signal[at] : NaN
  }
  for (let n = from; n < Math.min(to, 0); n++) put(n, indexWithin(edges, n, length))
  for (let n = Math.max(from, 0); n < Math.min(to, length); n++) put(n, n)
  for (let n = Math.max(from, length); n < to; n++) put(n, indexWithin(edges, n, length))
  return span
}

/**
 * Sets the taps for an output `phase`/up after a sample: values of g, scaled to a sum of 1. Times are quotients of whole
 * numbers, so that the window ends at the same time for all outputs.
 */
function setTaps(taps: Float64Array, phase: number, { up, down }: Ratio): void {
  const filter = sharedFilter()
  const period = Math.max(up, down)
  const last = taps.length / 2 - 1
  let sum = 0
  for (let j = 0; j < taps.length; j++) {
    // In periods of the lower rate.
    const time = Math.abs(phase + (last - j) * up) / period
    taps[j] = time < REACH ? filter.at(time) : 0
    sum += taps[j]
  }
  for (let j = 0; j < taps.length; j++) taps[j] /= sum
}

let shared: PiecewisePolynomial | undefined

/** g up to its scale, as a function of time in periods of the lower rate. Made at its first use. */
function sharedFilter(): PiecewisePolynomial {
  return (shared ??= new PiecewisePolynomial(windowedSincOf(), REACH, PIECES))
}

function windowedSincOf(): (time: number) => number {
  const windowAt = kaiser(kaiserBeta(ATTENUATION_DB))
  return (time) => sinc(CUTOFF * time) * windowAt(time / REACH)
}

function byTransform(
  input: Float64Array,
  start: number,
  taps: Float64Array,
  out: Samples,
  at: number,
  { up, down }: Ratio,
): void {
  const all = correlate(input.subarray(start), taps, { mode: 'valid' })
  for (let m = at, n = 0; m < out.length; m += up, n += down) out[m] = all[n]
}

function directly(
  input: Float64Array,
  start: number,
  taps: Float64Array,
  out: Samples,
  at: number,
  { up, down }: Ratio,
): void {
  for (let m = at, n = start; m < out.length; m += up, n += down) out[m] = innerProduct(input, n, taps)
}

/** Σ input[from + j]·taps[j], in four independent sums. The number of taps is a multiple of four. */
function innerProduct(input: Float64Array, from: number, taps: Float64Array): number {
  const { length } = taps
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  for (let j = 0, n = from; j < length; j += 4, n += 4) {
    a += input[n] * taps[j]
    b += input[n + 1] * taps[j + 1]
    c += input[n + 2] * taps[j + 2]
    d += input[n + 3] * taps[j + 3]
  }
  return a + b + (c + d)
}

/** a modulo b, from 0 to b − 1. */
function remainder(a: number, b: number): number {
  return ((a % b) + b) % b
}
