// Samples in bytes, by the definitions: two's complement, and IEEE 754 assembled bit by bit.

/** The kind of number, its bits, and its byte order. */
export interface NaiveFormat {
  readonly kind: 's' | 'u' | 'f'
  readonly bits: number
  readonly littleEndian: boolean
}

export function naiveFormat(name: string): NaiveFormat {
  const [, kind, bits, order] = /^([suf])(\d+)(le|be)?$/.exec(name)!
  return { kind: kind as 's' | 'u' | 'f', bits: Number(bits), littleEndian: order === 'le' }
}

/** The sample in some bytes. */
export function naiveDecode(bytes: readonly number[], { kind, bits, littleEndian }: NaiveFormat): number {
  let word = 0n
  for (const byte of littleEndian ? bytes.toReversed() : bytes) word = word * 256n + BigInt(byte)
  const half = 2n ** BigInt(bits - 1)
  if (kind === 'u') return Number(word - half) / Number(half)
  if (kind === 's') return Number(word >= half ? word - 2n * half : word) / Number(half)
  return naiveFloat(word, bits)
}

/** The bytes of a sample, of an integer format. */
export function naiveEncode(sample: number, { kind, bits, littleEndian }: NaiveFormat): number[] {
  const half = 2 ** (bits - 1)
  let value = Number.isNaN(sample) ? 0 : Math.floor(sample * half + 0.5)
  if (value > half - 1) value = half - 1
  if (value < -half) value = -half
  let word = BigInt(value) + (kind === 'u' || value < 0 ? BigInt(kind === 'u' ? half : 2 * half) : 0n)
  const bytes: number[] = []
  for (let i = 0; i < bits / 8; i++) {
    bytes.push(Number(word % 256n))
    word /= 256n
  }
  return littleEndian ? bytes : bytes.toReversed()
}

function naiveFloat(word: bigint, bits: number): number {
  const [fractionBits, bias] = bits === 32 ? [23, 127] : [52, 1023]
  const fraction = Number(word % 2n ** BigInt(fractionBits)) / 2 ** fractionBits
  const exponent = Number((word >> BigInt(fractionBits)) % BigInt(2 * bias + 2))
  const sign = word >> BigInt(bits - 1) === 1n ? -1 : 1
  if (exponent === 2 * bias + 1) return fraction === 0 ? sign * Infinity : NaN
  if (exponent === 0) return sign * fraction * 2 ** (1 - bias)
  return sign * (1 + fraction) * 2 ** (exponent - bias)
}
