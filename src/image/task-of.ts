import { type Axis, axisOf, reachOf } from './axis.js'
import type { Convolve2dOptions } from './convolve-2d-options.js'
import { paddedAxis, readSides, sameUpper } from './padding.js'
import type { Task } from './plan.js'
import type { Size } from './size-change.js'

/** The task for an image and a kernel of these sizes, which messages call by its name. Throws where the mode has no results. */
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
    `${name} must fit into the image, of ${image.width} x ${image.height} pixels, ${where}, ` +
      `got one that reaches over ${across} x ${down}: choose ${padding === undefined ? "'same' or 'full'" : 'more padding'}`,
  )
}

/** The axis in one direction, or undefined where the kernel does not fit in. */
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
  // Sizes first: the mode's rule for lengths is for signals, where the longer input may be either one.
  const axis = axisOf(mode, length, taps, stride, dilation)
  return mode === 'valid' && reachOf(axis) > length ? undefined : axis
}
