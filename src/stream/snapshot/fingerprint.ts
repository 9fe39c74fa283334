/**
 * A 32-bit checksum: FNV-1a (Fowler, Noll, Vo, 1991), by words of four bytes and the rest byte by byte. Four words at a time go into four
 * sums, as each step of one has to wait for the last; the sums are then words themselves. Words are little endian, as memory is
 * wherever WebAssembly runs.
 */
export function fingerprint(bytes: Uint8Array): number {
  const { buffer, byteOffset } = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice()
  const words = new Int32Array(buffer, byteOffset, Math.floor(bytes.length / 4))
  let a = SEED
  let b = SEED
  let c = SEED
  let d = SEED
  let i = 0
  for (; i + 3 < words.length; i += 4) {
    a = mix(a, words[i])
    b = mix(b, words[i + 1])
    c = mix(c, words[i + 2])
    d = mix(d, words[i + 3])
  }
  let hash = mix(mix(mix(a, b), c), d)
  for (; i < words.length; i++) hash = mix(hash, words[i])
  for (let at = 4 * words.length; at < bytes.length; at++) hash = mix(hash, bytes[at])
  return hash >>> 0
}

/** As a signed number, with which engines multiply faster. */
const SEED = 0x811c9dc5 | 0

/** The product alone would never carry a high bit of a word down; the shift does. */
function mix(hash: number, value: number): number {
  const product = Math.imul(hash ^ value, 0x01000193)
  return product ^ (product >>> 15)
}
