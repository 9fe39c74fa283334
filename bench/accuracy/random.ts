import { mulberry32 } from '../../test/support/mulberry32.js'

/** Seeded normal numbers of variance 1, by Box and Muller's transform. */
export function normal(seed: number): () => number {
  const next = mulberry32(seed)
  return () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
}

export function generate(length: number, sample: (n: number) => number): Float64Array {
  return Float64Array.from({ length }, (_, n) => sample(n))
}
