import type { RealFft } from '../../transform/real-fft.js'
import {
  bandLimitedTop,
  bandLimitedVertex,
  REACH,
  type Sequence,
  valueAt,
  type Vertex,
} from '../peaks/vertex.js'
import { lagProducts } from './lag-products.js'
import { phaseCorrelation } from './phase-correlation.js'

/** How a delay is searched. */
export interface DelaySearch {
  readonly maxLag: number
  /** Whether an inverted copy counts as well: its value is negative. */
  readonly isBoth: boolean
  /** The transform for the method 'phat'; undefined for the correlation. */
  readonly fft: RealFft | undefined
}

/** The delay between two finite signals, and how alike they are there: −1..1. Value 0 if there is none. */
export function findDelay(a: Float64Array, b: Float64Array, { maxLag, isBoth, fft }: DelaySearch): Vertex {
  const energy = Math.sqrt(energyOf(a) * energyOf(b))
  if (energy === 0) return { position: 0, value: 0 }
  const likeness = fft === undefined ? crossCorrelation(a, b, maxLag, energy) : phaseCorrelation(a, b, fft)
  // At lags beyond these the signals do not meet.
  const [least, greatest] = [-Math.min(maxLag, a.length - 1), Math.min(maxLag, b.length - 1)]
  const { position, value } = topOf(likeness, least, greatest, isBoth)
  return { position, value: Math.min(Math.max(value, -1), 1) }
}

/** The correlation at whole lags up to maxLag, and as far beyond as the interpolation looks. */
function crossCorrelation(a: Float64Array, b: Float64Array, maxLag: number, energy: number): Sequence {
  const reach = maxLag + REACH + 1
  const products = lagProducts(a, b, -reach, 2 * reach + 1)
  return (lag) => products[lag + reach] / energy
}

/**
 * The top of the similarity, or, if an inverted copy counts as well, the greater of its top and bottom. Value 0 if there is none.
 */
function topOf(likeness: Sequence, least: number, greatest: number, isBoth: boolean): Vertex {
  const top = topWithin(likeness, least, greatest)
  const { position, value } = isBoth ? topWithin((lag) => -likeness(lag), least, greatest) : top
  if (isBoth && value > Math.max(top.value, 0)) return { position, value: -value }
  return { position: top.position, value: Math.max(top.value, 0) }
}

/** Of a peak half-way between two lags, each has 2/π: where both together have less than this, there is none. */
const LEAST_PART = 0.9

/** The highest value between the lags least..greatest. A maximum at the border that still rises there is not refined. */
function topWithin(likeness: Sequence, least: number, greatest: number): Vertex {
  let best = least
  for (let lag = best + 1; lag <= greatest; lag++) if (likeness(lag) > likeness(best)) best = lag
  const isPeak = likeness(best - 1) <= likeness(best) && likeness(best + 1) <= likeness(best)
  const whole = isPeak
    ? bandLimitedVertex(likeness, best)
    : { position: best, value: Math.max(likeness(best), 0) }
  let between: Vertex = whole
  for (let lag = least; lag < greatest; lag++) {
    if (likeness(lag) + likeness(lag + 1) < LEAST_PART * likeness(best)) continue
    const value = valueAt(likeness, lag + 0.5)
    if (value > between.value) between = { position: lag + 0.5, value }
  }
  return between === whole ? whole : bandLimitedTop(likeness, between)
}

function energyOf(signal: Float64Array): number {
  return signal.reduce((sum, value) => sum + value * value, 0)
}
