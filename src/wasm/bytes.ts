import { addressOf, type Block } from './heap.js'
import { image } from './image-part.js'

// Bytes on their way into the engine and out of it; formulas are in assembly/bytes.ts. A block for bytes is one of float32
// with a quarter of the length, whose `samples` nobody reads as numbers.

/** The whole of a block as bytes. Not to be kept: memory that grows detaches it. */
export function bytesOf(block: Block): Uint8Array {
  return new Uint8Array(block.samples.buffer, addressOf(block, 0), block.length * 4)
}

/** target[at + i] = the byte `from` + i of a block, as float32, for i < count. Nothing behind is touched. */
export function widen(target: Block, at: number, bytes: Block, from: number, count: number): void {
  image().widen(addressOf(target, at), addressOf(bytes, 0) + from, count)
}

/**
 * The byte `at` + i of a block = source[from + i], rounded (halves to the even number) and put between 0 and 255, for i < count;
 * but where a byte of the four of `mask` is 0, the byte `at` + i of `kept`. No byte
 * behind the last one is written.
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
  image().narrow(addressOf(bytes, 0) + at, addressOf(source, from), addressOf(kept, 0) + at, mask, count)
}
