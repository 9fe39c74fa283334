import type { Samples, TypedSignal } from '../samples.js'
import { Block } from '../wasm/heap.js'
import { COLUMN_PADDING, sumsLength, windowSquares } from '../wasm/windows.js'
import type { Axis } from './axis.js'
import { DirectMeasure } from './direct-measure.js'
import { MaskedSums } from './masked-sums.js'
import { isDistance, type Measure2d, measureOf, type WindowSums } from './measure-2d.js'
import type { Raster } from './raster.js'
import { SpectralTile, type TileKernel } from './spectral-tile.js'
import { type Template2d, zeroSum } from './template-2d.js'
import type { Tiling } from './tiling.js'

/** The greatest relative error that the bound of the transforms' may tell. What has a greater one is computed directly. */
const ALLOWED = 1e-8

/** Any measure of the windows of a tile, in float64: by transforms, or by the definition where these are not good enough. */
export class DoubleScores {
  readonly #template: Template2d
  readonly #measure: Measure2d
  readonly #x: Axis
  readonly #y: Axis
  readonly #tile: SpectralTile
  readonly #kernel: TileKernel
  readonly #masked: MaskedSums | undefined
  readonly #direct: DirectMeasure
  readonly #products: Block
  readonly #squares: Block
  readonly #means: Block
  readonly #sums: Block
  readonly #pitch: number

  constructor(template: Template2d, measure: Measure2d, x: Axis, y: Axis, tiling: Tiling) {
    const { columns, rows } = tiling
    this.#template = template
    this.#measure = measure
    this.#x = x
    this.#y = y
    this.#tile = new SpectralTile(x, y, tiling, 'float64')
    this.#kernel = this.#tile.prepare(zeroSum(template))
    this.#masked =
      template.mask === undefined ? undefined : new MaskedSums(this.#tile, template, template.mask)
    this.#direct = new DirectMeasure(template, measure)
    this.#products = new Block(2 * tiling.size, 'float64')
    this.#pitch = columns + COLUMN_PADDING
    this.#squares = new Block(this.#pitch * rows, 'float64')
    this.#means = new Block(this.#pitch * rows, 'float64')
    this.#sums = new Block(sumsLength({ width: x.taps, height: y.taps, columns, rows }), 'float64')
  }

  /** Computes the tile at a place. `data` is what the raster is of. */
  compute(raster: Raster, data: TypedSignal, row: number, column: number, out: Samples): void {
    const { columns, rows } = this.#tile.tiling
    this.#tile.load(raster, row, column)
    const width = Math.min(columns, this.#x.count - column)
    const height = Math.min(rows, this.#y.count - row)
    this.#sum(width, height)
    for (let j = 0; j < height; j++) {
      const target = (row + j) * this.#x.count + column
      for (let i = 0; i < width; i++) {
        const sums = this.#sumsAt(i, j)
        out[target + i] =
          sums === undefined
            ? this.#direct.at(data, this.#x.count + this.#x.taps - 1, column + i, row + j)
            : measureOf(this.#measure, this.#template, sums)
      }
    }
  }

  free(): void {
    this.#tile.free()
    this.#masked?.free()
    for (const block of [this.#kernel.spectrum, this.#products, this.#squares, this.#means, this.#sums])
      block.free()
  }

  #sum(columns: number, rows: number): void {
    const tile = this.#tile
    const grid = { width: this.#x.taps, height: this.#y.taps, columns, rows }
    const factor = tile.norm > 0 ? tile.norm ** -2 : 1
    windowSquares(
      this.#squares,
      this.#means,
      this.#pitch,
      tile.pixels,
      tile.tiling.width,
      grid,
      factor,
      this.#sums,
    )
    tile.transform()
    tile.correlate(this.#kernel, this.#products)
    this.#masked?.compute()
  }

  /** The sums of a window of the tile, or undefined where they are not good enough. */
  #sumsAt(column: number, row: number): WindowSums | undefined {
    const at = row * this.#pitch + column
    const square = this.#squares.samples[at]
    const mean = this.#means.samples[at]
    const { centred } = this.#template
    if (square === 0) return { mean, energy: 0, bias: 0, product: 0, distance: centred.energy }
    const { norm, first, tiling } = this.#tile
    const place = first + row * tiling.width + column
    const window =
      this.#masked === undefined
        ? { mean, energy: square * norm ** 2, bias: 0 }
        : this.#masked.at(place, ALLOWED)
    if (window === undefined) return undefined
    if (this.#kernel.error * norm > ALLOWED * Math.sqrt(centred.energy * window.energy)) return undefined
    const product = this.#products.samples[place] * norm
    const distance = centred.energy - 2 * product + window.energy
    if (isDistance(this.#measure) && distance < ALLOWED * (centred.energy + window.energy)) return undefined
    return { ...window, product, distance }
  }
}
