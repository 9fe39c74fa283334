import { addressOf, type Block, bytesPerSample } from './heap.js'
import { image } from './image-part.js'

// Computations for windows that slide over an image, whose rows lie end to end in a block. Formulas are in assembly/windows.ts.
// Nothing is checked here and nothing is allocated.

/** `windowSquares` writes this many numbers after the columns of each row. */
export const COLUMN_PADDING = 4

/** The mean of `count` pixels, a multiple of four, and √Σ(x − mean)². `room` is for two numbers of float64. */
export function moments(
  source: Block,
  count: number,
  room: Block,
): { readonly mean: number; readonly norm: number } {
  image().moments(addressOf(room, 0), addressOf(source, 0), count, isSingle(source))
  const [mean, norm] = room.samples
  return { mean, norm }
}

/** target[0..count) = (source − mean)·scale; `count` is a multiple of four. */
export function standardized(target: Block, source: Block, count: number, mean: number, scale: number): void {
  const [to, from] = [addressOf(target, 0), addressOf(source, 0)]
  image().standardized(to, from, count, mean, scale, isSingle(source))
}

/** The sides of windows, and their number along a row and along a column. */
export interface WindowGrid {
  readonly width: number
  readonly height: number
  readonly columns: number
  readonly rows: number
}

/** The working memory of `windowSquares`, in numbers of float64. */
export function sumsLength({ width, height, columns, rows }: WindowGrid): number {
  return 2 * Math.min(height, rows) * (Math.min(width, columns) + width + 3) + 8
}

/**
 * squares[j·pitch + i] = factor·Σ(x − the window's mean)² of the window that begins at source[j·sourcePitch + i]; 0 if it is flat.
 * In float64, its mean is written as well, to `means`. A row beyond the last one is read, and `COLUMN_PADDING` numbers after the
 * columns of each row become 0, in float64 the first two of them.
 */
export function windowSquares(
  squares: Block,
  means: Block,
  pitch: number,
  source: Block,
  sourcePitch: number,
  grid: WindowGrid,
  factor: number,
  sums: Block,
): void {
  const bytes = bytesPerSample(source.precision)
  image().windowSquares(
    addressOf(squares, 0),
    addressOf(means, 0),
    pitch * bytes,
    addressOf(source, 0),
    sourcePitch * bytes,
    grid.columns,
    grid.rows,
    grid.width,
    grid.height,
    factor,
    addressOf(sums, 0),
    isSingle(source),
  )
}

/**
 * target[at..at + count) = products[fromProducts..]/√squares[fromSquares..] within [−1, 1], and 0 where the square is 0.
 * Returns the least square that is not 0, at most 10³⁰. All blocks are float32; up to a vector beyond the end is read and
 * written.
 */
export function normalize(
  target: Block,
  at: number,
  products: Block,
  fromProducts: number,
  squares: Block,
  fromSquares: number,
  count: number,
): number {
  return image().normalize(
    addressOf(target, at),
    addressOf(products, fromProducts),
    addressOf(squares, fromSquares),
    count,
  )
}

function isSingle(block: Block): boolean {
  return block.precision === 'float32'
}
