import type { Samples, SignalPair } from 'tapline'
import { cut } from './signals.js'

/** Two signals in chunks of the given lengths in turn, alternating between the signals. */
export function pairsOf(
  a: Samples,
  b: Samples,
  lengthsOfA: readonly number[],
  lengthsOfB: readonly number[],
): SignalPair[] {
  const [ofA, ofB] = [cut(a, lengthsOfA), cut(b, lengthsOfB)]
  const pairs: SignalPair[] = []
  for (let i = 0; i < Math.max(ofA.length, ofB.length); i++) {
    const [x, y] = [ofA.at(i), ofB.at(i)]
    // Single samples as numbers, too.
    const first = x?.length === 1 ? x[0] : x
    if (first !== undefined && y !== undefined && i % 3 === 0) {
      pairs.push({ a: first, b: y })
      continue
    }
    if (y !== undefined) pairs.push({ b: y })
    if (first !== undefined) pairs.push({ a: first })
  }
  return pairs
}
