import { bytesOf } from './bytes.js'
import { addressOf, type Block } from './heap.js'
import { pcm } from './pcm-part.js'

// Moves 16-bit little-endian integers into the engine and out of it. Formulas are in assembly/pcm.ts. Everything is in one
// float32 block: the samples of channel c from index c·pitch on, and the bytes of the integers from index `at` on. Up to 8
// numbers after the last ones are touched.

/** Decodes `count` frames of `bytes` to samples. */
export function decode16(
  block: Block,
  pitch: number,
  at: number,
  bytes: Uint8Array,
  channels: number,
  count: number,
): void {
  bytesOf(block).set(bytes, 4 * at)
  pcm().decode16(addressOf(block, 0), 4 * pitch, addressOf(block, at), channels, count)
}

/** Encodes the samples of `count` frames to `bytes`. */
export function encode16(
  block: Block,
  pitch: number,
  at: number,
  bytes: Uint8Array,
  channels: number,
  count: number,
): void {
  pcm().encode16(addressOf(block, at), addressOf(block, 0), 4 * pitch, channels, count)
  bytes.set(bytesOf(block).subarray(4 * at, 4 * at + bytes.length))
}

/**
 * Returns the greatest |x| of the `count` numbers from `at` on, or `peak` if that is greater, and how many are not within ±1.
 * Numbers up to the next multiple of four, and the last one of the block, are written to.
 */
export function level(
  block: Block,
  at: number,
  count: number,
  peak: number,
): { peak: number; beyond: number } {
  const padded = 4 * Math.ceil(count / 4)
  block.samples.fill(0, at + count, at + padded)
  const room = addressOf(block, block.length - 1)
  const greatest = pcm().level(addressOf(block, at), padded, peak, room)
  return { peak: greatest, beyond: new Int32Array(block.samples.buffer, room, 1)[0] }
}
