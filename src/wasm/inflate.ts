import type { OwnUint8Array } from '../samples.js'
import { host } from './host.js'

/**
 * Inflates DEFLATE data (RFC 1951) up to the first `length` bytes. For data that this package packed itself: it does not check
 * for damage.
 */
export function inflate(packed: Uint8Array, length: number): OwnUint8Array {
  // A host's own inflation takes a third of the time of code that has never run before.
  const inflated = host.process?.getBuiltinModule?.('node:zlib')?.inflateRawSync?.(packed)
  return inflated?.slice(0, length) ?? inflateByHand(packed, length)
}

/**
 * For hosts that inflate asynchronously or not at all. It is short, and fast even before it is compiled, since a page waits for it once.
 * It does not read stored blocks, which the engine's parts have none of.
 */
export function inflateByHand(packed: Uint8Array, length: number): OwnUint8Array {
  const source = new BitReader(packed)
  const target = new Uint8Array(length)
  let at = 0
  while (at < length) {
    source.take(1) // whether it is the last block: `length` decides instead
    const [literals, distances] = source.take(2) === FIXED ? fixedBits() : readBits(source)
    at = inflateBlock(source, codeOf(literals), codeOf(distances), target, at)
  }
  return target
}

const FIXED = 1

/** Lengths from 3 and distances from 1 are coded in groups; the last symbol of lengths is 258 alone. */
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0]
const LENGTHS = /* @__PURE__ */ startsOf(LENGTH_BITS, 3)
const DISTANCE_BITS = /* @__PURE__ */ Array.from({ length: 30 }, (_, symbol) =>
  Math.max(0, (symbol >> 1) - 1),
)
const DISTANCES = /* @__PURE__ */ startsOf(DISTANCE_BITS, 1)
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
const END = 256

/**
 * A Huffman code: for the next `bits` bits of the stream, 16 times the symbol that they begin with, plus its number of bits.
 */
interface Code {
  readonly bits: number
  readonly table: Uint16Array
}

class BitReader {
  readonly #bytes: Uint8Array
  #next = 0
  /** Bits that were read and not yet taken, lowest bit first. */
  #held = 0
  #count = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** Takes the next bits, 16 at most, lowest bit first. */
  take(count: number): number {
    const value = this.#peek(count)
    this.#held >>>= count
    this.#count -= count
    return value
  }

  symbol({ bits, table }: Code): number {
    const entry = table[this.#peek(bits)]
    this.#held >>>= entry & 15
    this.#count -= entry & 15
    return entry >> 4
  }

  /** Beyond the end there are zeros, which a code may peek at but not take. */
  #peek(count: number): number {
    while (this.#count < count) {
      this.#held |= this.#bytes[this.#next++] << this.#count
      this.#count += 8
    }
    return this.#held & ((1 << count) - 1)
  }
}

/** Typed arrays ignore writes beyond the end of the target. */
function inflateBlock(
  source: BitReader,
  literals: Code,
  distances: Code,
  target: Uint8Array,
  at: number,
): number {
  while (at < target.length) {
    const symbol = source.symbol(literals)
    if (symbol === END) break
    if (symbol < END) {
      target[at++] = symbol
      continue
    }
    const end = at + lengthOf(symbol - END - 1) + source.take(LENGTH_BITS[symbol - END - 1])
    const group = source.symbol(distances)
    const distance = DISTANCES[group] + source.take(DISTANCE_BITS[group])
    for (; at < end; at++) target[at] = target[at - distance]
  }
  return at
}

function lengthOf(group: number): number {
  return group === LENGTHS.length - 1 ? 258 : LENGTHS[group]
}

/** The numbers of bits of all literals and lengths, and of all distances. */
type Bits = readonly [literals: number[], distances: number[]]

function fixedBits(): Bits {
  const literals = Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8))
  return [literals, new Array<number>(30).fill(5)]
}

function readBits(source: BitReader): Bits {
  const literalCount = source.take(5) + 257
  const distanceCount = source.take(5) + 1
  const orderCount = source.take(4) + 4
  const bitsOfBits = new Array<number>(19).fill(0)
  for (let i = 0; i < orderCount; i++) bitsOfBits[ORDER[i]] = source.take(3)
  const bits = runLengths(source, codeOf(bitsOfBits), literalCount + distanceCount)
  return [bits.slice(0, literalCount), bits.slice(literalCount)]
}

function runLengths(source: BitReader, code: Code, count: number): number[] {
  const bits: number[] = []
  while (bits.length < count) {
    const symbol = source.symbol(code)
    if (symbol < 16) bits.push(symbol)
    else if (symbol === 16) repeat(bits, bits[bits.length - 1], 3 + source.take(2))
    else repeat(bits, 0, symbol === 17 ? 3 + source.take(3) : 11 + source.take(7))
  }
  return bits
}

function repeat(bits: number[], value: number, count: number): void {
  for (let i = 0; i < count; i++) bits.push(value)
}

/** Makes the code whose symbols have these numbers of bits, 0 for symbols that do not occur. */
function codeOf(lengths: readonly number[]): Code {
  const bits = Math.max(1, ...lengths)
  const table = new Uint16Array(2 ** bits)
  let code = 0
  for (let length = 1; length <= bits; length++, code <<= 1) {
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] !== length) continue
      for (let i = reversed(code++, length); i < table.length; i += 1 << length) {
        table[i] = (symbol << 4) | length
      }
    }
  }
  return { bits, table }
}

/** Codes come with their highest bit first. */
function reversed(code: number, length: number): number {
  let result = 0
  for (let i = 0; i < length; i++) result |= ((code >> i) & 1) << (length - 1 - i)
  return result
}

/** Where each group begins, if group i holds 2^bits[i] numbers and the first one begins at `start`. */
function startsOf(bits: readonly number[], start: number): number[] {
  return bits.map((_, group) => bits.slice(0, group).reduce((sum, count) => sum + 2 ** count, start))
}
