import { addressOf, type Block } from './heap.js'
import { image } from './image-part.js'

// Moves bytes into the engine and out of it. Formulas are in assembly/bytes.ts. Bytes are stored in a float32 block of a quarter of
// the length, whose `samples` are never read as numbers.

/** A whole block as bytes. Do not keep the view: growing the memory detaches it. */
export function bytesOf(block: Block): Uint8Array {
  return new Uint8Array(block.samples.buffer, addressOf(block, 0), block.length * 4)
}

/** target[at + i] = the byte `from` + i of a block, as float32, for i < count. Nothing after that is touched. */
export function widen(target: Block, at: number, bytes: Block, from: number, count: number): void {
  image().widen(addressOf(target, at), addressOf(bytes, 0) + from, count)
}

/**
 * The byte `at` + i of a block = source[from + i], rounded (halves to even) and clamped to 0 … 255, for i < count. Where the
 * corresponding one of the four bytes of `mask` is 0, it is the byte `at` + i of `kept`. No byte after the last one is written.
 */
export function narrow(
  bytes: Block,
  at: number,
  source: Block,
  from: number,
  kept: Block,
  mask: number,
  count: number,
): void {
  image().narrow(
    addressOf(bytes, 0) + at,
    addressOf(source, from),
    addressOf(kept, 0) + at,
    mask,
    count,
    255,
    1.5 * 2 ** 23,
  )
}
