import type { Samples } from '../../samples.js'
import { Block } from '../../wasm/heap.js'
import type { Axis } from '../plane/axis.js'
import { DirectMeasure } from './direct-measure.js'
import { MaskedSums } from './masked-sums.js'
import { isDistance, type Measure2d } from './measure-2d.js'
import { measureOf, type WindowSums } from './measure-of.js'
import { type Pixels, SpectralTile, type TileKernel } from './spectral-tile.js'
import { type Template2d, zeroSum } from './template-2d.js'
import { TileWindows } from './tile-windows.js'
import type { Tiling } from '../plane/tiling.js'

/** The greatest error bound that scores from transforms may have. Windows with a greater bound are computed directly. */
const ALLOWED = 1e-8

/** Any measure of the windows of a tile, in float64: by transforms, or by the definition if these are not accurate enough. */
export class DoubleScores {
  readonly #template: Template2d
  readonly #measure: Measure2d
  readonly #isDistance: boolean
  readonly #columns: number
  readonly #tile: SpectralTile
  readonly #kernel: TileKernel
  readonly #windows: TileWindows
  readonly #masked: MaskedSums | undefined
  readonly #products: Block
  readonly #direct: DirectMeasure

  constructor(template: Template2d, measure: Measure2d, x: Axis, y: Axis, tiling: Tiling) {
    this.#template = template
    this.#measure = measure
    this.#isDistance = isDistance(measure)
    this.#columns = x.count
    this.#tile = new SpectralTile(x, y, tiling, 'float64')
    this.#kernel = this.#tile.prepare(zeroSum(template))
    this.#windows = new TileWindows(this.#tile, template.width, template.height)
    this.#masked =
      template.mask === undefined ? undefined : new MaskedSums(this.#tile, template, template.mask)
    this.#products = new Block(2 * tiling.size, 'float64')
    this.#direct = new DirectMeasure(template, measure)
  }

  /** Computes the scores of the tile at a row and column. */
  compute(image: Pixels, row: number, column: number, out: Samples): void {
    this.#tile.load(image, row, column)
    this.#windows.compute(this.#tile)
    this.#tile.transform()
    this.#tile.correlate(this.#kernel, this.#products)
    this.#masked?.compute()
    const { columns, rows } = this.#tile.tiling
    for (let j = 0; j < rows; j++) this.#computeRow(image, row + j, column, j, columns, out)
  }

  /** Whether all pixels of the tile are finite and below `GREATEST`. */
  get isFinite(): boolean {
    return this.#tile.isFinite
  }

  free(): void {
    this.#tile.free()
    this.#kernel.spectrum.free()
    this.#windows.free()
    this.#masked?.free()
    this.#products.free()
  }

  /**
   * Computes row j of the tile, which starts at `column` of row `row` of the image. Allocates nothing, as it visits every
   * window.
   */
  #computeRow(image: Pixels, row: number, column: number, j: number, columns: number, out: Samples): void {
    const { squares, means, pitch } = this.#windows
    const [squaresOf, meansOf, products] = [squares.samples, means.samples, this.#products.samples]
    const { norm, first, tiling } = this.#tile
    const sums: WindowSums = { mean: 0, energy: 0, bias: 0, product: 0, distance: 0 }
    const target = row * this.#columns + column
    for (let i = 0; i < columns; i++) {
      const place = first + j * tiling.width + i
      sums.mean = meansOf[j * pitch + i]
      sums.energy = squaresOf[j * pitch + i] * norm * norm
      sums.bias = 0
      out[target + i] = this.#complete(sums, products[place] * norm, place)
        ? measureOf(this.#measure, this.#template, sums)
        : this.#direct.at(image, column + i, row)
    }
  }

  /** Completes the sums of a window. Returns whether they are accurate enough. */
  #complete(sums: WindowSums, product: number, place: number): boolean {
    const { centered } = this.#template
    if (sums.energy === 0) {
      sums.product = 0
      sums.distance = centered.energy
      return true
    }
    if (this.#masked?.set(sums, place, ALLOWED) === false) return false
    if (this.#kernel.error * this.#tile.norm > ALLOWED * Math.sqrt(centered.energy * sums.energy))
      return false
    sums.product = product
    sums.distance = centered.energy - 2 * product + sums.energy
    return !(this.#isDistance && sums.distance < ALLOWED * (centered.energy + sums.energy))
  }
}
