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

/** Rows of taps for `tapsOfRows`. */
export class TapRows {
  readonly columns: number
  readonly step: number
  readonly pitch: number
  /** For a single row of outputs. */
  readonly list: TapList
  /** For pairs of rows: the first row, the rows that both use, the last row. */
  readonly pairs: Block

  /** @param step The distance between the samples of neighbouring taps of a row. @param pitch That between rows of samples. */
  constructor(columns: number, step: number, pitch: number, weights: Float64Array, precision: Precision) {
    this.columns = columns
    this.step = step
    this.pitch = pitch
    const offsets = Array.from(weights, (_, i) => (i % columns) * step + Math.floor(i / columns) * pitch)
    this.list = new TapList(offsets, weights, precision)
    const both = Array.from(weights.subarray(columns), (weight, i) => [weight, weights[i]])
    const pairs = [...weights.subarray(0, columns), ...both.flat(), ...weights.subarray(-columns)]
    this.pairs = new Block(pairs.length, precision)
    this.pairs.samples.set(pairs)
  }

  free(): void {
    this.list.free()
    this.pairs.free()
  }
}

/**
 * `taps` for `rows` rows of `count` outputs, which are `targetPitch` apart. That may be `count`. What lies between rows and after the
 * last one may be overwritten.
 */
export function tapsOfRows(
  target: Block,
  at: number,
  targetPitch: number,
  source: Block,
  from: number,
  { list, pairs, columns, step, pitch }: TapRows,
  count: number,
  rows: number,
): void {
  const bytes = bytesPerSample(target.precision)
  image()[target.precision].tapsOfPairs(
    addressOf(target, at),
    targetPitch * bytes,
    addressOf(source, from),
    pitch * bytes,
    addressOf(pairs, 0),
    step * bytes,
    columns,
    list.length / columns,
    count,
    Math.floor(rows / 2),
  )
  if (rows % 2 === 0) return
  taps(target, at + (rows - 1) * targetPitch, source, from + (rows - 1) * pitch, list, 0, count)
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
