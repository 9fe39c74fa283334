import type { Processor } from 'tapline'

/** Bytes in chunks of the given sizes, in turn, each in memory of its own at an address that may be odd. */
export function cut(bytes: Uint8Array, sizes: readonly number[], address = 0): Uint8Array[] {
  const chunks: Uint8Array[] = []
  for (let at = 0; at < bytes.length;) {
    const size = Math.min(sizes[chunks.length % sizes.length], bytes.length - at)
    const memory = new Uint8Array(address + size)
    memory.set(bytes.subarray(at, at + size), address)
    chunks.push(memory.subarray(address))
    at += size
  }
  return chunks
}

/** All results, and the error of the processor, if any. */
export function outcome<Out>(
  processor: Processor<Uint8Array, Out>,
  chunks: readonly Uint8Array[],
): { readonly results: Out[]; readonly error: unknown } {
  const results: Out[] = []
  try {
    for (const chunk of chunks) results.push(processor.process(chunk))
    results.push(processor.flush())
  } catch (error) {
    return { results, error }
  }
  return { results, error: undefined }
}

/** The channels of all chunks, one after the other. */
export function channelsOf(chunks: readonly (readonly ArrayLike<number>[])[]): number[][] {
  const channels: number[][] = []
  for (const chunk of chunks) {
    for (const [i, samples] of chunk.entries()) (channels[i] ??= []).push(...Array.from(samples))
  }
  return channels
}

/** Bytes, from text and numbers. */
export function bytes(...parts: readonly (string | readonly number[])[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part)] : [...part])),
  )
}

/** A little-endian number. */
export function le(value: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => Math.floor(value / 256 ** i) % 256)
}
