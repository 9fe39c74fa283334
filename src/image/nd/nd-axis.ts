import { extentOf, type Mode } from '../../convolution/mode.js'

/**
 * One axis of an n-dimensional convolution: `length` samples and `taps` taps give `count` results, from index `start` of the
 * full result on. Laid end to end, neighbours along the axis are `distance` apart.
 */
export interface NdAxis {
  readonly length: number
  readonly taps: number
  readonly start: number
  readonly count: number
  readonly distance: number
}

/**
 * The axes of arrays of these shapes, the last one running fastest. Zeros follow the samples of each axis, as many as the taps
 * reach before the first sample: there they meet the zeros of the preceding row. The taps never reach further beyond the end.
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

/** The position of the number at these indices: Σ index·distance. */
export function placeOf(axes: readonly NdAxis[], index: (axis: NdAxis) => number): number {
  return axes.reduce((place, axis) => place + index(axis) * axis.distance, 0)
}

/** Calls `use` for each row along the last axis of an array with these lengths, with the place where it is stored. */
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
