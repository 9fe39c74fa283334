import { nextPowerOfTwo } from '../../next-power-of-two.js'
import { binaryScale } from '../../transform/binary-scale.js'
import { GREATEST_SIZE } from '../../transform/block-transform.js'
import { RealFft } from '../../transform/real-fft.js'
import type { Sequence } from '../peaks/vertex.js'

/** A bin of the cross-spectrum that is smaller than this part of the greatest one is rounding, and has no phase. */
const EMPTY = 2 ** -40

/** The transform for `phaseCorrelation` of at least this many samples: a power of two, up to 2²⁰. */
export function phaseTransform(least: number): RealFft {
  return new RealFft(Math.min(Math.max(nextPowerOfTwo(least), 32), GREATEST_SIZE))
}

/** The same for two windows, whose lags up to maxLag do not meet those of the other end. */
export function windowTransform(window: number, maxLag: number): RealFft {
  const least = window + maxLag
  if (least <= GREATEST_SIZE) return phaseTransform(least)
  throw new RangeError(
    `window must be at most ${GREATEST_SIZE} samples, together with maxLag, for 'phat', got ${least}`,
  )
}

/**
 * The cross-correlation in which every frequency has the same weight, by whole lags: 1 at a lag by which `b` is just `a`
 * delayed. Lags are taken modulo the size of the transform, which must not be less than that of a signal.
 */
export function phaseCorrelation(a: Float64Array, b: Float64Array, fft: RealFft): Sequence {
  const { size } = fft
  const spectrum = crossSpectrum(spectrumOf(a, fft), spectrumOf(b, fft))
  const share = whiten(spectrum)
  const values = fft.inverse(spectrum)
  return (lag) => (share === 0 ? 0 : values[((lag % size) + size) % size] / share)
}

/** Scaled so that no square of a product overflows or vanishes. */
function spectrumOf(signal: Float64Array, fft: RealFft): Float64Array {
  const scale = binaryScale(signal) || 1
  const padded = new Float64Array(fft.size)
  for (let n = 0; n < signal.length; n++) padded[n] = signal[n] / scale
  const spectrum = new Float64Array(fft.spectrumLength)
  fft.forward(padded, spectrum)
  return spectrum
}

/** The conjugate of `a` times `b`, in the place of `a`. */
function crossSpectrum(a: Float64Array, b: Float64Array): Float64Array {
  for (let k = 0; k < a.length; k += 2) {
    const re = a[k]
    const im = a[k + 1]
    a[k] = re * b[k] + im * b[k + 1]
    a[k + 1] = re * b[k + 1] - im * b[k]
  }
  return a
}

/** Scales every bin to modulus 1, or to 0 if it is empty. Returns the fraction of all frequencies that are not empty. */
function whiten(spectrum: Float64Array): number {
  let greatest = 0
  for (let k = 0; k < spectrum.length; k += 2) {
    greatest = Math.max(greatest, squareAt(spectrum, k))
  }
  const least = EMPTY ** 2 * greatest
  let count = 0
  for (let k = 0; k < spectrum.length; k += 2) {
    const square = squareAt(spectrum, k)
    const factor = square > least ? 1 / Math.sqrt(square) : 0
    spectrum[k] *= factor
    spectrum[k + 1] *= factor
    // All but the first and the last bin stand for their conjugates as well.
    if (factor > 0) count += k === 0 || k === spectrum.length - 2 ? 1 : 2
  }
  return count / (spectrum.length - 2)
}

function squareAt(spectrum: Float64Array, k: number): number {
  return spectrum[k] * spectrum[k] + spectrum[k + 1] * spectrum[k + 1]
}
