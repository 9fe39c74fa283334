import { Block } from '../../wasm/heap.js'
import { COLUMN_PADDING, sumsLength, type WindowGrid, windowSquares } from '../../wasm/windows.js'
import type { SpectralTile } from './spectral-tile.js'

/** Norms and means of the windows of a tile, which do not depend on the template. Computed exactly, without transforms. */
export class TileWindows {
  /** Σ(x − the window's mean)² in units of the tile's own, or 0 if the window is flat. */
  readonly squares: Block
  /** The means of the windows, in float64 only. */
  readonly means: Block
  /** The distance from a row to the next one, in both blocks. */
  readonly pitch: number
  readonly #grid: WindowGrid
  readonly #sums: Block

  constructor(tile: SpectralTile, width: number, height: number) {
    const { precision } = tile.pixels
    const { columns, rows } = tile.tiling
    this.#grid = { width, height, columns, rows }
    this.pitch = Math.ceil(columns / 4) * 4 + COLUMN_PADDING
    this.squares = new Block(this.pitch * rows, precision)
    this.means = precision === 'float64' ? new Block(this.pitch * rows, precision) : this.squares
    this.#sums = new Block(sumsLength(this.#grid), 'float64')
  }

  compute({ pixels, norm, tiling }: SpectralTile): void {
    const factor = norm > 0 ? norm ** -2 : 1
    const { squares, means, pitch } = this
    windowSquares(squares, means, pitch, pixels, tiling.width, this.#grid, factor, this.#sums)
  }

  free(): void {
    for (const block of [this.squares, this.means, this.#sums]) block.free()
  }
}
