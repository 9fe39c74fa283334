import { extentOf, type Mode } from '../convolution/mode.js'

/**
 * One axis of a convolution along many: `length` samples and `taps` give the `count` results from `start` of the full one on.
 * Laid end to end, neighbours along the axis are `distance` apart.
 */
export interface NdAxis {
  readonly length: number
  readonly taps: number
  readonly start: number
  readonly count: number
  readonly distance: number
}

/**
 * The axes of arrays of these shapes, the last one running fastest. So many zeros lie behind the samples of each axis as its
 * taps reach beyond their beginning, where they meet the zeros behind the row before. They never reach further beyond the end.
 */
export function ndAxes(mode: Mode, shape: readonly number[], kernelShape: readonly number[]): NdAxis[] {
  const axes: NdAxis[] = []
  let distance = 1
  for (let i = shape.length - 1; i >= 0; i--) {
    const [length, taps] = [shape[i], kernelShape[i]]
    const { start, length: count } = extentOf(mode, length, taps)
    axes.unshift({ length, taps, start, count, distance })
    distance *= length + taps - 1 - start
  }
  return axes
}

/** Where the numbers at these indices lie: Σ index·distance. */
export function placeOf(axes: readonly NdAxis[], index: (axis: NdAxis) => number): number {
  return axes.reduce((place, axis) => place + index(axis) * axis.distance, 0)
}

/** Calls for each row along the last axis, of an array with so many numbers along each axis, with where it is laid. */
export function eachRow(
  axes: readonly NdAxis[],
  lengthOf: (axis: NdAxis) => number,
  visit: (row: number, place: number) => void,
): void {
  let row = 0
  const along = (i: number, place: number): void => {
    if (i === axes.length - 1) {
      visit(row++, place)
      return
    }
    const { distance } = axes[i]
    for (let n = 0; n < lengthOf(axes[i]); n++) along(i + 1, place + n * distance)
  }
  along(0, 0)
}
