import type { Precision } from '../samples.js'
import { addressOf, Block, bytesPerSample } from './heap.js'
import { image } from './image-part.js'

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
   * @param weights A number for each tap, or four of them for `tapsOfFour`.
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

/**
 * The same for four outputs, which begin at `at`, at + stride, at + 2·stride and at + 3·stride. The four weights of a tap lie
 * together, and the four biases at bias[fromBias..].
 */
export function tapsOfFour(
  target: Block,
  at: number,
  stride: number,
  source: Block,
  from: number,
  list: TapList,
  bias: Block,
  fromBias: number,
  count: number,
): void {
  image()[target.precision].tapsOfFour(
    addressOf(target, at),
    stride * bytesPerSample(target.precision),
    addressOf(source, from),
    addressOf(list.weights, 0),
    addressOf(bias, fromBias),
    addressOf(list.offsets, 0),
    list.length,
    count,
  )
}

/** Offsets for `dots`. */
export class OffsetList {
  readonly length: number
  readonly offsets: Block
  /** Room for the sums: eight are computed at a time. */
  readonly sums: Block

  constructor(offsets: readonly number[], precision: Precision) {
    this.length = offsets.length
    const padded = Math.ceil(offsets.length / 8) * 8
    this.offsets = offsetBlock(offsets, padded, bytesPerSample(precision))
    this.sums = new Block(padded, precision)
  }

  free(): void {
    this.offsets.free()
    this.sums.free()
  }
}

/**
 * Σᵢ a[fromA + i]·b[fromB + i + offsets[t]] over i < count for each t, written to the list's own `sums`. `count` is a multiple
 * of eight.
 */
export function dots(
  a: Block,
  fromA: number,
  b: Block,
  fromB: number,
  list: OffsetList,
  count: number,
): void {
  image()[a.precision].dots(
    addressOf(list.sums, 0),
    addressOf(a, fromA),
    addressOf(b, fromB),
    addressOf(list.offsets, 0),
    list.sums.length,
    count,
  )
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

function offsetBlock(offsets: readonly number[], length: number, bytes: number): Block {
  const block = new Block(length, 'float32')
  new Int32Array(block.samples.buffer, block.address, length).set(offsets.map((offset) => offset * bytes))
  return block
}
