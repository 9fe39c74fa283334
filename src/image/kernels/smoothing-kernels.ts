import { type OptionNames, readOptions, requireCount, requirePositive } from '../../require.js'
import type { Plane } from '../plane/plane.js'

/** The default radius of a Gaussian, in sigmas. It keeps all but 6·10⁻⁵ of it. */
const KEPT_SIGMAS = 4

/** The most taps of a kernel: half a gigabyte. */
const MOST_TAPS = 2 ** 26

/** The options of `gaussian`, and of `unsharp`. */
export interface GaussianOptions {
  /** How far the kernel reaches from its center. Default: ⌊4·sigma + ½⌋, as in scipy.ndimage (`truncate`: 4). */
  readonly radius?: number
}

const GAUSSIAN_OPTIONS: OptionNames<GaussianOptions> = { radius: true }

/**
 * Returns a Gaussian kernel, which blurs.
 *
 * kernel[y][x] = g[y]·g[x] with g[i] = exp(−i²/(2·sigma²))/Σ, i from −radius to radius: the taps sum to 1. The kernel is
 * separable, which `convolve2d` detects. With the default radius and boundary 'symmetric', the results equal those of
 * scipy.ndimage.gaussian_filter. OpenCV's GaussianBlur uses the same radius for float images, and 3·sigma for bytes.
 *
 * Shape: (2·radius + 1) x (2·radius + 1).
 *
 * @param sigma The standard deviation, in pixels.
 * @param options Radius.
 * @throws TypeError, RangeError if sigma is not positive and finite, or the radius is not a whole number from 0 to 4095.
 * @example
 * const { data, width } = gaussian(0.5, { radius: 1 })
 * width // 3
 * Array.from(data, (tap) => tap.toFixed(3)).join(' ') // '0.011 0.084 0.011 0.084 0.619 0.084 0.011 0.084 0.011'
 * gaussian(2).width // 17
 * @see box, unsharp
 */
export function gaussian(sigma: number, options?: GaussianOptions): Plane<Float64Array> {
  requirePositive(sigma, 'sigma')
  const { radius = Math.floor(KEPT_SIGMAS * sigma + 0.5) } = readOptions(options, GAUSSIAN_OPTIONS)
  requireCount(radius, 0, 'radius')
  const side = 2 * radius + 1
  requireTaps(side, side)
  const weights = Array.from({ length: side }, (_, i) => Math.exp(-0.5 * ((i - radius) / sigma) ** 2))
  const sum = weights.reduce((a, b) => a + b)
  const taps = weights.map((weight) => weight / sum)
  const data = Float64Array.from(
    { length: side * side },
    (_, i) => taps[Math.floor(i / side)] * taps[i % side],
  )
  return { data, width: side, height: side }
}

/**
 * Returns a kernel of equal taps, 1/(width·height), which averages. `convolve2d` computes it by sums over windows, at a cost
 * that hardly grows with the size.
 *
 * @param width The number of columns.
 * @param height The number of rows. Default: `width`.
 * @throws TypeError, RangeError if a side is not a whole number of at least 1, or the kernel has more than 2²⁶ taps.
 * @example
 * box(2) // { data: Float64Array [0.25, 0.25, 0.25, 0.25], width: 2, height: 2 }
 * box(2, 1) // { data: Float64Array [0.5, 0.5], width: 2, height: 1 }
 */
export function box(width: number, height = width): Plane<Float64Array> {
  requireCount(width, 1, 'width')
  requireCount(height, 1, 'height')
  requireTaps(width, height)
  return { data: new Float64Array(width * height).fill(1 / (width * height)), width, height }
}

function requireTaps(width: number, height: number): void {
  if (width * height <= MOST_TAPS) return
  throw new RangeError(
    `the kernel must have at most ${MOST_TAPS} taps, got ${width} x ${height}: choose smaller sides`,
  )
}
