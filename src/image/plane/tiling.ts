import { GREATEST_SIZE, LEAST_SIZE } from '../../transform/block-transform.js'
import { type Axis, reachOf, spanOf } from './axis.js'

/** How an image is cut into tiles for transforms of one size. */
export interface Tiling {
  /** N: a transform takes 2N numbers. */
  readonly size: number
  /** Outputs of a tile along a row, and its number of rows. */
  readonly columns: number
  readonly rows: number
  /** Pixels of a loaded row. */
  readonly width: number
  readonly cost: number
}

/** The cost of a tile with a forward and an inverse transform of N points. */
export type TileCost = (size: number) => number

/** The tiling with the least cost, or undefined if not even one output fits into the greatest transform. */
export function bestTiling(x: Axis, y: Axis, channels: number, costOf: TileCost): Tiling | undefined {
  let best: Tiling | undefined
  for (let size = LEAST_SIZE; size <= GREATEST_SIZE; size *= 2) {
    const next = bestTilingOfSize(x, y, channels, size, costOf(size))
    if (next !== undefined && (best === undefined || next.cost < best.cost)) best = next
  }
  return best
}

/** The best tiling for one size. A tile may be as wide as the outputs, half as wide, a third, and so on. */
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

/** The next number of strips to try: not every number is worth it. */
function nextStrips(strips: number): number {
  return Math.max(strips + 1, Math.floor(strips * 1.2))
}
