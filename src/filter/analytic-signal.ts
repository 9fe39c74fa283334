import { readSignal } from '../require.js'
import {
  type OwnFloat32Array,
  type OwnFloat64Array,
  precisionOf,
  type Samples,
  type SignalLike,
  zeros,
} from '../samples.js'
import type { ComplexSamples } from '../complex.js'
import { areFinite } from '../convolution/correlate.js'
import { binaryScale } from '../transform/binary-scale.js'
import { GREATEST_SIZE } from '../transform/block-transform.js'
import { RealFft } from '../transform/real-fft.js'

/**
 * Returns the analytic signal: the signal as the real part, and its Hilbert transform as the imaginary part.
 *
 * The spectrum of z = x + i·H(x) has no negative frequencies: those of x are left out, and the positive ones are doubled. |z| is the
 * envelope of x, the angle of z its phase. The signal is taken as periodic, so that both ends meet; it is what SciPy calls `hilbert`.
 *
 * Each output reads all samples: a value that is not finite makes NaN of all imaginary parts.
 *
 * Computed and returned in float32 if the signal is a `Float32Array`, else in float64. Cost: two transforms of N samples.
 *
 * @param signal N samples, at most 2²⁰: for more, and for streams, convolve with `hilbert`.
 * @returns Real and imaginary parts, N samples each, as new arrays.
 * @throws TypeError if the signal is not an array of numbers. RangeError if it has more than 2²⁰ samples.
 * @example
 * analyticSignal([1, 0, -1, 0]) // { re: Float64Array [1, 0, -1, 0], im: Float64Array [0, 1, 0, -1] }
 * @see envelope, hilbert
 *
 * References: S. L. Marple, Computing the discrete-time "analytic" signal via FFT, IEEE Trans. Signal Processing 47 (1999).
 */
export function analyticSignal(signal: Float32Array): ComplexSamples<OwnFloat32Array>
export function analyticSignal(signal: Float64Array | readonly number[]): ComplexSamples<OwnFloat64Array>
export function analyticSignal(signal: SignalLike): ComplexSamples
export function analyticSignal(signal: SignalLike): ComplexSamples {
  const samples = readSignal(signal, 'signal')
  const { length } = samples
  const precision = precisionOf(samples)
  if (length > GREATEST_SIZE) {
    throw new RangeError(
      `signal must have at most ${GREATEST_SIZE} samples, got ${length}: convolve it with the kernel of hilbert`,
    )
  }
  const re = zeros(length, precision)
  re.set(samples)
  return { re, im: length === 0 ? zeros(0, precision) : transformed(re) }
}

/** The Hilbert transform: the spectrum times −i, without the bins that have no sine. */
function transformed(signal: Samples): Samples {
  const { length } = signal
  const precision = precisionOf(signal)
  if (!areFinite(signal)) return zeros(length, precision).fill(NaN)
  const scale = binaryScale(signal) || 1
  const fft = new RealFft(length, { precision })
  const bins = fft.forward(signal.map((sample) => sample / scale))
  for (let k = 0; k < bins.length; k += 2) {
    const re = bins[k]
    bins[k] = bins[k + 1]
    bins[k + 1] = -re
  }
  bins[0] = 0
  if (length % 2 === 0) bins[length] = 0
  const result = fft.inverse(bins)
  for (let n = 0; n < length; n++) result[n] *= scale
  return result
}
