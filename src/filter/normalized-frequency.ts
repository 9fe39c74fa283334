import { requireNumber } from '../require.js'

/** A frequency in parts of the Nyquist frequency. Throws unless that is between 0 and 1, and neither of them. */
export function normalizedFrequency(value: number, sampleRate: number, name: string): number {
  requireNumber(value, name)
  const part = value / (sampleRate / 2)
  if (part > 0 && part < 1) return part
  throw new RangeError(
    `${name} must be above 0 and below half the sample rate, ${sampleRate / 2} Hz, got ${value}` +
      (value > 0 && value < sampleRate / 2 ? ': it cannot be told from one of these' : ''),
  )
}
