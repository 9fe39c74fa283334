import { requireCount, requireFinite, requireOneOf, requireSignal } from '../require.js'
import { type SignalLike } from '../samples.js'
import { asSamples } from './as-samples.js'
import { lagProducts } from './lag-products.js'
import { lessMean } from './mean.js'
import { phaseCorrelation } from './phase-correlation.js'
import { bandLimitedVertex, REACH, type Sequence, type Vertex } from './vertex.js'

/** The options of `estimateDelay`. */
export interface EstimateDelayOptions {
  /** 'correlation' (default): cross-correlation. 'phat': of the phases alone, which keeps echoes and colours apart. */
  readonly method?: 'correlation' | 'phat'
  /** How many samples the delay can be, at most, either way. Default: as many as the longer signal lets be. */
  readonly maxLag?: number
}

/** A delay. */
export interface DelayEstimate {
  /** In samples, with a fraction: positive if `b` comes later than `a`. */
  readonly delay: number
  /** How alike the signals are at that delay, 0..1: 1 for equal signals, or for equal phases with method 'phat'. */
  readonly confidence: number
}

/**
 * How much later the same is in one signal than in another: the delay d for which b[n] is most like a[n − d].
 *
 * It is the greatest value of c[ℓ] = Σₙ a[n]·b[n + ℓ], of both signals less their means, with zeros beyond their ends; or,
 * with method 'phat', of the inverse transform of A̅·B/|A·B|: all frequencies count the same, and a room's echoes or a
 * speaker's colour do not smear the peak. That is for wide-band signals and little noise; bins that are all but empty are left
 * out. Between samples the top is found by band-limited interpolation: of wide-band signals to some thousandths of a sample
 * by 'correlation', and to a tenth by 'phat', to which the ends of the signals are noise. An inverted copy is not looked for.
 *
 * Computed in float64. Cost: some N·log₂(maxLag) for 'correlation'; three transforms of both signals' length for 'phat'.
 * Allocates some arrays of the signals' length.
 *
 * @param a The signal that is taken to be first, of any length but 0.
 * @param b The other one, of any length but 0; its sample 0 is of the same time as that of `a`.
 * @param options Method and greatest lag.
 * @returns The delay, or undefined where there is none: a signal is flat, or nothing is alike.
 * @throws TypeError if a signal is no array of numbers. RangeError if one is empty or holds a value that is not finite, if
 *   maxLag is not a whole number below the longer one's length, if the method is unknown, or if 'phat' is asked for signals
 *   of more than 2²⁰ samples together.
 * @example
 * const { delay, confidence } = estimateDelay([0, 1, -1, 0, 0, 0], [0, 0, 0, 1, -1, 0])
 * delay.toFixed(2) // '2.00'
 * confidence.toFixed(2) // '1.00'
 * References: C. Knapp, G. Carter, The generalized correlation method for estimation of time delay, IEEE Trans. Acoust.
 * Speech Signal Process. 24 (1976).
 * @see correlate
 */
export function estimateDelay(
  a: SignalLike,
  b: SignalLike,
  options: EstimateDelayOptions = {},
): DelayEstimate | undefined {
  const [x, y] = [checked(a, 'a'), checked(b, 'b')]
  const longest = Math.max(x.length, y.length)
  const { method = 'correlation', maxLag = longest - 1 } = options
  requireOneOf(method, ['correlation', 'phat'], 'method')
  requireCount(maxLag, 0, 'maxLag')
  if (maxLag >= longest) {
    throw new RangeError(
      `maxLag is ${maxLag}, but the longer signal has ${longest} samples: give at most ${longest - 1}`,
    )
  }
  const energy = Math.sqrt(energyOf(x) * energyOf(y))
  if (energy === 0) return undefined
  const likeness = method === 'phat' ? phaseCorrelation(x, y) : crossCorrelation(x, y, maxLag, energy)
  // At lags beyond these the signals do not meet.
  const least = -Math.min(maxLag, x.length - 1)
  const { position, value } = topWithin(likeness, least, Math.min(maxLag, y.length - 1))
  return value > 0 ? { delay: position, confidence: Math.min(value, 1) } : undefined
}

/** The correlation at whole lags up to maxLag, and as far beyond as the interpolation looks. */
function crossCorrelation(a: Float64Array, b: Float64Array, maxLag: number, energy: number): Sequence {
  const reach = maxLag + REACH + 1
  const products = lagProducts(a, b, -reach, 2 * reach + 1)
  return (lag) => products[lag + reach] / energy
}

/** The highest value at the lags least..greatest. One at the border that still rises there is taken as it is. */
function topWithin(likeness: Sequence, least: number, greatest: number): Vertex {
  let best = least
  for (let lag = best + 1; lag <= greatest; lag++) if (likeness(lag) > likeness(best)) best = lag
  const isPeak = likeness(best - 1) <= likeness(best) && likeness(best + 1) <= likeness(best)
  return isPeak ? bandLimitedVertex(likeness, best) : { position: best, value: likeness(best) }
}

function checked(signal: SignalLike, name: string): Float64Array {
  requireSignal(signal, name)
  if (signal.length === 0) throw new RangeError(`${name} is empty: give at least one sample`)
  requireFinite(signal, name, 'fill such gaps, or cut them out')
  return lessMean(asSamples(signal), 'float64')
}

function energyOf(signal: Float64Array): number {
  return signal.reduce((sum, value) => sum + value ** 2, 0)
}
