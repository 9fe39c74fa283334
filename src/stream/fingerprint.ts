/** A 32-bit checksum: FNV-1a (Fowler, Noll, Vo, 1991), byte by byte. */
export function fingerprint(bytes: Uint8Array): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193)
  return hash >>> 0
}
