import { nextPowerOfTwo } from '../next-power-of-two.js'
import {
  type OptionNames,
  readOptions,
  readSignal,
  requireCount,
  requireFinite,
  requireInRange,
} from '../require.js'
import type { OwnFloat64Array, Samples, SignalLike } from '../samples.js'
import { binaryScale } from '../transform/binary-scale.js'
import { RealFft } from '../transform/real-fft.js'

/** The options of `inverseKernel`. */
export interface InverseKernelOptions {
  /** The number of taps of the inverse, L. Default: twice that of the kernel. */
  readonly length?: number
  /** The pre-delay: the delay of the kernel and its inverse in series, in samples, less than L. Default: ⌊L/2⌋. */
  readonly delay?: number
  /** β, from 0 to 1, as a fraction of the greatest gain squared. Default 0.001: gains are lifted by at most 24 dB. */
  readonly regularization?: number
}

const OPTIONS: OptionNames<InverseKernelOptions> = { length: true, delay: true, regularization: true }

const GREATEST_LENGTH = 2 ** 18

/**
 * Returns a kernel that undoes another one: the two in series are nearly a delay. It corrects rooms and loudspeakers.
 *
 * Its response is conj(H)/(|H|² + β·max|H|²)·exp(−iω·delay). Where H is strong, that is 1/H; where H is weak, β keeps the inverse
 * from lifting noise, to no more than 1/(2√β) relative to the strongest frequency. A response whose phase is not minimal, such as
 * that of a room, has an inverse that begins before time 0: the pre-delay makes room for it. The transforms have F points, the
 * least power of two that is at least 4·max(K, L); L samples of the inverse's response are kept.
 *
 * Computed in float64. Cost: two transforms of F points.
 *
 * @param kernel K taps, such as the impulse response of a room, all finite.
 * @param options Length, pre-delay and regularization.
 * @returns L taps, as a new array.
 * @throws TypeError if the kernel is not an array of numbers, or an option of the wrong kind or unknown. RangeError if the kernel
 *   is empty, zero throughout or not finite, or has more than 2¹⁸ taps; if the length is not a whole number from 1 to 2¹⁸, the
 *   delay one from 0 to L − 1, or the regularization a number from 0 to 1; or if β is 0 and H is 0 at a frequency of the
 *   transform.
 * @example
 * // An echo, and its inverse: together they are an impulse, 8 samples late.
 * const echo = [1, 0, 0.5]
 * const inverse = inverseKernel(echo, { length: 32, delay: 8, regularization: 1e-6 })
 * Array.from(convolve(echo, inverse).slice(6, 11), (y) => Math.abs(y).toFixed(3)).join(' ') // '0.000 0.000 1.000 0.000 0.000'
 * @see wiener, for a kernel between two recordings
 *
 * References: O. Kirkeby, P. A. Nelson, H. Hamada, F. Orduna-Bustamante, Fast deconvolution of multichannel systems using
 * regularization, IEEE Trans. Speech and Audio Processing 6 (1998).
 */
export function inverseKernel(kernel: SignalLike, options?: InverseKernelOptions): OwnFloat64Array {
  const taps = readSignal(kernel, 'kernel')
  const read = readOptions(options, OPTIONS)
  requireCount(taps.length, 1, 'kernel.length', GREATEST_LENGTH)
  requireFinite(taps, 'kernel')
  const { length = Math.min(2 * taps.length, GREATEST_LENGTH), regularization = 0.001 } = read
  requireCount(length, 1, 'length', GREATEST_LENGTH)
  const { delay = Math.floor(length / 2) } = read
  requireCount(delay, 0, 'delay', length - 1)
  requireInRange(regularization, 0, 1, 'regularization')
  const scale = binaryScale(taps)
  if (scale === 0)
    throw new RangeError('kernel must have a tap that is not 0, got only zeros: nothing undoes them')
  const size = Math.max(nextPowerOfTwo(4 * Math.max(taps.length, length)), 32)
  const fft = new RealFft(size)
  const padded = new Float64Array(size)
  for (let k = 0; k < taps.length; k++) padded[k] = taps[k] / scale
  const spectrum = fft.forward(padded)
  invert(spectrum, regularization)
  const response = fft.inverse(spectrum)
  // Times before 0 are at the end.
  return Float64Array.from({ length }, (_, n) => response[(n - delay + size) % size] / scale)
}

/** Replaces each bin z by conj(z)/(|z|² + β·max|z|²). */
function invert(spectrum: Samples, regularization: number): void {
  let greatest = 0
  for (let k = 0; k < spectrum.length; k += 2) greatest = Math.max(greatest, powerAt(spectrum, k))
  const added = regularization * greatest
  for (let k = 0; k < spectrum.length; k += 2) {
    const divisor = powerAt(spectrum, k) + added
    if (!(divisor > NOISE * greatest)) {
      throw new RangeError(
        `regularization must be above 0 for a kernel with a zero in its response, got ${regularization}`,
      )
    }
    spectrum[k] /= divisor
    spectrum[k + 1] /= -divisor
  }
}

/** Below this fraction of the greatest power, a bin is rounding error. */
const NOISE = 2 ** -96

function powerAt(spectrum: Samples, k: number): number {
  return spectrum[k] ** 2 + spectrum[k + 1] ** 2
}
