import { requireSignal } from '../require.js'
import { precisionOf, type Samples, type SignalLike, zeros } from '../samples.js'
import { GREATEST_SIZE } from '../transform/block-transform.js'
import { RealFft } from '../transform/real-fft.js'
import { binaryScale } from './binary-scale.js'

/**
 * The kernel of the same length and, nearly, the same magnitude response that has the least delay: its energy comes as early
 * as it can.
 *
 * By the homomorphic method: the logarithm of the magnitude is transformed back (the cepstrum), what lies at negative
 * times is folded onto the positive ones, and the exponential of the transform is the response of minimum phase. As SciPy's
 * `minimum_phase(h, method='homomorphic', half=False)`. The transforms have F points, the power of two from 200·(K − 1)
 * on, but at most 2²⁰: the fewer a tap, the less exact where the response is near zero. A stopband stays a stopband,
 * but its zeros are filled up a little.
 *
 * Computed in float64. Cost: four transforms of F points.
 *
 * @param kernel K taps, of any phase, all finite.
 * @returns K taps, as a new array: a `Float32Array` where the kernel is one, else a `Float64Array`.
 * @throws TypeError if the kernel is no array of numbers. RangeError if it is empty, is zero throughout, holds a value that
 *   is not finite, or has more than 2¹⁸ taps.
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
  requireKernel(kernel)
  const scale = binaryScale(kernel)
  const result = zeros(kernel.length, precisionOf(kernel))
  // A single tap has no phase but its sign.
  if (kernel.length === 1) return result.fill(Math.abs(kernel[0]))
  const size = Math.min(2 ** Math.ceil(Math.log2(200 * (kernel.length - 1))), GREATEST_SIZE)
  const fft = new RealFft(size)
  const padded = new Float64Array(size)
  for (let k = 0; k < kernel.length; k++) padded[k] = kernel[k] / scale
  const spectrum = fft.forward(padded)
  toLogMagnitude(spectrum)
  const cepstrum = fft.inverse(spectrum)
  for (let n = 1; n < size / 2; n++) cepstrum[n] *= 2
  cepstrum.fill(0, size / 2)
  fft.forward(cepstrum, spectrum)
  toExponential(spectrum)
  const response = fft.inverse(spectrum)
  for (let k = 0; k < result.length; k++) result[k] = response[k] * scale
  return result
}

/** A tenth of a millionth of the least magnitude is added, so that a zero has a logarithm. */
const LIFT = 1e-7

/** Each bin z becomes log |z|. */
function toLogMagnitude(spectrum: Samples): void {
  let least = Infinity
  for (let k = 0; k < spectrum.length; k += 2) {
    const magnitude = Math.hypot(spectrum[k], spectrum[k + 1])
    spectrum[k] = magnitude
    spectrum[k + 1] = 0
    if (magnitude > 0) least = Math.min(least, magnitude)
  }
  for (let k = 0; k < spectrum.length; k += 2) spectrum[k] = Math.log(spectrum[k] + LIFT * least)
}

/** Each bin z becomes exp z. */
function toExponential(spectrum: Samples): void {
  for (let k = 0; k < spectrum.length; k += 2) {
    const magnitude = Math.exp(spectrum[k])
    const angle = spectrum[k + 1]
    spectrum[k] = magnitude * Math.cos(angle)
    spectrum[k + 1] = magnitude * Math.sin(angle)
  }
}

const GREATEST_LENGTH = 2 ** 18

function requireKernel(kernel: SignalLike): void {
  requireSignal(kernel, 'kernel')
  const { length } = kernel
  if (length === 0) throw new RangeError('kernel is empty: give at least one tap')
  if (length > GREATEST_LENGTH) {
    throw new RangeError(`kernel has ${length} taps: give at most ${GREATEST_LENGTH}`)
  }
  let isZero = true
  for (let k = 0; k < length; k++) {
    if (!Number.isFinite(kernel[k])) {
      throw new RangeError(`kernel[${k}] is ${kernel[k]}, not a finite number: mend or remove it`)
    }
    if (kernel[k] !== 0) isZero = false
  }
  if (isZero)
    throw new RangeError('kernel is zero throughout, and has no phase: give one with a tap that is not')
}
