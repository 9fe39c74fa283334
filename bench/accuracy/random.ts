/** Seeded numbers, uniform in [0, 1): mulberry32. */
export function uniform(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Seeded normal numbers of variance 1, by Box and Muller's transform. */
export function normal(seed: number): () => number {
  const next = uniform(seed)
  return () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
}

export function generate(length: number, sample: (n: number) => number): Float64Array {
  return Float64Array.from({ length }, (_, n) => sample(n))
}
