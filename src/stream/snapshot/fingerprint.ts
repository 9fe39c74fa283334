/** A 32-bit checksum: FNV-1a (Fowler, Noll, Vo, 1991), in words of four bytes, little endian, and the rest byte by byte. */
export function fingerprint(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const words = bytes.length - (bytes.length % 4)
  let hash = 0x811c9dc5
  for (let i = 0; i < words; i += 4) hash = mix(hash, view.getUint32(i, true))
  for (let i = words; i < bytes.length; i++) hash = mix(hash, bytes[i])
  return hash >>> 0
}

/** The product alone would never carry the high bits of a word down; the shift does. */
function mix(hash: number, value: number): number {
  const product = Math.imul(hash ^ value, 0x01000193)
  return product ^ (product >>> 15)
}
