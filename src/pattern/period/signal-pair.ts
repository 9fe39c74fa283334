import { readChunk, requireObject } from '../../require.js'
import type { SignalLike, TypedSignal } from '../../samples.js'

/** The new samples of two signals: chunks of any lengths, or single numbers. Leave out a signal that has no new samples. */
export interface SignalPair {
  readonly a?: SignalLike | number
  readonly b?: SignalLike | number
}

/** The two chunks. Throws unless they are in an object `{ a, b }`, where one may be missing. */
export function readPair(pair: SignalPair): { readonly a: TypedSignal; readonly b: TypedSignal } {
  requireObject(pair, 'pair', '{ a, b }')
  const { a, b } = pair
  if (a === undefined && b === undefined) throw new TypeError('pair must have a or b, got neither')
  return { a: readOptional(a, 'a'), b: readOptional(b, 'b') }
}

function readOptional(chunk: SignalLike | number | undefined, name: string): TypedSignal {
  return chunk === undefined ? new Float64Array(0) : readChunk(chunk, name)
}
