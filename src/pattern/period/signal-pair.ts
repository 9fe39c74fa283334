import { readChunk, requireObject } from '../../require.js'
import type { SignalLike, TypedSignal } from '../../samples.js'

/** What has come of two signals since the last call: chunks of any lengths, or single samples. One that is left out has none. */
export interface SignalPair {
  readonly a?: SignalLike | number
  readonly b?: SignalLike | number
}

/** Returns the two chunks. Throws unless they are in an object `{ a, b }`, which may lack one. */
export function readPair(pair: SignalPair): { readonly a: TypedSignal; readonly b: TypedSignal } {
  requireObject(pair, 'pair', '{ a, b }')
  const { a, b } = pair
  if (a === undefined && b === undefined) throw new TypeError('pair must have a or b, got neither')
  return { a: readOptional(a, 'a'), b: readOptional(b, 'b') }
}

function readOptional(chunk: SignalLike | number | undefined, name: string): TypedSignal {
  return chunk === undefined ? new Float64Array(0) : readChunk(chunk, name)
}
