import { DataError } from '../terminal/errors.js'

/** The parts of a signal that are needed here. */
interface Rated {
  readonly name: string
  /** Undefined if unknown, which matches any. */
  readonly sampleRate: number | undefined
}

/** @throws DataError if template and signal are known to have been sampled at different rates */
export function requireSameRate(template: Rated, signal: Rated): void {
  const rate = signal.sampleRate
  if (template.sampleRate === undefined || rate === undefined || template.sampleRate === rate) return
  throw new DataError(
    `${template.name} is sampled at ${template.sampleRate} Hz, but ${signal.name} at ${rate} Hz: ` +
      `resample one of them, for example with: tapline resample ${template.name} --to ${rate}`,
  )
}
