import { nextPowerOfTwo } from '../next-power-of-two.js'
import { readSignal, requireFinite } from '../require.js'
import { precisionOf, type Samples, type SignalLike, type TypedSignal, zeros } from '../samples.js'
import { binaryScale } from '../transform/binary-scale.js'
import { GREATEST_SIZE } from '../transform/block-transform.js'
import { RealFft } from '../transform/real-fft.js'

/**
 * Returns the kernel of least delay with the same length and nearly the same magnitude response: its energy comes as early as
 * possible.
 *
 * It uses the homomorphic method. The logarithm of the magnitude is transformed back (the cepstrum), its negative times are
 * folded onto the positive ones, and the exponential of its transform is the response of minimum phase. The result is that of
 * SciPy's `minimum_phase(h, method='homomorphic', half=False)`, except for responses with a zero at a frequency of the
 * transform (moving averages, differences, lowpass filters of even length). SciPy puts an arbitrary small number there, which
 * changes the gains by up to 5 % for few taps. Here the zero has its weight in the integral, and the gains are accurate to
 * about 10⁻⁵ of the greatest. The transforms have F points, the least power of two that is at least 200·(K − 1), but at most
 * 2²⁰. With fewer points per tap, the result is less exact where the response is near zero. A stopband stays a stopband, but
 * its zeros are filled a little.
 *
 * Computed in float64. Cost: four transforms of F points.
 *
 * @param kernel K taps, of any phase, all finite.
 * @returns K taps, as a new array: a `Float32Array` if the kernel is one, else a `Float64Array`.
 * @throws TypeError if the kernel is not an array of numbers. RangeError if it is empty, zero throughout or not finite, or has
 *   more than 2¹⁸ taps.
 * @example
 * const linear = designFir({ type: 'lowpass', cutoffHz: 100, sampleRate: 1000, length: 31 })
 * const early = minimumPhase(linear)
 * linear.indexOf(Math.max(...linear)) // 15
 * early.indexOf(Math.max(...early)) // 7
 * @see designFir
 *
 * References: A. V. Oppenheim, R. W. Schafer, Discrete-Time Signal Processing, 3rd ed. (2010), 13.42 and figure 13.7.
 */
export function minimumPhase(kernel: SignalLike): Samples {
  const taps = readKernel(kernel)
  const scale = binaryScale(taps)
  const result = zeros(taps.length, precisionOf(taps))
  // The only phase of a single tap is its sign.
  if (taps.length === 1) return result.fill(Math.abs(taps[0]))
  const size = Math.min(nextPowerOfTwo(200 * (taps.length - 1)), GREATEST_SIZE)
  const fft = new RealFft(size)
  const padded = new Float64Array(size)
  for (let k = 0; k < taps.length; k++) padded[k] = taps[k] / scale
  const spectrum = fft.forward(padded)
  toLogMagnitude(spectrum, NOISE * padded.reduce((sum, tap) => sum + Math.abs(tap), 0))
  const cepstrum = fft.inverse(spectrum)
  for (let n = 1; n < size / 2; n++) cepstrum[n] *= 2
  cepstrum.fill(0, size / 2)
  fft.forward(cepstrum, spectrum)
  toExponential(spectrum)
  const response = fft.inverse(spectrum)
  for (let k = 0; k < result.length; k++) result[k] = response[k] * scale
  return result
}

/** This fraction of the least magnitude is added to all magnitudes, as in SciPy. */
const LIFT = 1e-7

/** Below this fraction of Σ|h|, a magnitude is rounding error of the transform. */
const NOISE = 2 ** -48

/** Replaces each bin z by log |z|. Magnitudes of at most `noise` count as zeros. */
function toLogMagnitude(spectrum: Samples, noise: number): void {
  const magnitudes = Float64Array.from({ length: spectrum.length / 2 }, (_, k) =>
    Math.hypot(spectrum[2 * k], spectrum[2 * k + 1]),
  )
  const least = magnitudes.reduce((a, b) => (b > noise ? Math.min(a, b) : a), Infinity)
  spectrum.fill(0)
  for (let k = 0; k < magnitudes.length; k++) {
    const magnitude = magnitudes[k] > noise ? magnitudes[k] : magnitudeOfZero(magnitudes, k, noise)
    spectrum[2 * k] = Math.log(magnitude + LIFT * least)
  }
}

/**
 * Returns the magnitude to use for bin k, a zero of the response, so that the sum over the bins approximates the integral.
 * Around a simple zero the magnitudes are |2·sin(πj/F)|, j bins away. Their logarithms sum to log F over all bins but the zero,
 * and their integral is 0. So the zero counts as 1/F, which is 1/(2π) of its neighbours, and a zero of order r as the r-th
 * power of that fraction.
 */
function magnitudeOfZero(magnitudes: Float64Array, k: number, noise: number): number {
  const last = magnitudes.length - 1
  // The half-spectrum is mirrored beyond both ends.
  const around = (distance: number): number =>
    Math.sqrt(magnitudes[Math.abs(k - distance)] * magnitudes[last - Math.abs(last - k - distance)])
  const order = Math.round(Math.log2(around(2) / around(1)))
  if (!(around(1) > noise && order >= 1)) return noise
  return Math.max(around(1) / (2 * Math.PI) ** order, noise)
}

/** Replaces each bin z by exp z. */
function toExponential(spectrum: Samples): void {
  for (let k = 0; k < spectrum.length; k += 2) {
    const magnitude = Math.exp(spectrum[k])
    const angle = spectrum[k + 1]
    spectrum[k] = magnitude * Math.cos(angle)
    spectrum[k + 1] = magnitude * Math.sin(angle)
  }
}

const GREATEST_LENGTH = 2 ** 18

function readKernel(kernel: SignalLike): TypedSignal {
  const taps = readSignal(kernel, 'kernel')
  const { length } = taps
  if (length === 0) throw new RangeError('kernel must have at least one tap, got none')
  if (length > GREATEST_LENGTH) {
    throw new RangeError(`kernel must have at most ${GREATEST_LENGTH} taps, got ${length}`)
  }
  requireFinite(taps, 'kernel')
  if (!taps.every((tap: number) => tap === 0)) return taps
  throw new RangeError('kernel must have a tap that is not 0, got only zeros: they have no phase')
}
