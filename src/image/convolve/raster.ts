import { Gaps } from '../../gaps.js'
import { copyInto, isBytes, type Precision, type Samples, type TypedSignal } from '../../samples.js'
import { bytesOf, widen } from '../../wasm/bytes.js'
import { Block } from '../../wasm/heap.js'
import { areFinite } from '../../wasm/samples.js'
import { type Axis } from '../plane/axis.js'
import { type Boundary, insideIndex } from '../plane/boundary.js'

/** An image that its boundary extends without end. Loads its rows into the engine. */
export class Raster {
  readonly precision: Precision
  /** Numbers per pixel: 1, or 4 for RGBA, stored side by side. */
  readonly channels: number
  readonly #data: TypedSignal
  readonly #width: number
  readonly #height: number
  readonly #boundary: Boundary
  readonly #fillValue: number
  /** For images of bytes: all bytes, or room for one row. */
  readonly #bytes: Block | undefined
  readonly #hasAll: boolean
  /** The non-finite pixels of each row that has some, in coordinates of the image. They may lie beyond the edges. */
  readonly #gaps = new Map<number, Gaps>()

  /** @param bytes All of the data, in a block that the caller keeps and frees. Default: the data is copied row by row. */
  constructor(
    data: TypedSignal,
    width: number,
    channels: number,
    precision: Precision,
    boundary: Boundary,
    fillValue: number,
    bytes?: Block,
  ) {
    this.#data = data
    this.#width = width
    this.#height = data.length / width / channels
    this.precision = precision
    this.channels = channels
    this.#boundary = boundary
    this.#fillValue = fillValue
    this.#hasAll = bytes !== undefined
    if (isBytes(data)) this.#bytes = bytes ?? new Block((width * channels) / 4 + 1, 'float32')
  }

  /** block[at..] = the `count` pixels of row y from column x on. Non-finite pixels become 0, and are noted. */
  load(block: Block, at: number, y: number, x: number, count: number): void {
    const { samples } = block
    const { channels } = this
    const row = insideIndex(this.#boundary, y, this.#height)
    const length = count * channels
    if (row < 0) samples.fill(this.#fillValue, at, at + length)
    else {
      const first = Math.min(Math.max(x, 0), x + count)
      const last = Math.max(Math.min(x + count, this.#width), first)
      if (first < last) this.#copyInside(block, at + (first - x) * channels, row, first, last)
      this.#fillOutside(samples, at, row, x, x, first)
      this.#fillOutside(samples, at, row, x, last, x + count)
    }
    // Bytes are finite, so only the fill value needs a check.
    const isKnown = this.#bytes !== undefined && Number.isFinite(this.#fillValue)
    if (!isKnown && !areFinite(block, at, length)) {
      this.#patch(samples, at, y, x, count)
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

  free(): void {
    if (!this.#hasAll) this.#bytes?.free()
  }

  #copyInside(block: Block, at: number, row: number, first: number, last: number): void {
    const from = (row * this.#width + first) * this.channels
    const to = (row * this.#width + last) * this.channels
    if (this.#bytes === undefined) copyInto(block.samples, at, this.#data, from, to)
    else if (this.#hasAll) widen(block, at, this.#bytes, from, to - from)
    else {
      bytesOf(this.#bytes).set(this.#data.subarray(from, to))
      widen(block, at, this.#bytes, 0, to - from)
    }
  }

  /** Fills in the pixels from <= column < to, all of which lie outside. */
  #fillOutside(samples: Samples, at: number, row: number, x: number, from: number, to: number): void {
    const { channels } = this
    for (let column = from; column < to; column++) {
      const inside = insideIndex(this.#boundary, column, this.#width)
      const target = at + (column - x) * channels
      const source = (row * this.#width + inside) * channels
      for (let c = 0; c < channels; c++) {
        samples[target + c] = inside < 0 ? this.#fillValue : this.#data[source + c]
      }
    }
  }

  #patch(samples: Samples, at: number, y: number, x: number, count: number): void {
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
