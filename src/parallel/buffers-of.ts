/** The buffers of arrays in a list or in the properties of an object, and of lists within it; without memory that is shared. */
export function buffersOf(value: unknown): ArrayBufferLike[] {
  const found = new Set<ArrayBufferLike>()
  const collect = (part: unknown, depth: number): void => {
    if (ArrayBuffer.isView(part)) {
      if (!isShared(part.buffer)) found.add(part.buffer)
    } else if (typeof part === 'object' && part !== null && depth > 0) {
      for (const inner of Object.values(part)) collect(inner, depth - 1)
    }
  }
  collect(value, 3)
  return [...found]
}

/** Whether several threads can see the memory. */
export function isShared(buffer: ArrayBufferLike | undefined): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && buffer instanceof SharedArrayBuffer
}
