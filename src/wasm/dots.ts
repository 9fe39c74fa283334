import type { Precision } from '../samples.js'
import { addressOf, type Block, bytesPerSample } from './heap.js'
import { layers } from './layers-part.js'
import { offsetBlock } from './offset-block.js'

/** Offsets for `dots`. */
export class OffsetList {
  /** The number of sums: eight are computed at a time. */
  readonly length: number
  readonly offsets: Block

  constructor(offsets: readonly number[], precision: Precision) {
    this.length = Math.ceil(offsets.length / 8) * 8
    this.offsets = offsetBlock(offsets, this.length, bytesPerSample(precision))
  }

  free(): void {
    this.offsets.free()
  }
}

/**
 * sums[at + o·list.length + t] += Σᵢ a[fromA + o·distance + i]·b[fromB + i + offsets[t]] over i < count, for o < outputs. `count` is a
 * multiple of eight. The formula is in assembly/dots.ts.
 */
export function dots(
  sums: Block,
  at: number,
  a: Block,
  fromA: number,
  distance: number,
  b: Block,
  fromB: number,
  list: OffsetList,
  count: number,
  outputs: number,
): void {
  const functions = layers()[a.precision]
  const bytes = bytesPerSample(a.precision)
  const [offsets, signal] = [addressOf(list.offsets, 0), addressOf(b, fromB)]
  const fours = outputs - (outputs % 4)
  if (fours > 0) {
    functions.dotsOfFour(
      addressOf(sums, at),
      list.length * bytes,
      addressOf(a, fromA),
      distance * bytes,
      signal,
      offsets,
      list.length,
      count,
      fours,
    )
  }
  for (let o = fours; o < outputs; o++) {
    const to = addressOf(sums, at + o * list.length)
    functions.dots(to, addressOf(a, fromA + o * distance), signal, offsets, list.length, count)
  }
}
