import { describe } from '../describe.js'
import { readSignal } from '../require.js'
import type { SignalLike, TypedSignal } from '../samples.js'

/**
 * Returns the chunks of all channels, each read once.
 *
 * @param names The names of the chunks in messages, one per channel.
 * @param name The name of their list.
 * @throws TypeError unless it is an array with one array of numbers per channel. RangeError if these differ in length.
 */
export function readChannels(
  chunks: readonly SignalLike[],
  names: readonly string[],
  kind: string,
  name = 'chunks',
): TypedSignal[] {
  requireChannels(chunks, names.length, name, kind)
  const inputs: TypedSignal[] = []
  for (let i = 0; i < names.length; i++) inputs.push(readSignal(chunks[i], names[i]))
  for (let i = 1; i < inputs.length; i++) {
    if (inputs[i].length === inputs[0].length) continue
    throw new RangeError(
      `${name}[${i}] must have ${inputs[0].length} samples, as ${name}[0] has, got ${inputs[i].length}`,
    )
  }
  return inputs
}

/** The names of the chunks of some channels, for `readChannels`. */
export function chunkNames(count: number, name = 'chunks'): string[] {
  return Array.from({ length: count }, (_, i) => `${name}[${i}]`)
}

/** Throws unless it is an array with one element for each of `count` channels. */
export function requireChannels(list: readonly unknown[], count: number, name: string, kind: string): void {
  if (!Array.isArray(list)) {
    throw new TypeError(
      `${name} must be an array that holds one array of samples per ${kind}, got ${describe(list)}`,
    )
  }
  if (list.length === count) return
  throw new RangeError(`${name} must hold ${count} arrays, one per ${kind}, got ${list.length}`)
}
