import { DataError } from '../terminal/errors.js'

/** A signal, as far as this is about it. */
interface Rated {
  readonly name: string
  /** Undefined where it is not known, and goes with any. */
  readonly sampleRate: number | undefined
}

/** @throws DataError if template and signal are known to have been sampled at different rates */
export function requireSameRate(template: Rated, signal: Rated): void {
  const rate = signal.sampleRate
  if (template.sampleRate === undefined || rate === undefined || template.sampleRate === rate) return
  throw new DataError(
    `${template.name} has ${template.sampleRate} samples a second, but ${signal.name} has ${rate}: ` +
      `resample one of them, for example with: sox ${template.name} -r ${rate} resampled.wav`,
  )
}
