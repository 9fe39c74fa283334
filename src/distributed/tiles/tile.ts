/** The computations that can be done in tiles. */
export const TILE_KINDS = ['convolve', 'match', 'profile'] as const
export type TileKind = (typeof TILE_KINDS)[number]

/** A part of a computation that depends on nothing but what it reads: done anywhere, any number of times, it has the same result. */
export interface Tile {
  /** What the computation has to know of the tile. */
  readonly place: readonly number[]
  /** What it reads. */
  readonly inputs: readonly Uint8Array[]
}

/** A computation that is cut into tiles, each of which falls on the grid of the whole. */
export interface TiledWork {
  readonly kind: TileKind
  /** What all tiles have in common, such as the kernel. */
  readonly shared: Uint8Array
  /** Whether tiles read what others read as well. */
  readonly sharesInputs: boolean
  /** The tiles in the order in which their results are put together. */
  readonly tiles: AsyncIterable<Tile> | Iterable<Tile>
}

/** Computes tiles that have the same in common, one at a time. */
export interface TileComputer {
  /** Computes step by step, each step within a few dozen milliseconds. @throws RangeError if that cannot be done */
  compute(tile: Tile): Generator<undefined, Uint8Array>
  dispose(): void
}
