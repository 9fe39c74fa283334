import type { Boundary } from '../../image/plane/boundary.js'
import { emboss, sharpen, unsharp } from '../../image/kernels/detail-kernels.js'
import { laplacian, scharr, sobel } from '../../image/kernels/edge-kernels.js'
import { convolve2d } from '../../image/convolve/convolve-2d.js'
import { filterFrame } from '../../image/frames/filter-frame.js'
import type { Frame } from '../../image/plane/frame.js'
import { gradients } from '../../image/convolve/gradients.js'
import { luminanceOf } from '../../image/plane/luminance.js'
import type { Plane } from '../../image/plane/plane.js'
import { box, gaussian } from '../../image/kernels/smoothing-kernels.js'
import { UsageError } from '../terminal/errors.js'
import { type DeepFrame, isDeep } from './picture.js'

/** A filter of images. */
export type ImageFilter = (image: Frame | DeepFrame, boundary: Boundary) => Frame | DeepFrame

/** The settings of named filters. */
export interface FilterSettings {
  /** The standard deviation of a Gaussian, in pixels. */
  readonly sigma?: number
  /** The side length, in pixels. */
  readonly size?: number
  /** The strength of sharpening. */
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
 * Returns the filter of this name.
 *
 * @throws UsageError if the name is unknown, or a setting does not apply to it
 */
export function namedFilter(name: string, settings: FilterSettings): ImageFilter {
  if (!filterNames.includes(name)) {
    throw new UsageError(`the kernel must be one of ${filterNames.join(', ')}, or a .csv file, got ${name}`)
  }
  const { takes, make } = filters[name]
  requireTaken(name, takes, settings)
  return make(settings)
}

/** @throws UsageError if one of the settings does not apply to the filter of this name */
export function requireTaken(
  name: string,
  takes: readonly (keyof FilterSettings)[],
  settings: FilterSettings,
): void {
  for (const setting of ['sigma', 'size', 'amount'] as const) {
    if (settings[setting] === undefined || takes.includes(setting)) continue
    throw new UsageError(`--${setting} does not apply to the kernel ${name}: leave it out`)
  }
}

/** Convolves red, green and blue with a kernel. */
export function convolving(kernel: Plane): ImageFilter {
  return (image, boundary) => {
    if (!isDeep(image)) return filterFrame(image, kernel, { boundary })
    return withColors(image, (place) => {
      const channel = Float32Array.from(
        { length: image.data.length / 4 },
        (_, i) => image.data[4 * i + place],
      )
      return convolve2d({ ...image, data: channel }, kernel, { mode: 'same', boundary }).data
    })
  }
}

/** The gradient magnitude of the brightness, in gray; alpha is unchanged. */
function edges(image: Frame | DeepFrame, boundary: Boundary): Frame | DeepFrame {
  const { magnitude } = gradients(luminanceOf(image), { boundary })
  return withColors(image, () => magnitude.data)
}

/** An image with new values of red, green and blue, rounded and clamped. */
function withColors<Image extends Frame | DeepFrame>(
  image: Image,
  valuesOf: (place: number) => ArrayLike<number>,
): Image {
  const data = image.data.slice()
  // A clamped array of bytes rounds and clamps on its own.
  const fit = data instanceof Uint16Array ? toWord : (value: number) => value
  for (const place of [0, 1, 2]) {
    const values = valuesOf(place)
    for (let i = 0; i < values.length; i++) data[4 * i + place] = fit(values[i])
  }
  return { ...image, data }
}

function toWord(value: number): number {
  return Math.min(0xffff, Math.max(0, Math.round(value)))
}
