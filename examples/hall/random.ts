/** A source of random numbers that gives the same ones for the same seed: uniform in [0, 1). (Mulberry32.) */
export function uniform(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** White Gaussian noise of variance 1: `length` samples, the same for the same seed. (Box-Muller.) */
export function gaussianNoise(length: number, seed: number): Float32Array {
  const random = uniform(seed)
  return Float32Array.from({ length }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - random()))
    return radius * Math.cos(2 * Math.PI * random())
  })
}
