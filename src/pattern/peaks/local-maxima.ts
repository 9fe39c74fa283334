import type { Samples } from '../../samples.js'

/** Runs of equal samples that are higher than both of their neighbours, in their order: run i is [left[i], right[i]]. */
export interface Maxima {
  readonly left: Int32Array
  readonly right: Int32Array
}

/**
 * All local maxima: samples, or runs of equal samples, between two lower samples. The first and the last sample never are. NaN is
 * neither higher nor lower than anything.
 */
export function localMaxima(values: Samples): Maxima {
  const mostMaxima = Math.floor(values.length / 2)
  const left = new Int32Array(mostMaxima)
  const right = new Int32Array(mostMaxima)
  const last = values.length - 1
  let count = 0
  for (let i = 1; i < last; i++) {
    if (!(values[i - 1] < values[i])) continue
    const start = i
    while (i < last && values[i + 1] === values[start]) i++
    if (i === last || !(values[i + 1] < values[start])) continue
    left[count] = start
    right[count++] = i
  }
  return { left: left.slice(0, count), right: right.slice(0, count) }
}
