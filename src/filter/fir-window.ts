import { requireNumber, requireOneOf } from '../require.js'
import { kaiser, type KaiserWindow } from './kaiser.js'

/**
 * The windows under which an ideal filter's response is cut off. Stopbands, as they come out: 'rectangular' −21 dB, 'hann'
 * −44 dB, 'hamming' −53 dB, 'blackman' −74 dB; Kaiser windows as one wishes (see `kaiserParameters`).
 */
export type FirWindow = 'hamming' | 'hann' | 'blackman' | 'rectangular' | KaiserWindow

/** The cosine sums: w = Σₖ aₖ·cos(k·2πn/(L − 1)), with alternating signs. */
const COSINES: Record<Extract<FirWindow, string>, readonly number[]> = {
  hamming: [0.54, 0.46],
  hann: [0.5, 0.5],
  blackman: [0.42, 0.5, 0.08],
  rectangular: [1],
}
const NAMES = Object.keys(COSINES) as Extract<FirWindow, string>[]

/** Throws unless this is a window. */
export function requireFirWindow(window: FirWindow): void {
  if (typeof window !== 'object') {
    requireOneOf(window, NAMES, 'window')
    return
  }
  const { kaiserBeta } = window
  requireNumber(kaiserBeta, 'window.kaiserBeta')
  if (!(kaiserBeta >= 0 && kaiserBeta <= GREATEST_BETA)) {
    throw new RangeError(
      `window.kaiserBeta is ${kaiserBeta}: give a number from 0 to ${GREATEST_BETA}, for example by kaiserParameters`,
    )
  }
}

/** Where I₀ is near the greatest number. */
const GREATEST_BETA = 700

/** A window that is the same from both ends, w[0] to w[L − 1]: what a filter wants. (`windowOf` gives periodic ones.) */
export function symmetricWindow(window: FirWindow, length: number): Float64Array {
  if (length === 1) return Float64Array.of(1)
  const valueAt = functionOf(window)
  // Both halves by the lesser index, so that they are the same bits.
  return Float64Array.from({ length }, (_, n) => valueAt(Math.min(n, length - 1 - n) / (length - 1)))
}

/** The window as a function of the part t of its length, from 0 to 1. */
function functionOf(window: FirWindow): (t: number) => number {
  if (typeof window === 'object') {
    const valueAt = kaiser(window.kaiserBeta)
    return (t) => valueAt(2 * t - 1)
  }
  const weights = COSINES[window]
  return (t) =>
    weights.reduce(
      (sum, weight, k) => sum + (k % 2 === 0 ? weight : -weight) * Math.cos(2 * Math.PI * k * t),
      0,
    )
}
