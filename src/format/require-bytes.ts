/** Throws unless `chunk` is bytes: a `Uint8Array`, which `Buffer` is too. */
export function requireBytes(chunk: Uint8Array): void {
  if (chunk instanceof Uint8Array) return
  const kind = typeof chunk === 'string' ? 'a string' : 'no Uint8Array'
  throw new TypeError(`chunk is ${kind}: give bytes, as streams do for which no encoding was set`)
}

/** The same memory, to read numbers from. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
