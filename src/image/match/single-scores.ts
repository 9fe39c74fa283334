import type { Samples } from '../../samples.js'
import { Block } from '../../wasm/heap.js'
import { normalize } from '../../wasm/windows.js'
import type { Axis } from '../plane/axis.js'
import { type Pixels, SpectralTile, type TileKernel } from './spectral-tile.js'
import type { Template2d } from './template-2d.js'
import { TileWindows } from './tile-windows.js'
import type { Tiling } from '../plane/tiling.js'

/** The greatest error bound of a score. Tiles with a greater bound are computed in float64. */
const ALLOWED = 1e-4

/**
 * Computes the zero-mean normalized cross-correlations of the windows of a tile, with transforms in float32 and sums in
 * float64.
 */
export class SingleScores {
  readonly #columns: number
  readonly #tile: SpectralTile
  readonly #template: TileKernel
  readonly #windows: TileWindows
  readonly #products: Block

  constructor({ width, height, centered }: Template2d, x: Axis, y: Axis, tiling: Tiling) {
    this.#columns = x.count
    this.#tile = new SpectralTile(x, y, tiling, 'float32')
    const norm = Math.sqrt(centered.energy)
    this.#template = this.#tile.prepare(centered.values.map((value) => value / norm))
    this.#windows = new TileWindows(this.#tile, width, height)
    this.#products = new Block(2 * tiling.size, 'float32')
  }

  /** Computes the scores of the tile at a place. Returns false if float32 is not accurate enough. */
  compute(image: Pixels, row: number, column: number, out: Samples): boolean {
    this.#tile.load(image, row, column)
    this.#windows.compute(this.#tile)
    this.#tile.transform()
    this.#tile.correlate(this.#template, this.#products)
    if (this.#template.error > ALLOWED * Math.sqrt(this.#normalize())) return false
    const { columns, rows } = this.#tile.tiling
    const { squares: scores, pitch } = this.#windows
    const { samples } = scores
    for (let j = 0; j < rows; j++) {
      out.set(samples.subarray(j * pitch, j * pitch + columns), (row + j) * this.#columns + column)
    }
    return true
  }

  /** Whether all pixels of the tile are finite and below `GREATEST`. */
  get isFinite(): boolean {
    return this.#tile.isFinite
  }

  free(): void {
    this.#tile.free()
    this.#template.spectrum.free()
    this.#windows.free()
    this.#products.free()
  }

  /**
   * Writes the scores over the squares, whose rows have room at their ends. Returns the least square of a window that is not
   * flat.
   */
  #normalize(): number {
    const { first, tiling } = this.#tile
    const { squares, pitch } = this.#windows
    let least = Infinity
    for (let j = 0; j < tiling.rows; j++) {
      const at = first + j * tiling.width
      const square = normalize(squares, j * pitch, this.#products, at, squares, j * pitch, tiling.columns)
      least = Math.min(least, square)
    }
    return least
  }
}
