import type { Boundary } from '../../image/plane/boundary.js'
import { mergeChannels, splitChannels } from '../../image/plane/channels.js'
import { emboss, sharpen, unsharp } from '../../image/kernels/detail-kernels.js'
import { laplacian, scharr, sobel } from '../../image/kernels/edge-kernels.js'
import { filterFrame } from '../../image/frames/filter-frame.js'
import type { Frame } from '../../image/plane/frame.js'
import { gradients } from '../../image/convolve/gradients.js'
import { luminance } from '../../image/plane/luminance.js'
import type { Plane } from '../../image/plane/plane.js'
import { box, gaussian } from '../../image/kernels/smoothing-kernels.js'
import { UsageError } from '../terminal/errors.js'

/** What is made of an image. */
export type ImageFilter = (frame: Frame, boundary: Boundary) => Frame

/** What some of the named filters can be told. */
export interface FilterSettings {
  /** Of a Gaussian, in pixels. */
  readonly sigma?: number
  /** Pixels of a side. */
  readonly size?: number
  /** How much is sharpened. */
  readonly amount?: number
}

interface NamedFilter {
  readonly takes: readonly (keyof FilterSettings)[]
  readonly make: (settings: FilterSettings) => ImageFilter
}

const filters: Readonly<Record<string, NamedFilter>> = {
  gaussian: { takes: ['sigma'], make: ({ sigma = 1 }) => convolving(gaussian(sigma)) },
  box: { takes: ['size'], make: ({ size = 3 }) => convolving(box(size)) },
  sobel: { takes: [], make: () => edges },
  'sobel-x': { takes: [], make: () => convolving(sobel('x')) },
  'sobel-y': { takes: [], make: () => convolving(sobel('y')) },
  'scharr-x': { takes: [], make: () => convolving(scharr('x')) },
  'scharr-y': { takes: [], make: () => convolving(scharr('y')) },
  laplacian: { takes: [], make: () => convolving(laplacian()) },
  sharpen: { takes: ['amount'], make: ({ amount }) => convolving(sharpen(amount)) },
  unsharp: {
    takes: ['sigma', 'amount'],
    make: ({ sigma = 1, amount }) => convolving(unsharp(sigma, amount)),
  },
  emboss: { takes: [], make: () => convolving(emboss()) },
}

export const filterNames = Object.keys(filters)

/**
 * The filter of a name.
 *
 * @throws UsageError if there is none, or it is told what it does not take
 */
export function namedFilter(name: string, settings: FilterSettings): ImageFilter {
  if (!filterNames.includes(name)) {
    throw new UsageError(`there is no kernel ${name}: give one of ${filterNames.join(', ')}, or a .csv file`)
  }
  const { takes, make } = filters[name]
  requireTaken(name, takes, settings)
  return make(settings)
}

/** @throws UsageError if what is called by this name does not take one of the settings */
export function requireTaken(
  name: string,
  takes: readonly (keyof FilterSettings)[],
  settings: FilterSettings,
): void {
  for (const setting of ['sigma', 'size', 'amount'] as const) {
    if (settings[setting] === undefined || takes.includes(setting)) continue
    throw new UsageError(`--${setting} does not go with the kernel ${name}: leave it out`)
  }
}

/** Red, green and blue convolved with a kernel. */
export function convolving(kernel: Plane): ImageFilter {
  return (frame, boundary) => filterFrame(frame, kernel, { boundary })
}

/** How steeply the brightness rises, in grey; alpha stays. */
function edges(frame: Frame, boundary: Boundary): Frame {
  const { magnitude } = gradients(luminance(frame), { boundary })
  const { alpha } = splitChannels(frame)
  return mergeChannels({ red: magnitude, green: magnitude, blue: magnitude, alpha })
}
