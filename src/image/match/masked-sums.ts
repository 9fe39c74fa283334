import { Block } from '../../wasm/heap.js'
import type { WindowSums } from './measure-of.js'
import type { SpectralTile, TileKernel } from './spectral-tile.js'
import type { Template2d } from './template-2d.js'

/** The sums of masked windows, by three correlations of a tile, or two if the mask has only zeros and ones. */
export class MaskedSums {
  readonly #tile: SpectralTile
  readonly #template: Template2d
  readonly #weights: TileKernel
  readonly #squaredWeights: TileKernel
  /** Σm·n, Σm²·n and Σm²·n² for the tile's standardised pixels n. */
  readonly #first: Block
  readonly #second: Block
  readonly #squares: Block
  readonly #isBinary: boolean
  #norm = 0

  constructor(tile: SpectralTile, template: Template2d, mask: Float64Array) {
    const length = 2 * tile.tiling.size
    this.#tile = tile
    this.#template = template
    this.#weights = tile.prepare(mask)
    this.#squaredWeights = tile.prepare(mask.map((m) => m * m))
    this.#isBinary = mask.every((m) => m === 0 || m === 1)
    this.#first = new Block(length, 'float64')
    this.#second = this.#isBinary ? this.#first : new Block(length, 'float64')
    this.#squares = new Block(length, 'float64')
  }

  /** Computes the sums of all windows of the transformed tile. */
  compute(): void {
    this.#tile.correlate(this.#weights, this.#first)
    if (!this.#isBinary) this.#tile.correlate(this.#squaredWeights, this.#second)
    this.#norm = this.#tile.transformSquares()
    this.#tile.correlate(this.#squaredWeights, this.#squares)
  }

  /** Sets mean, energy and bias of the window at a place of the tile. Returns false if their error may exceed `allowed`. */
  set(sums: WindowSums, place: number, allowed: number): boolean {
    const { weight, squaredWeight } = this.#template
    const { mean, norm } = this.#tile
    const second = this.#second.samples[place]
    const rest = this.#first.samples[place] / weight
    const energy = this.#squares.samples[place] - rest * (2 * second - rest * squaredWeight)
    const error =
      this.#squaredWeights.error * (this.#norm + 2 * Math.abs(rest)) +
      (2 * this.#weights.error * (Math.abs(second) + Math.abs(rest) * squaredWeight)) / weight
    if (!(error <= allowed * energy)) return false
    sums.mean = mean + norm * rest
    sums.energy = energy * norm * norm
    sums.bias = norm * (second - rest * squaredWeight)
    return true
  }

  free(): void {
    for (const block of [this.#weights.spectrum, this.#squaredWeights.spectrum]) block.free()
    for (const block of [this.#first, this.#second, this.#squares]) block.free()
  }
}
