import { requireNumber } from '../require.js'

/** Returns a frequency as a fraction of the Nyquist frequency. Throws unless that is above 0 and below 1. */
export function normalizedFrequency(value: number, sampleRate: number, name: string): number {
  requireNumber(value, name)
  const part = value / (sampleRate / 2)
  if (part > 0 && part < 1) return part
  throw new RangeError(
    `${name} must be above 0 and below half the sample rate, ${sampleRate / 2} Hz, got ${value}` +
      (value > 0 && value < sampleRate / 2 ? ': rounding makes it equal to one of these' : ''),
  )
}
