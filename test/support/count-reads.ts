/** Wraps an array, and counts reads of its numbers, a measure of work that is the same on any machine. */
export function countReads<T extends Float32Array | Float64Array>(
  samples: T,
): { readonly counted: T; readonly reads: number } {
  let reads = 0
  const counted = new Proxy(samples, {
    get(target, key) {
      if (typeof key === 'string' && /^\d+$/.test(key)) reads++
      const value: unknown = Reflect.get(target, key)
      return typeof value === 'function' ? (value.bind(counted) as unknown) : value
    },
  })
  return {
    counted,
    get reads() {
      return reads
    },
  }
}
