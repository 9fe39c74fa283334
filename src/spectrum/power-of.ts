import { readSignal, requireOutput } from '../require.js'
import { precisionOf, type Samples, type SignalLike, zeros } from '../samples.js'

/**
 * Returns the power of each bin of a spectrum: |X[k]|² = re² + im².
 *
 * Shapes: an interleaved spectrum of 2B numbers, as `Stft` and `RealFft` return it, gives B powers. They are not scaled: a sine of
 * amplitude A at bin k has the power (A·Σ window/2)² in that bin.
 *
 * A bin that holds NaN has the power NaN.
 *
 * Cost: one pass. Allocates the result, unless `out` is given.
 *
 * @param spectrum 2B numbers, in pairs.
 * @param out Receives the powers, B numbers. Default: a new array, float32 for a `Float32Array`, else float64.
 * @throws TypeError if the spectrum is not an array of numbers or `out` is not a float array. RangeError if the spectrum has an odd
 *   length, or the length of `out` is not B.
 * @example
 * powerOf([3, 4, 0, 2]) // Float64Array [25, 4]
 * @see decibelsOf, bands
 */
export function powerOf(spectrum: SignalLike, out?: Samples): Samples {
  const bins = readSignal(spectrum, 'spectrum')
  if (bins.length % 2 === 1) {
    throw new RangeError(
      `spectrum must have an even length, two numbers per bin, got ${bins.length}: pass what Stft returned`,
    )
  }
  const powers = out ?? zeros(bins.length / 2, precisionOf(bins))
  requireOutput(powers, 'out', bins.length / 2, 'one per bin')
  for (let k = 0; k < powers.length; k++) powers[k] = bins[2 * k] ** 2 + bins[2 * k + 1] ** 2
  return powers
}
