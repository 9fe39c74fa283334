import { Gaps } from '../../gaps.js'
import { isBytes, type Precision, type Samples, type TypedSignal } from '../../samples.js'
import { bytesOf, widen } from '../../wasm/bytes.js'
import { spread } from '../../wasm/grid.js'
import type { Block } from '../../wasm/heap.js'
import { areFinite } from '../../wasm/samples.js'
import type { Axis } from '../plane/axis.js'
import { type Boundary, insideIndex } from '../plane/boundary.js'
import type { Plane } from '../plane/plane.js'

/** An image that its boundary extends without end. Loads its rows into the engine. */
export class Raster {
  readonly precision: Precision
  /** The number of channels of a loaded row, which lie one after the other. */
  readonly channels: number = 1
  protected readonly width: number
  readonly #height: number
  readonly #data: TypedSignal
  readonly #boundary: Boundary
  readonly #fillValue: number
  /** The non-finite pixels of each row that has some, in coordinates of the image. They may lie beyond the edges. */
  readonly #gaps = new Map<number, Gaps>()

  constructor(
    { data, width, height }: Plane<TypedSignal>,
    precision: Precision,
    boundary: Boundary,
    fillValue: number,
  ) {
    this.#data = data
    this.width = width
    this.#height = height
    this.precision = precision
    this.#boundary = boundary
    this.#fillValue = fillValue
  }

  /**
   * block[at + i·pitch..] = the `count` pixels of row y + i from column x on, for i < rows. Non-finite pixels become 0, and are
   * noted. What lies between the rows may be overwritten.
   */
  load(block: Block, at: number, pitch: number, y: number, x: number, count: number, rows: number): void {
    const isWhole = x <= 0 && x + count >= this.width
    for (let i = 0, run = 1; i < rows; i += run) {
      const row = insideIndex(this.#boundary, y + i, this.#height)
      // Rows that lie end to end in the image are loaded at once.
      run = isWhole && row >= 0 && row === y + i ? Math.min(rows - i, this.#height - row) : 1
      const to = at + i * pitch
      if (this.#loadRun(block, to, pitch, row, x, count, run)) continue
      for (let k = 0; k < run; k++) this.#patch(block, to + k * pitch, y + i + k, x, count)
    }
  }

  /** Sets NaN in each output whose sum contains a non-finite pixel. `out` has one channel. */
  fillGaps(out: Samples, horizontal: Axis, vertical: Axis): void {
    for (const [y, gaps] of this.#gaps) {
      const takes = columnsThatTake(gaps, horizontal)
      for (let k = 0; k < vertical.taps; k++) {
        const row = (y - vertical.start - k * vertical.dilation) / vertical.stride
        if (!(Number.isInteger(row) && row >= 0 && row < vertical.count)) continue
        const at = row * horizontal.count
        for (let i = 0; i < takes.length; i++) if (takes[i] === 1) out[at + i] = NaN
      }
    }
  }

  /**
   * Copies rows, each from column `first` to before `last`, to block[at + i·pitch..]; channels are `distance` apart. Several rows
   * are whole ones. Returns whether all is finite.
   */
  protected copyRows(
    block: Block,
    at: number,
    pitch: number,
    _distance: number,
    row: number,
    first: number,
    last: number,
    rows: number,
  ): boolean {
    const count = last - first
    const from = row * this.width + first
    const given = this.#data.subarray(from, from + rows * count)
    // They come into memory end to end, so that the last one ends in its place, and are spread from there.
    const end = at + (rows - 1) * pitch + count
    if (isBytes(given)) {
      const place = 4 * end - given.length
      bytesOf(block).set(given, place)
      widen(block, at, pitch, block, place, count, rows)
      return true
    }
    block.samples.set(given, end - given.length)
    return spread(block, at, pitch, end - given.length, count, rows)
  }

  /** The number of a pixel within the image. */
  protected pixel(row: number, column: number, _channel: number): number {
    return this.#data[row * this.width + column]
  }

  /** Loads rows from `row` on, which is −1 for one that lies outside. Returns whether all is finite. */
  #loadRun(
    block: Block,
    at: number,
    pitch: number,
    row: number,
    x: number,
    count: number,
    rows: number,
  ): boolean {
    if (row < 0) {
      block.samples.fill(this.#fillValue, at, at + count * this.channels)
      return Number.isFinite(this.#fillValue)
    }
    const first = Math.min(Math.max(x, 0), x + count)
    const last = Math.max(Math.min(x + count, this.width), first)
    let isFinite =
      first === last || this.copyRows(block, at + first - x, pitch, count, row, first, last, rows)
    for (let i = 0; i < rows; i++) {
      const to = at + i * pitch
      isFinite = this.#fillOutside(block.samples, to, count, row + i, x, x, first) && isFinite
      isFinite = this.#fillOutside(block.samples, to, count, row + i, x, last, x + count) && isFinite
    }
    return isFinite
  }

  /** Fills in the pixels from <= column < to of a row, which all lie outside the image. Returns whether all are finite. */
  #fillOutside(
    samples: Samples,
    at: number,
    distance: number,
    row: number,
    x: number,
    from: number,
    to: number,
  ): boolean {
    let isFinite = true
    for (let column = from; column < to; column++) {
      const inside = insideIndex(this.#boundary, column, this.width)
      for (let c = 0; c < this.channels; c++) {
        const value = inside < 0 ? this.#fillValue : this.pixel(row, inside, c)
        samples[at + c * distance + column - x] = value
        isFinite &&= Number.isFinite(value)
      }
    }
    return isFinite
  }

  #patch(block: Block, at: number, y: number, x: number, count: number): void {
    if (areFinite(block, at, count)) return
    const { samples } = block
    const gaps = this.#gaps.get(y) ?? new Gaps()
    this.#gaps.set(y, gaps)
    for (let i = 0; i < count; i++) {
      if (Number.isFinite(samples[at + i])) continue
      samples[at + i] = 0
      gaps.note(x + i)
    }
  }
}

/** Marks the columns of outputs that read a gap of one row. */
function columnsThatTake(gaps: Gaps, { start, stride, dilation, taps, count }: Axis): Uint8Array {
  const takes = new Uint8Array(count)
  for (const { from, to } of gaps.runs) {
    for (let k = 0; k < taps; k++) {
      const first = Math.max(Math.ceil((from - start - k * dilation) / stride), 0)
      const last = Math.min(Math.ceil((to - start - k * dilation) / stride), count)
      if (first < last) takes.fill(1, first, last)
    }
  }
  return takes
}
