import type { Precision } from '../samples.js'
import { addressOf, Block, bytesPerSample } from './heap.js'
import { image } from './image-part.js'
import { offsetBlock } from './offset-block.js'

// Computations with taps at arbitrary offsets. Formulas are in assembly/taps.ts. Nothing is checked here, and only `TapList`
// allocates.

/** Up to this many samples after the last one may be read and written. */
export const TAPS_PADDING = 32

/** Weights, and the offset of each from the place of the output. */
export class TapList {
  readonly length: number
  readonly weights: Block
  readonly offsets: Block

  /**
   * @param offsets For each tap, the offset of its sample from the place of the output, in samples.
   * @param weights A number for each tap.
   */
  constructor(offsets: readonly number[], weights: ArrayLike<number>, precision: Precision) {
    const bytes = bytesPerSample(precision)
    this.length = offsets.length
    this.weights = new Block(weights.length, precision)
    this.weights.samples.set(weights)
    this.offsets = offsetBlock(offsets, offsets.length, bytes)
  }

  free(): void {
    this.weights.free()
    this.offsets.free()
  }
}

/** target[at + i] = bias + Σₜ weights[t]·source[from + i + offsets[t]] for i < count. */
export function taps(
  target: Block,
  at: number,
  source: Block,
  from: number,
  list: TapList,
  bias: number,
  count: number,
): void {
  image()[target.precision].taps(
    addressOf(target, at),
    addressOf(source, from),
    addressOf(list.weights, 0),
    bias,
    addressOf(list.offsets, 0),
    list.length,
    count,
  )
}

/** A grid of taps for `tapsOfRows`: some rows, a pitch apart, of the same number of taps. */
export class TapRows {
  readonly columns: number
  readonly pitch: number
  readonly list: TapList
  /** The offsets, and those of one row more. */
  readonly offsets: Block

  /** @param offsets For each tap of a row, the offset of its sample. */
  constructor(offsets: readonly number[], pitch: number, weights: ArrayLike<number>, precision: Precision) {
    const { length } = offsets
    const rows = weights.length / length
    const all = Array.from(
      { length: weights.length + length },
      (_, i) => offsets[i % length] + Math.floor(i / length) * pitch,
    )
    this.columns = length
    this.pitch = pitch
    this.list = new TapList(all.slice(0, rows * length), weights, precision)
    this.offsets = offsetBlock(all, all.length, bytesPerSample(precision))
  }

  free(): void {
    this.list.free()
    this.offsets.free()
  }
}

/**
 * `taps` for rows of `count` outputs, which are a pitch of the taps apart, as are their samples. What lies between them and after the last
 * one may be overwritten.
 */
export function tapsOfRows(
  target: Block,
  at: number,
  source: Block,
  from: number,
  { list, offsets, columns, pitch }: TapRows,
  count: number,
  rows: number,
): void {
  const pairs = Math.floor(rows / 2)
  image()[target.precision].tapsOfPairs(
    addressOf(target, at),
    addressOf(source, from),
    pitch * bytesPerSample(target.precision),
    addressOf(list.weights, 0),
    addressOf(offsets, 0),
    columns,
    list.length,
    count,
    pairs,
  )
  if (rows % 2 === 1) taps(target, at + 2 * pairs * pitch, source, from + 2 * pairs * pitch, list, 0, count)
}

/** target[at + i] = a[fromA + i] + b[fromB + i] for i < count. The target may lie on an input or before it. */
export function add(
  target: Block,
  at: number,
  a: Block,
  fromA: number,
  b: Block,
  fromB: number,
  count: number,
): void {
  image()[target.precision].add(addressOf(target, at), addressOf(a, fromA), addressOf(b, fromB), count)
}
