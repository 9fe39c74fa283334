import { RealFft } from 'tapline'

/** Computes the power spectrum of one frame of `size` samples: `size / 2 + 1` values. */
export type PowerSpectrum = (frame: Float32Array) => Float32Array

/**
 * A plan for the power spectra of frames of `size` samples (a power of two) under a Hann window w:
 *
 *     P[k] = (2 / Σ w)² · |Σ_n w[n] x[n] exp(-2πi k n / size)|²
 *
 * so that a sine of full scale that falls on bin k has P[k] = 1, that is 0 dB. The returned array is used again by
 * the next call.
 */
export function powerSpectrumOf(size: number): PowerSpectrum {
  const fft = new RealFft(size, { precision: 'float32' })
  const window = Float32Array.from({ length: size }, (_, n) => Math.sin((Math.PI * (n + 0.5)) / size) ** 2)
  const scale = (2 / window.reduce((sum, value) => sum + value, 0)) ** 2
  const windowed = new Float32Array(size)
  const spectrum = new Float32Array(fft.spectrumLength)
  const power = new Float32Array(size / 2 + 1)
  return (frame) => {
    for (let n = 0; n < size; n++) windowed[n] = window[n] * frame[n]
    fft.forward(windowed, spectrum)
    for (let k = 0; k < power.length; k++) {
      const real = spectrum[2 * k]
      const imaginary = spectrum[2 * k + 1]
      power[k] = scale * (real * real + imaginary * imaginary)
    }
    return power
  }
}
