import { type Axis, axisOf, reachOf } from '../plane/axis.js'
import type { Convolve2dOptions } from './convolve-2d-options.js'
import { paddedAxis, readSides, sameUpper } from '../plane/padding.js'
import type { Task } from './plan.js'
import type { Size } from '../plane/size-change.js'

/**
 * Returns the task for an image and a kernel of these sizes; messages call the kernel `name`. Throws if the mode has no
 * results.
 */
export function taskOf(
  image: Size,
  coefficients: Float64Array,
  shape: Size,
  options: Convolve2dOptions,
  name: string,
): Task {
  const x = axisFor(options, 'x', image.width, shape.width)
  const y = axisFor(options, 'y', image.height, shape.height)
  if (x !== undefined && y !== undefined) return { x, y, coefficients }
  const { dilation = 1, padding } = options
  const [across, down] = [shape.width, shape.height].map((taps) => (taps - 1) * dilation + 1)
  const where = padding === undefined ? "in mode 'valid'" : 'with its padding'
  throw new RangeError(
    `${name} must fit into the image of ${image.width} x ${image.height} pixels ${where}, ` +
      `got one that spans ${across} x ${down}: choose ${padding === undefined ? "'same' or 'full'" : 'more padding'}`,
  )
}

/** The axis in one direction, or undefined if the kernel does not fit. */
function axisFor(
  { mode = 'full', padding, stride = 1, dilation = 1 }: Convolve2dOptions,
  direction: 'x' | 'y',
  length: number,
  taps: number,
): Axis | undefined {
  const steps = { taps, stride, dilation }
  if (padding !== undefined) {
    const ends =
      padding === 'same-upper' ? sameUpper(length, steps) : readSides(padding, 'padding')[direction]
    return paddedAxis(length, ends, steps)
  }
  // Check sizes first: the rule of mode 'valid' is for signals, where either input may be the longer one.
  const axis = axisOf(mode, length, taps, stride, dilation)
  return mode === 'valid' && reachOf(axis) > length ? undefined : axis
}
