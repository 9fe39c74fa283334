import { UsageError } from '../terminal/errors.js'

/** The sample rate, in Hz. @throws UsageError if neither the input nor the user states it. */
export function requireRate(
  { name, sampleRate }: { readonly name: string; readonly sampleRate: number | undefined },
  remedy = 'pass --rate',
): number {
  if (sampleRate !== undefined) return sampleRate
  throw new UsageError(`${name} does not state its sample rate: ${remedy}`)
}
