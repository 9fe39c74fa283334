import { axisOf, reachOf } from './axis.js'
import type { Convolve2dOptions } from './convolve-2d-options.js'
import type { Task } from './plan.js'
import type { Size } from './size-change.js'

/** The task for an image and a kernel of these sizes, which messages call by its name. Throws where the mode has no results. */
export function taskOf(
  image: Size,
  coefficients: Float64Array,
  shape: Size,
  { mode = 'full', stride = 1, dilation = 1 }: Convolve2dOptions,
  name: string,
): Task {
  // Sizes first: the mode's rule for lengths is for signals, where the longer input may be either one.
  const x = axisOf(mode, image.width, shape.width, stride, dilation)
  const y = axisOf(mode, image.height, shape.height, stride, dilation)
  if (mode === 'valid' && (reachOf(x) > image.width || reachOf(y) > image.height)) {
    throw new RangeError(
      `${name} must fit into the image, of ${image.width} x ${image.height} pixels, in mode 'valid', ` +
        `got one that reaches over ${reachOf(x)} x ${reachOf(y)}: choose 'same' or 'full'`,
    )
  }
  return { x, y, coefficients }
}
