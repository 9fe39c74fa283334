import { GREATEST_SIZE, LEAST_SIZE } from '../transform/block-transform.js'
import { type Axis, reachOf, spanOf } from './axis.js'

/** How an image is cut into tiles for transforms of one size. */
export interface Tiling {
  /** N: a transform takes 2N numbers. */
  readonly size: number
  /** Outputs of a tile in a row, and its rows. */
  readonly columns: number
  readonly rows: number
  /** Pixels of a row that is loaded. */
  readonly width: number
  readonly cost: number
}

/** What a tile costs that takes a transform of N points there and back. */
export type TileCost = (size: number) => number

/** The tiling with the least cost, or undefined where not even a single output fits into the greatest transform. */
export function bestTiling(x: Axis, y: Axis, channels: number, costOf: TileCost): Tiling | undefined {
  let best: Tiling | undefined
  for (let size = LEAST_SIZE; size <= GREATEST_SIZE; size *= 2) {
    const next = bestTilingOfSize(x, y, channels, size, costOf(size))
    if (next !== undefined && (best === undefined || next.cost < best.cost)) best = next
  }
  return best
}

/** Of one size: a tile may be as wide as the outputs, or half as wide, or a third ... */
function bestTilingOfSize(
  x: Axis,
  y: Axis,
  channels: number,
  size: number,
  tileCost: number,
): Tiling | undefined {
  const pixels = Math.floor((2 * size) / channels)
  let best: Tiling | undefined
  for (let strips = 1; strips <= x.count; strips = nextStrips(strips)) {
    const columns = Math.ceil(x.count / strips)
    const width = spanOf(x, columns)
    const loadedRows = Math.floor(pixels / width)
    const rows = Math.min(Math.floor((loadedRows - reachOf(y)) / y.stride) + 1, y.count)
    if (rows < 1) continue
    const cost = Math.ceil(x.count / columns) * Math.ceil(y.count / rows) * tileCost
    if (best === undefined || cost < best.cost) best = { size, columns, rows, width, cost }
  }
  return best
}

/** Not every number of strips is worth a try. */
function nextStrips(strips: number): number {
  return Math.max(strips + 1, Math.floor(strips * 1.2))
}
