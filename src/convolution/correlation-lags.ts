import { requireCount, requireOneOf } from '../require.js'
import { extentOf, type Mode, MODES } from './mode.js'

/**
 * Returns the lag of each value that `correlate` returns for the same lengths and mode.
 *
 * At lag ℓ the first sample of the template is aligned with `signal[ℓ]`. The lags rise by one from −(K − 1) (`full`), from ⌊(K
 * − 1)/2⌋ − (K − 1) (`same`), or from min(N − K, 0) (`valid`). They equal SciPy's `correlation_lags`, except in mode 'same'
 * with an odd N and an even K: there SciPy's lags are one higher than the lags of the values that its `correlate` returns. With
 * `maxLag`, `correlate` returns the lags −maxLag..maxLag.
 *
 * @param signalLength N, at least 1.
 * @param templateLength K, at least 1.
 * @param mode Default 'full'.
 * @throws RangeError if a length is not a positive whole number, if there are more than 2²⁸ lags or lags beyond 2³¹, or if the
 *   mode is unknown.
 * @example
 * correlationLags(5, 3) // Int32Array [-2, -1, 0, 1, 2, 3, 4]
 */
export function correlationLags(
  signalLength: number,
  templateLength: number,
  mode: Mode = 'full',
): Int32Array {
  requireCount(signalLength, 1, 'signalLength')
  requireCount(templateLength, 1, 'templateLength')
  requireOneOf(mode, MODES, 'mode')
  const { start, length } = extentOf(mode, signalLength, templateLength)
  const first = start - (templateLength - 1)
  if (length > GREATEST_LENGTH || Math.max(-first, first + length) > 2 ** 31) {
    throw new RangeError(
      `signalLength and templateLength must give at most ${GREATEST_LENGTH} lags within ±2147483648, ` +
        `got ${signalLength} and ${templateLength}`,
    )
  }
  const lags = new Int32Array(length)
  for (let i = 0; i < length; i++) lags[i] = first + i
  return lags
}

/** More is a mistake. */
const GREATEST_LENGTH = 2 ** 28
