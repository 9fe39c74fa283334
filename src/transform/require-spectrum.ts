import type { SignalLike } from '../samples.js'
import type { Framing } from './framing.js'

/** Throws unless the length of a spectrum fits this FFT size. */
export function requireSpectrum(
  spectrum: SignalLike,
  { fft }: Framing,
  name: string,
  remedy = 'use the fftSize that stft had',
): void {
  if (spectrum.length === fft.spectrumLength) return
  throw new RangeError(
    `${name} must have ${fft.spectrumLength} numbers for fftSize ${fft.size}, got ${spectrum.length}: ${remedy}`,
  )
}
