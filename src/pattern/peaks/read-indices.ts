import { readSignal } from '../../require.js'

/** Indices in order, each once, and for each given index its place among them. */
export interface SortedIndices {
  readonly sorted: Int32Array
  readonly ranks: Int32Array
}

/** @throws TypeError, RangeError unless the indices are whole numbers below `length`. */
export function readIndices(indices: ArrayLike<number>, length: number): SortedIndices {
  const given = readSignal(indices, 'indices')
  const wrong = given.findIndex((index) => !(Number.isInteger(index) && index >= 0 && index < length))
  if (wrong >= 0) {
    throw new RangeError(
      length === 0
        ? `indices must be empty for a signal without samples, got ${given.length} of them`
        : `indices[${wrong}] must be a whole number from 0 to ${length - 1}, got ${given[wrong]}`,
    )
  }
  const sorted = Int32Array.from(new Set(given)).sort()
  const rankOf = new Map(Array.from(sorted, (index, rank) => [index, rank]))
  return { sorted, ranks: Int32Array.from(given, (index) => rankOf.get(index) ?? 0) }
}
