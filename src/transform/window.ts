import { requireCount, requireOneOf } from '../require.js'
import { cosineOfTurn } from './turn.js'

/** The windows that have a name. */
export type WindowName = 'hann' | 'hamming' | 'rectangular'

/**
 * A window of L samples by its name, for `stft` and `istft`.
 *
 * hann: w[n] = 0.5 − 0.5·cos(2πn/L); hamming: w[n] = 0.54 − 0.46·cos(2πn/L); rectangular: w[n] = 1. They are periodic:
 * the sample that would come next, w[L], is w[0]. That is what overlapping frames want, and what SciPy's `get_window`
 * gives; its `windows.hann(L)` is symmetric and has L − 1 in the place of L. A window of one sample is [1].
 *
 * Cost: L cosines. Error: below one rounding.
 *
 * @param name Which window.
 * @param length L, at least 1.
 * @returns The window, as a new array.
 * @throws RangeError if the name is unknown or the length is no positive whole number.
 * @example
 * windowOf('hann', 4) // Float64Array [0, 0.5, 1, 0.5]
 * windowOf('rectangular', 3) // Float64Array [1, 1, 1]
 * @see windowCoverage
 */
export function windowOf(name: WindowName, length: number): Float64Array {
  requireOneOf(name, NAMES, 'window')
  requireCount(length, 1, 'length')
  if (length === 1) return Float64Array.of(1)
  const mean = MEANS[name]
  // By the lesser angle, so that the two halves are the same bits.
  return Float64Array.from(
    { length },
    (_, n) => mean - (1 - mean) * cosineOfTurn(Math.min(n, length - n) / length),
  )
}

/** Each window is a raised cosine: its mean less the rest of 1 times a cosine. */
const MEANS: Record<WindowName, number> = { hann: 0.5, hamming: 0.54, rectangular: 1 }
const NAMES = Object.keys(MEANS) as WindowName[]
