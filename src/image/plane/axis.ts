import { type Extent, extentOf, type Mode } from '../../convolution/mode.js'

/**
 * One direction of a correlation: output j reads the samples at start + j·stride + k·dilation for k < taps. Some may lie beyond
 * the edges.
 */
export interface Axis {
  readonly start: number
  readonly stride: number
  readonly dilation: number
  readonly taps: number
  /** The number of outputs. */
  readonly count: number
}

/** The axis of a mode, for `length` samples and `taps` taps. */
export function axisOf(mode: Mode, length: number, taps: number, stride: number, dilation: number): Axis {
  const reach = (taps - 1) * dilation + 1
  const extent: Extent = extentOf(mode, length, reach)
  const start = extent.start - (reach - 1)
  return withCount({ start, stride, dilation, taps }, Math.ceil(extent.length / stride))
}

/** The axis with `count` outputs. A single output gets stride 1: a larger one would only cost memory. */
export function withCount(axis: Omit<Axis, 'count'>, count: number): Axis {
  return { ...axis, stride: count > 1 ? axis.stride : 1, count }
}

/** The number of samples from the first that one output reads to the last, inclusive. */
export function reachOf({ taps, dilation }: Omit<Axis, 'count'>): number {
  return (taps - 1) * dilation + 1
}

/** The number of samples from the first that `count` outputs read to the last, inclusive. */
export function spanOf(axis: Axis, count: number): number {
  return (count - 1) * axis.stride + reachOf(axis)
}
