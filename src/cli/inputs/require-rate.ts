import { UsageError } from '../terminal/errors.js'

/** The sample rate, in Hz. @throws UsageError if the input does not say it, and the user did not either */
export function requireRate(
  { name, sampleRate }: { readonly name: string; readonly sampleRate: number | undefined },
  remedy = 'give --rate',
): number {
  if (sampleRate !== undefined) return sampleRate
  throw new UsageError(`${name} does not say how many readings a second it holds: ${remedy}`)
}
