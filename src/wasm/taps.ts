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
