import type { SignalLike } from '../../samples.js'

/** The envelope of a curve: the least and the greatest value in each of several equal stretches. */
export interface Envelope {
  readonly least: Float64Array
  readonly greatest: Float64Array
}

/**
 * Computes the envelope of a curve in at most `columns` columns; if there are fewer values, one column per value. NaN if all values
 * of a column are.
 */
export function envelopeOf(values: SignalLike, columns: number): Envelope {
  const { length } = values
  const count = Math.min(columns, length)
  const least = new Float64Array(count).fill(NaN)
  const greatest = new Float64Array(count).fill(NaN)
  for (let n = 0; n < length; n++) {
    const value = values[n]
    const column = Math.floor((n * count) / length)
    // Written so that the first number replaces NaN.
    if (!(least[column] <= value) && !Number.isNaN(value)) least[column] = value
    if (!(greatest[column] >= value) && !Number.isNaN(value)) greatest[column] = value
  }
  return { least, greatest }
}
