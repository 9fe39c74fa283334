/** The computations that can be done in tiles. */
export const TILE_KINDS = ['convolve', 'match', 'profile'] as const
export type TileKind = (typeof TILE_KINDS)[number]

/** A part of a computation. It depends on its inputs alone, so it gives the same result anywhere, however often it is computed. */
export interface Tile {
  /** Numbers that describe the tile to its computer. */
  readonly place: readonly number[]
  /** The bytes that it reads. */
  readonly inputs: readonly Uint8Array[]
}

/** A computation that is cut into tiles. Each tile lies on the grid of the whole. */
export interface TiledWork {
  readonly kind: TileKind
  /** The data that all tiles share, such as the kernel. */
  readonly shared: Uint8Array
  /** Whether several tiles may read the same input. */
  readonly sharesInputs: boolean
  /** The tiles, in the order in which their results are merged. */
  readonly tiles: AsyncIterable<Tile> | Iterable<Tile>
}

/** Computes tiles with the same shared data, one at a time. */
export interface TileComputer {
  /** Computes a tile in steps of at most a few dozen milliseconds. @throws RangeError if it cannot be computed. */
  compute(tile: Tile): Generator<undefined, Uint8Array>
  dispose(): void
}
