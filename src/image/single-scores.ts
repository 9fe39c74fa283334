import type { Samples } from '../samples.js'
import { Block } from '../wasm/heap.js'
import { COLUMN_PADDING, normalize, sumsLength, windowSquares } from '../wasm/windows.js'
import type { Axis } from './axis.js'
import type { Raster } from './raster.js'
import { SpectralTile, type TileKernel } from './spectral-tile.js'
import type { Template2d } from './template-2d.js'
import type { Tiling } from './tiling.js'

/** The greatest error of a score, as the bound of the transforms' tells. Tiles with a greater one are computed otherwise. */
const ALLOWED = 1e-4

/** Zero-mean normalised cross-correlations of the windows of a tile, with transforms in float32 and sums in float64. */
export class SingleScores {
  readonly #x: Axis
  readonly #y: Axis
  readonly #tile: SpectralTile
  readonly #template: TileKernel
  readonly #scores: Block
  readonly #squares: Block
  readonly #sums: Block
  readonly #pitch: number

  constructor({ width, height, centred }: Template2d, x: Axis, y: Axis, tiling: Tiling) {
    const { columns, rows } = tiling
    this.#x = x
    this.#y = y
    this.#tile = new SpectralTile(x, y, tiling, 'float32')
    const norm = Math.sqrt(centred.energy)
    this.#template = this.#tile.prepare(centred.values.map((value) => value / norm))
    this.#scores = new Block(2 * tiling.size, 'float32')
    this.#pitch = Math.ceil(columns / 4) * 4 + COLUMN_PADDING
    this.#squares = new Block(this.#pitch * rows, 'float32')
    this.#sums = new Block(sumsLength({ width, height, columns, rows }), 'float64')
  }

  /** Computes the tile at a place, unless float32 is not good enough for it: false says so. */
  compute(raster: Raster, row: number, column: number, out: Samples): boolean {
    const tile = this.#tile
    const { first, tiling } = tile
    const columns = Math.min(tiling.columns, this.#x.count - column)
    const rows = Math.min(tiling.rows, this.#y.count - row)
    tile.load(raster, row, column)
    const grid = { width: this.#x.taps, height: this.#y.taps, columns, rows }
    const factor = tile.norm > 0 ? tile.norm ** -2 : 1
    windowSquares(
      this.#squares,
      this.#squares,
      this.#pitch,
      tile.pixels,
      tiling.width,
      grid,
      factor,
      this.#sums,
    )
    tile.transform()
    tile.correlate(this.#template, this.#scores)
    let least = Infinity
    for (let i = 0; i < rows; i++) {
      const at = first + i * tiling.width
      const square = normalize(this.#scores, at, this.#scores, at, this.#squares, i * this.#pitch, columns)
      least = Math.min(least, square)
    }
    if (this.#template.error > ALLOWED * Math.sqrt(least)) return false
    const { samples } = this.#scores
    for (let i = 0; i < rows; i++) {
      const at = first + i * tiling.width
      out.set(samples.subarray(at, at + columns), (row + i) * this.#x.count + column)
    }
    return true
  }

  free(): void {
    this.#tile.free()
    for (const block of [this.#template.spectrum, this.#scores, this.#squares, this.#sums]) block.free()
  }
}
