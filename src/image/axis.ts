import { type Extent, extentOf, type Mode } from '../convolution/mode.js'

/**
 * One direction of a correlation: output j takes the samples at start + j·stride + k·dilation, for k < taps. They may lie
 * beyond the edges.
 */
export interface Axis {
  readonly start: number
  readonly stride: number
  readonly dilation: number
  readonly taps: number
  /** How many outputs there are. */
  readonly count: number
}

/** The axis of a mode, for `length` samples and so many taps. */
export function axisOf(mode: Mode, length: number, taps: number, stride: number, dilation: number): Axis {
  const reach = (taps - 1) * dilation + 1
  const extent: Extent = extentOf(mode, length, reach)
  const start = extent.start - (reach - 1)
  return withCount({ start, stride, dilation, taps }, Math.ceil(extent.length / stride))
}

/** The axis of so many outputs. Where there is but one, a stride would only cost memory. */
export function withCount(axis: Omit<Axis, 'count'>, count: number): Axis {
  return { ...axis, stride: count > 1 ? axis.stride : 1, count }
}

/** From the first sample that an output takes to the last one, both counted. */
export function reachOf({ taps, dilation }: Omit<Axis, 'count'>): number {
  return (taps - 1) * dilation + 1
}

/** How many samples `count` outputs take together, counted alike. */
export function spanOf(axis: Axis, count: number): number {
  return (count - 1) * axis.stride + reachOf(axis)
}
