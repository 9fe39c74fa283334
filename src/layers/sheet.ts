import type { Precision } from '../samples.js'
import { copyGrid, type Grid } from '../wasm/grid.js'
import type { Block } from '../wasm/heap.js'
import { type Axis, reachOf, spanOf } from '../image/plane/axis.js'

/** A channel's length is an odd multiple of this, 64 bytes, so that channels do not compete for the same cache lines. */
const LINE_LENGTH: Readonly<Record<Precision, number>> = { float32: 16, float64: 8 }

/**
 * How the channels of a layer's input lie in a block: rows end to end with the padding between them, so that other pixels and
 * other channels are fixed distances away. With a stride, columns and rows are dealt out to stride·stride planes.
 */
export class Sheet {
  readonly x: Axis
  readonly y: Axis
  /** The distance from a pixel to the one below it in the same plane, and the number of rows of a plane. */
  readonly pitch: number
  readonly rows: number
  /** The distance from a channel to the next one. */
  readonly channelLength: number
  readonly #width: number
  readonly #height: number

  /** Lays out the channels of an input of this size. */
  constructor(x: Axis, y: Axis, width: number, height: number, precision: Precision) {
    this.x = x
    this.y = y
    this.#width = width
    this.#height = height
    this.pitch = Math.ceil(spanOf(x, x.count) / x.stride)
    this.rows = Math.ceil(spanOf(y, y.count) / y.stride)
    this.channelLength = oddLines(this.planeLength * x.stride * y.stride, precision)
  }

  get planeLength(): number {
    return this.pitch * this.rows
  }

  /** The distance to the pixel of a channel that the tap in column k and row l reads. */
  offset(channel: number, k: number, l: number): number {
    const { x, y } = this
    const plane = this.#plane((k * x.dilation) % x.stride, (l * y.dilation) % y.stride)
    return channel * this.channelLength + plane + this.distance(k, l)
  }

  /** The same, within a plane. */
  distance(k: number, l: number): number {
    const { x, y } = this
    return Math.floor((l * y.dilation) / y.stride) * this.pitch + Math.floor((k * x.dilation) / x.stride)
  }

  /** block[at..] = a channel of the image at image[from..]. Its padding is not touched: it is 0 from the start. */
  load(block: Block, at: number, image: Block, from: number): void {
    for (const { inPlane, inImage, columns, rows } of this.parts()) {
      copyGrid(block, moved(inPlane, at), image, moved(inImage, from), columns, rows)
    }
  }

  /** Yields, for each plane, the part that the image fills and its place in the image. */
  *parts(): Generator<Part> {
    const { x, y, pitch } = this
    for (let row = 0; row < y.stride; row++) {
      const down = phaseOf(y, row, this.rows, this.#height)
      for (let column = 0; column < x.stride; column++) {
        const across = phaseOf(x, column, pitch, this.#width)
        if (down.count === 0 || across.count === 0) continue
        const plane = this.#plane(column, row)
        yield {
          column,
          row,
          inPlane: { at: plane + down.from * pitch + across.from, pitch, step: 1 },
          inImage: {
            at: down.first * this.#width + across.first,
            pitch: y.stride * this.#width,
            step: x.stride,
          },
          firstRow: down.from,
          firstColumn: across.from,
          columns: across.count,
          rows: down.count,
        }
      }
    }
  }

  #plane(column: number, row: number): number {
    return (row * this.x.stride + column) * this.planeLength
  }
}

/** The part of one of the stride·stride planes that the image fills. */
export interface Part {
  /** Identifies the plane: it holds the pixels whose coordinates have these remainders modulo the strides. */
  readonly column: number
  readonly row: number
  readonly inPlane: Grid
  readonly inImage: Grid
  readonly firstRow: number
  readonly firstColumn: number
  readonly columns: number
  readonly rows: number
}

/** The least length, at least this one, that is an odd number of cache lines. */
export function oddLines(length: number, precision: Precision): number {
  const line = LINE_LENGTH[precision]
  return (2 * Math.floor(Math.ceil(length / line) / 2) + 1) * line
}

export function moved(grid: Grid, distance: number): Grid {
  return { ...grid, at: grid.at + distance }
}

/** How many outputs back the last tap of an axis lies. */
export function backOf(axis: Axis): number {
  return Math.floor((reachOf(axis) - 1) / axis.stride)
}

/** The places q of a plane whose pixels stride·q + phase + start lie within the image, and the first such pixel. */
function phaseOf(
  { start, stride }: Axis,
  phase: number,
  places: number,
  length: number,
): { from: number; count: number; first: number } {
  const from = Math.max(Math.ceil((-start - phase) / stride), 0)
  const to = Math.min(Math.floor((length - 1 - start - phase) / stride) + 1, places)
  return { from, count: Math.max(to - from, 0), first: stride * from + phase + start }
}
