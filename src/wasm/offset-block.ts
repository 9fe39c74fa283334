import { Block } from './heap.js'

/** A block of offsets in bytes, given those in samples; the rest of its `length` is 0. For this folder only. */
export function offsetBlock(offsets: readonly number[], length: number, bytes: number): Block {
  const block = new Block(length, 'float32')
  new Int32Array(block.samples.buffer, block.address, length).set(offsets.map((offset) => offset * bytes))
  return block
}
