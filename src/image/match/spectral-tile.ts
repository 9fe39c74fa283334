import { GREATEST_SQUARED, patchGaps } from '../../patch-gaps.js'
import { EPSILON, type Precision, type TypedSignal } from '../../samples.js'
import { transformPlan } from '../../transform/block-transform.js'
import { Block } from '../../wasm/heap.js'
import { clear } from '../../wasm/samples.js'
import { multiply } from '../../wasm/spectrum.js'
import { forwardFolded, inverse, type TransformPlan } from '../../wasm/transform.js'
import { moments, standardized } from '../../wasm/windows.js'
import type { Axis } from '../plane/axis.js'
import type { Tiling } from '../plane/tiling.js'

/** Pixels whose norm is below this count as equal: its square has no inverse. */
const LEAST_NORM = 1e-150

/** The pixels of an image: rows of `width` pixels, end to end. */
export interface Pixels {
  readonly data: TypedSignal
  readonly width: number
}

/** Transformed coefficients. */
export interface TileKernel {
  readonly spectrum: Block
  /** The greatest error of a sum by `correlate`, for a tile of norm 1. */
  readonly error: number
}

/**
 * A tile of an image, whose rows lie end to end, and its correlations in mode 'valid' with coefficients of one size, by
 * transforms as in `SpectralPlan`. The tile's mean is subtracted first, and the tile is divided by its norm. For coefficients
 * whose sum is 0, the offset and scale of an image therefore cost no digits.
 */
export class SpectralTile {
  readonly tiling: Tiling
  /** The pixels as they are, with room for one more row that may be read. */
  readonly pixels: Block
  /** The index of the first output in a target of `correlate`. The next row begins `tiling.width` later. */
  readonly first: number
  /** The mean of the loaded tile, and √Σ(x − mean)², or exactly 0 if that is too small to divide by. */
  mean = 0
  norm = 0
  /** Whether all pixels of the loaded tile are finite and below `GREATEST_SQUARED`. */
  isFinite = true
  readonly #x: Axis
  readonly #y: Axis
  readonly #transform: TransformPlan
  readonly #standard: Block
  readonly #spectrum: Block
  readonly #product: Block
  readonly #moments = new Block(2, 'float64')
  #count = 0

  constructor(x: Axis, y: Axis, tiling: Tiling, precision: Precision) {
    const length = 2 * tiling.size
    this.#x = x
    this.#y = y
    this.tiling = tiling
    this.first = (y.taps - 1) * tiling.width + x.taps - 1
    this.#transform = transformPlan(tiling.size, precision)
    this.pixels = new Block(length + tiling.width + 8, precision)
    this.#standard = new Block(length, precision)
    this.#spectrum = new Block(length, precision)
    this.#product = new Block(length, precision)
  }

  /** Prepares coefficients, one for each pixel of a window, for `correlate`. */
  prepare(coefficients: Float64Array): TileKernel {
    const { size, width } = this.tiling
    const { precision } = this.pixels
    const { samples } = this.#standard
    samples.fill(0)
    coefficients.forEach((value, i) => {
      const pixel = Math.floor(i / this.#x.taps) * width + (i % this.#x.taps)
      samples[this.first - pixel] = value / size
    })
    const spectrum = new Block(2 * size, precision)
    forwardFolded(spectrum, 0, this.#standard, 0, this.#transform)
    return { spectrum, error: errorOf(spectrum, size) }
  }

  /**
   * Loads the pixels for the tile's outputs from `row` and `column` on, which all lie in the image. A pixel that is not
   * finite is replaced by a neighbour, so that it does no harm.
   */
  load({ data, width: imageWidth }: Pixels, row: number, column: number): void {
    const { rows, width } = this.tiling
    const { samples } = this.pixels
    const count = rows + this.#y.taps - 1
    for (let i = 0; i < count; i++) {
      const from = (row + i) * imageWidth + column
      samples.set(data.subarray(from, from + width), i * width)
    }
    const end = count * width
    this.#count = Math.ceil(end / 4) * 4
    // The mean reads whole vectors.
    samples.fill(samples[end - 1], end, this.#count)
    let found = moments(this.pixels, this.#count, this.#moments)
    this.isFinite = found.norm <= GREATEST_SQUARED
    if (!this.isFinite) {
      patchGaps(samples, this.#count, GREATEST_SQUARED)
      found = moments(this.pixels, this.#count, this.#moments)
    }
    this.mean = found.mean
    this.norm = found.norm > LEAST_NORM ? found.norm : 0
  }

  /** Transforms the pixels, minus their mean and divided by their norm. */
  transform(): void {
    const scale = this.norm > 0 ? 1 / this.norm : 0
    standardized(this.#standard, this.pixels, this.#count, this.mean, scale)
    this.#forward()
  }

  /** Call after `transform`: transforms the squares of the same numbers. Returns their norm. */
  transformSquares(): number {
    const samples = this.#standard.samples.subarray(0, this.#count)
    let sum = 0
    for (let i = 0; i < samples.length; i++) {
      samples[i] *= samples[i]
      sum += samples[i] * samples[i]
    }
    this.#forward()
    return Math.sqrt(sum)
  }

  /** target[first + j·width + i] = Σ coefficients·transformed numbers, over the window at column i of row j. */
  correlate({ spectrum }: TileKernel, target: Block): void {
    const length = 2 * this.tiling.size
    multiply(this.#product, 0, this.#spectrum, 0, spectrum, 0, length)
    inverse(target, 0, this.#product, 0, this.#transform)
  }

  free(): void {
    for (const block of [this.pixels, this.#standard, this.#spectrum, this.#product, this.#moments])
      block.free()
  }

  #forward(): void {
    clear(this.#standard, this.#count, 2 * this.tiling.size - this.#count)
    forwardFolded(this.#spectrum, 0, this.#standard, 0, this.#transform)
  }
}

/**
 * The rounding error of a transform of L numbers is about ε·√log₂L times its norm, spread over all L. The error of a product of
 * two transforms is therefore spread over L sums: each gets 1/√L of it, times the greatest number of the coefficients'
 * transform. The remaining factor allows for errors that are spread less evenly.
 */
function errorOf(spectrum: Block, size: number): number {
  const { samples, precision } = spectrum
  const lanes = precision === 'float32' ? 4 : 2
  let greatest = 0
  for (let at = 0; at < samples.length; at += 2 * lanes) {
    for (let lane = at; lane < at + lanes; lane++) {
      greatest = Math.max(greatest, samples[lane] ** 2 + samples[lane + lanes] ** 2)
    }
  }
  const length = 2 * size
  return (4 * EPSILON[precision] * Math.log2(length) * size * Math.sqrt(greatest)) / Math.sqrt(length)
}
