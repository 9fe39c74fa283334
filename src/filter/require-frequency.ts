import { requireNumber } from '../require.js'

/** Throws unless `value` is a frequency between 0 and the Nyquist frequency, neither of which is one. */
export function requireFrequency(value: number, sampleRate: number, name: string): void {
  requireNumber(value, name)
  if (!(value > 0 && value < sampleRate / 2)) {
    throw new RangeError(
      `${name} is ${value}, but at ${sampleRate} Hz only frequencies above 0 and below ${sampleRate / 2} Hz can be told ` +
        'apart: give one of these',
    )
  }
}
