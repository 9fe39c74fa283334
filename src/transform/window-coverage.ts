import { requireCount } from '../require.js'
import type { SignalLike } from '../samples.js'
import { binaryScale } from './binary-scale.js'
import { checkedWindow } from './framing.js'

/**
 * Measures how evenly a window that recurs every `hop` samples covers a signal: min d / max d, where d[r] = Σⱼ window[r +
 * j·hop]², r = 0..hop − 1, is the total weight of a sample in all its frames.
 *
 * 1: all samples weigh the same. 0: some sample is in no frame and cannot be reconstructed. In between, `istft` reconstructs the signal,
 * with rounding errors up to 1/√coverage times greater where the weight is least. It refuses a coverage below the ε of its
 * precision, where more than half of the digits would be lost. SciPy's `check_NOLA` checks whether the least d is above 1e−10,
 * and so rejects good windows of small numbers.
 *
 * Cost: L multiplications.
 *
 * @param window L samples, at least one.
 * @param hop The distance between the starts of neighbouring frames, at least 1.
 * @returns A number from 0 to 1.
 * @throws TypeError if the window is not an array of numbers. RangeError if it is empty or not finite, or if the hop is not a
 *   positive whole number.
 * @example
 * windowCoverage(windowOf('rectangular', 8), 4) // 1
 * windowCoverage([1, 2, 1], 2) // 0.5
 * windowCoverage(windowOf('hann', 8), 8) // 0: the first sample of the window is 0, and no other frame has it
 * windowCoverage(windowOf('rectangular', 8), 9) // 0: a sample lies between the frames
 * @see istft
 */
export function windowCoverage(window: SignalLike, hop: number): number {
  const samples = checkedWindow(window)
  requireCount(hop, 1, 'hop')
  return coverageOf(samples, hop)
}

/** `windowCoverage` after the checks. */
export function coverageOf(window: Float64Array, hop: number): number {
  if (hop > window.length) return 0
  const scale = binaryScale(window)
  if (scale === 0) return 0
  const weights = frameWeights(window, hop, scale)
  return weights.reduce((a, b) => Math.min(a, b)) / weights.reduce((a, b) => Math.max(a, b))
}

/** d[r]/scale² for r = 0..hop − 1. The scale is that of the window, so that no square overflows or vanishes. */
export function frameWeights(window: Float64Array, hop: number, scale: number): Float64Array {
  const weights = new Float64Array(hop)
  for (let i = 0; i < window.length; i++) weights[i % hop] += (window[i] / scale) ** 2
  return weights
}
