import type { Samples } from '../samples.js'
import { Block } from '../wasm/heap.js'
import type { Axis } from './axis.js'
import { DirectMeasure } from './direct-measure.js'
import { MaskedSums } from './masked-sums.js'
import { isDistance, type Measure2d, measureOf, type WindowSums } from './measure-2d.js'
import { type Pixels, SpectralTile, type TileKernel } from './spectral-tile.js'
import { type Template2d, zeroSum } from './template-2d.js'
import { TileWindows } from './tile-windows.js'
import type { Tiling } from './tiling.js'

/** The greatest relative error that the bound of the transforms' may tell. What has a greater one is computed directly. */
const ALLOWED = 1e-8

/** Any measure of the windows of a tile, in float64: by transforms, or by the definition where these are not good enough. */
export class DoubleScores {
  readonly #template: Template2d
  readonly #measure: Measure2d
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
    this.#columns = x.count
    this.#tile = new SpectralTile(x, y, tiling, 'float64')
    this.#kernel = this.#tile.prepare(zeroSum(template))
    this.#windows = new TileWindows(this.#tile, template.width, template.height)
    this.#masked =
      template.mask === undefined ? undefined : new MaskedSums(this.#tile, template, template.mask)
    this.#products = new Block(2 * tiling.size, 'float64')
    this.#direct = new DirectMeasure(template, measure)
  }

  /** Computes the tile at a place. */
  compute(image: Pixels, row: number, column: number, out: Samples): void {
    this.#tile.load(image, row, column)
    this.#windows.compute(this.#tile)
    this.#tile.transform()
    this.#tile.correlate(this.#kernel, this.#products)
    this.#masked?.compute()
    const { columns, rows } = this.#tile.tiling
    for (let j = 0; j < rows; j++) {
      const target = (row + j) * this.#columns + column
      for (let i = 0; i < columns; i++) {
        const sums = this.#sumsAt(i, j)
        out[target + i] =
          sums === undefined
            ? this.#direct.at(image, column + i, row + j)
            : measureOf(this.#measure, this.#template, sums)
      }
    }
  }

  /** Whether all pixels of the tile are numbers to compute with. */
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

  /** The sums of a window of the tile, or undefined where they are not good enough. */
  #sumsAt(column: number, row: number): WindowSums | undefined {
    const { squares, means, pitch } = this.#windows
    const { centred } = this.#template
    const { norm, first, tiling } = this.#tile
    const mean = means.samples[row * pitch + column]
    const energy = squares.samples[row * pitch + column] * norm ** 2
    if (energy === 0) return { mean, energy, bias: 0, product: 0, distance: centred.energy }
    const place = first + row * tiling.width + column
    const window = this.#masked === undefined ? { mean, energy, bias: 0 } : this.#masked.at(place, ALLOWED)
    if (window === undefined) return undefined
    if (this.#kernel.error * norm > ALLOWED * Math.sqrt(centred.energy * window.energy)) return undefined
    const product = this.#products.samples[place] * norm
    const distance = centred.energy - 2 * product + window.energy
    if (isDistance(this.#measure) && distance < ALLOWED * (centred.energy + window.energy)) return undefined
    return { ...window, product, distance }
  }
}
