import type { Samples } from '../../samples.js'
import type { NdAxis } from './nd-axis.js'

/**
 * Returns the array itself if it is finite, else a copy with zeros in place of non-finite numbers, and marks of these gaps.
 */
export function withoutGaps(samples: Samples): { readonly finite: Samples; readonly gaps?: Uint8Array } {
  let gaps: Uint8Array | undefined
  for (let i = 0; i < samples.length; i++) {
    if (!Number.isFinite(samples[i])) (gaps ??= new Uint8Array(samples.length))[i] = 1
  }
  if (gaps === undefined) return { finite: samples }
  const marks = gaps
  return { finite: samples.map((value, i) => (marks[i] === 1 ? 0 : value)), gaps }
}

/**
 * Sets NaN in all results whose sums contain a gap. `isKernel`: they are gaps of the kernel. Every number of the
 * kernel meets the whole signal, as every number of the signal meets the whole kernel.
 */
export function fillGaps(
  out: Samples,
  axes: readonly NdAxis[],
  gaps: Uint8Array | undefined,
  isKernel: boolean,
): void {
  if (gaps === undefined) return
  const shape = axes.map(({ length, taps }) => (isKernel ? taps : length))
  let marks = gaps
  for (const [i, { length, taps, start, count }] of axes.entries()) {
    marks = spread(marks, shape, i, isKernel ? length : taps, start, count)
    shape[i] = count
  }
  for (let i = 0; i < out.length; i++) if (marks[i] === 1) out[i] = NaN
}

/** Along one axis, marks result j if any of the `reach` numbers up to start + j is marked. */
function spread(
  marks: Uint8Array,
  shape: readonly number[],
  axis: number,
  reach: number,
  start: number,
  count: number,
): Uint8Array {
  const length = shape[axis]
  const step = shape.slice(axis + 1).reduce((product, n) => product * n, 1)
  const result = new Uint8Array((marks.length / length) * count)
  for (let outer = 0; outer < marks.length / (length * step); outer++) {
    for (let inner = 0; inner < step; inner++) {
      const [from, to] = [outer * length * step + inner, outer * count * step + inner]
      let last = -Infinity
      for (let n = 0; n < start + count; n++) {
        if (n < length && marks[from + n * step] === 1) last = n
        if (n >= start && n - last < reach) result[to + (n - start) * step] = 1
      }
    }
  }
  return result
}
