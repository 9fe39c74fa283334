/**
 * The sample that each byte of A-law or mu-law stands for, by ITU-T G.711 (1988): a sign, three bits of exponent and four of
 * mantissa. Each value is the middle of its interval. Full scale is 1, that of the 16-bit integers to which programs usually
 * decode.
 */
export function companded(law: 'alaw' | 'mulaw'): Float32Array {
  return (tables[law] ??= Float32Array.from({ length: 256 }, (_, byte) => valuesOf[law](byte) / 2 ** 15))
}

/** Built on first use. */
const tables: { alaw?: Float32Array; mulaw?: Float32Array } = {}

const valuesOf = {
  /** Every second bit is inverted. */
  alaw(byte: number): number {
    const code = byte ^ 0x55
    const exponent = (code >> 4) & 7
    const mantissa = ((code & 15) << 4) + 8
    const magnitude = exponent === 0 ? mantissa : (mantissa + 0x100) << (exponent - 1)
    return code & 0x80 ? magnitude : -magnitude
  },
  /** Every bit is inverted. */
  mulaw(byte: number): number {
    const code = ~byte & 0xff
    const magnitude = ((((code & 15) << 3) + 0x84) << ((code >> 4) & 7)) - 0x84
    return code & 0x80 ? -magnitude : magnitude
  },
}
