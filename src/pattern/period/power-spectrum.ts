import { nextPowerOfTwo } from '../../next-power-of-two.js'
import { RealFft } from '../../transform/real-fft.js'

/** The greatest size of one transform. A longer signal is split into its even and odd samples, and these again. */
const GREATEST_SIZE = 2 ** 20

/**
 * The power of a signal at the frequencies k/size, k = 0..size/2, in cycles a sample. That of white noise is its variance, on
 * the average; that of a sine of amplitude A is some A²·N/6 at its frequency.
 */
export interface PowerSpectrum {
  readonly size: number
  readonly powers: Float64Array
  /** size/N: half the width of a line in bins, without what the window adds. */
  readonly lineWidth: number
}

/**
 * The power spectrum of a signal in a Hann window, whose lines have next to no skirts, followed by at least as many zeros, so
 * that no line falls between two bins.
 */
export function powerSpectrum(signal: Float64Array): PowerSpectrum {
  const size = nextPowerOfTwo(2 * Math.max(signal.length, 32))
  const stride = Math.max(size / GREATEST_SIZE, 1)
  const fft = new RealFft(size / stride)
  const powers = new Float64Array(size / 2 + 1)
  const windowed = signal.map((value, n) => value * (1 - Math.cos((2 * Math.PI * (n + 0.5)) / signal.length)))
  if (stride === 1) addPowers(powers, spectrumOf(windowed, 0, 1, fft))
  else addInterleaved(powers, windowed, stride, fft)
  // The squares of the window are 1.5 on the average.
  for (let k = 0; k < powers.length; k++) powers[k] /= 1.5 * signal.length
  return { size, powers, lineWidth: size / signal.length }
}

/** The spectrum of the samples `first`, `first + stride`, … */
function spectrumOf(signal: Float64Array, first: number, stride: number, fft: RealFft): Float64Array {
  const part = new Float64Array(fft.size)
  for (let n = first, i = 0; n < signal.length; n += stride, i++) part[i] = signal[n]
  const spectrum = new Float64Array(fft.spectrumLength)
  fft.forward(part, spectrum)
  return spectrum
}

function addPowers(powers: Float64Array, spectrum: Float64Array): void {
  for (let k = 0; k < powers.length; k++) powers[k] = spectrum[2 * k] ** 2 + spectrum[2 * k + 1] ** 2
}

/** By decimation in time: the spectrum of the whole is the sum of those of its parts, each turned by its delay. */
function addInterleaved(powers: Float64Array, signal: Float64Array, stride: number, fft: RealFft): void {
  const spectra = Array.from({ length: stride }, (_, first) => spectrumOf(signal, first, stride, fft))
  const size = fft.size * stride
  for (let k = 0; k < powers.length; k++) {
    // Bins above half of a part's size are the conjugates of those below.
    const bin = k % fft.size
    const sign = bin > fft.size / 2 ? -1 : 1
    const at = 2 * (sign > 0 ? bin : fft.size - bin)
    let re = spectra[0][at]
    let im = sign * spectra[0][at + 1]
    for (let first = 1; first < stride; first++) {
      const angle = (-2 * Math.PI * k * first) / size
      const [cosine, sine] = [Math.cos(angle), Math.sin(angle)]
      const [partRe, partIm] = [spectra[first][at], sign * spectra[first][at + 1]]
      re += cosine * partRe - sine * partIm
      im += cosine * partIm + sine * partRe
    }
    powers[k] = re ** 2 + im ** 2
  }
}
