import { RealFft } from '../../transform/real-fft.js'
import { REACH, type Sequence } from '../peaks/vertex.js'

/** A bin of the cross-spectrum that is smaller than this part of the greatest one is rounding, and has no phase. */
const EMPTY = 2 ** -40

/**
 * The cross-correlation of which every frequency has the same weight, by whole lags: 1 at a lag by which `b` is just `a`
 * delayed. The transforms have room for both signals, so that no lag of one end meets the other.
 *
 * @throws RangeError if both have more than 2²⁰ samples together.
 */
export function phaseCorrelation(a: Float64Array, b: Float64Array): Sequence {
  const least = a.length + b.length
  if (least > 2 ** 20) {
    throw new RangeError(
      `a and b have ${least} samples together: give method 'phat' at most ${2 ** 20}, or choose 'correlation'`,
    )
  }
  // Between the two ends as many lags as the interpolation looks beyond each.
  const wanted = 2 ** Math.ceil(Math.log2(least + 2 * (REACH + 1)))
  const size = Math.min(Math.max(wanted, 32), 2 ** 20)
  const fft = new RealFft(size)
  const spectrum = crossSpectrum(spectrumOf(a, fft), spectrumOf(b, fft))
  const share = whiten(spectrum)
  const values = fft.inverse(spectrum)
  return (lag) => values[((lag % size) + size) % size] / share
}

function spectrumOf(signal: Float64Array, fft: RealFft): Float64Array {
  const padded = new Float64Array(fft.size)
  padded.set(signal)
  const spectrum = new Float64Array(fft.spectrumLength)
  fft.forward(padded, spectrum)
  return spectrum
}

/** The conjugate of `a` times `b`, in the place of `a`. */
function crossSpectrum(a: Float64Array, b: Float64Array): Float64Array {
  for (let k = 0; k < a.length; k += 2) {
    const [re, im] = [a[k], a[k + 1]]
    a[k] = re * b[k] + im * b[k + 1]
    a[k + 1] = re * b[k + 1] - im * b[k]
  }
  return a
}

/** Makes every bin one of modulus 1, or 0 where it is empty. Returns which part of all frequencies is not empty. */
function whiten(spectrum: Float64Array): number {
  let greatest = 0
  for (let k = 0; k < spectrum.length; k += 2) {
    greatest = Math.max(greatest, Math.hypot(spectrum[k], spectrum[k + 1]))
  }
  let count = 0
  for (let k = 0; k < spectrum.length; k += 2) {
    const modulus = Math.hypot(spectrum[k], spectrum[k + 1])
    const factor = modulus > EMPTY * greatest ? 1 / modulus : 0
    spectrum[k] *= factor
    spectrum[k + 1] *= factor
    // All but the first and the last bin stand for their conjugates as well.
    if (factor > 0) count += k === 0 || k === spectrum.length - 2 ? 1 : 2
  }
  return count / (spectrum.length - 2)
}
