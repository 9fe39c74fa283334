import { addressOf, type Block } from './heap.js'
import { image } from './image-part.js'

// Moves bytes into the engine and out of it. Formulas are in assembly/bytes.ts. Bytes are stored in a float32 block of a quarter of
// the length, whose `samples` are never read as numbers.

// Constants that kernels are given: hosts would make them anew for each vector, which takes longer than the rest.
const GREATEST = 255
const ALPHA = GREATEST << 24
/** Where it is added, the last bit of a sum stands for 1. */
const WHOLE = 1.5 * 2 ** 23

/** A whole block as bytes. Do not keep the view: growing the memory detaches it. */
export function bytesOf(block: Block): Uint8Array {
  return new Uint8Array(block.samples.buffer, addressOf(block, 0), block.length * 4)
}

/**
 * Bytes `from` on of a block, `count` for each of the rows, as float32: row i of the numbers begins at target[at + i·pitch]. Nothing else
 * is touched. The bytes may be those of the last numbers.
 */
export function widen(
  target: Block,
  at: number,
  pitch: number,
  bytes: Block,
  from: number,
  count: number,
  rows: number,
): void {
  image().widen(addressOf(target, at), pitch * 4, addressOf(bytes, 0) + from, count, rows)
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
    GREATEST,
    WHOLE,
  )
}

/**
 * The channels of `count` pixels, which begin at a byte of a block, as float32: those of channel c begin at target[at + c·distance]. There
 * are three channels or four. Nothing else is touched.
 */
export function split(
  target: Block,
  at: number,
  distance: number,
  bytes: Block,
  from: number,
  count: number,
  channels: number,
): void {
  image().split(addressOf(target, at), distance * 4, addressOf(bytes, 0) + from, count, channels, GREATEST)
}

/**
 * The pixels that begin at byte `at` of a block = the channels, rounded and clamped as by `narrow`; those of channel c begin at
 * source[from + c·distance]. With three channels, alpha is that of `kept` in the same place. No other pixel is written.
 */
export function join(
  bytes: Block,
  at: number,
  source: Block,
  from: number,
  distance: number,
  kept: Block,
  count: number,
  channels: number,
): void {
  image().join(
    addressOf(bytes, 0) + at,
    addressOf(source, from),
    distance * 4,
    addressOf(kept, 0) + at,
    count,
    channels,
    ALPHA,
    GREATEST,
    WHOLE,
  )
}
