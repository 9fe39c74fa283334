import fc from 'fast-check'
import { type Precision, type Samples, windowOf } from 'tapline'
import { noise } from '../support/signals.js'

/** Windows of all kinds, with hops at most as long. */
export const framing = fc.integer({ min: 1, max: 80 }).chain((length) =>
  fc.record({
    window: fc.constantFrom('hamming' as const, 'rectangular' as const).map((name) => windowOf(name, length)),
    hop: fc.oneof(
      fc.integer({ min: 1, max: length }),
      fc.constantFrom(Math.ceil(length / 2), Math.ceil(length / 4)),
    ),
    fftSize: fc.oneof(fc.constant(length), fc.integer({ min: length, max: length + 60 })),
  }),
)

/** Lengths of chunks, taken in turn. */
export const chunkLengths = fc
  .array(fc.oneof(fc.nat(5), fc.nat(200)), { minLength: 1, maxLength: 6 })
  .filter((lengths) => lengths.some((length) => length > 0))

/** Divides a signal into chunks of these lengths. */
export function cut(signal: Samples, lengths: readonly number[]): Samples[] {
  const chunks: Samples[] = []
  for (let at = 0, i = 0; at < signal.length; i++) {
    const end = Math.min(at + lengths[i % lengths.length], signal.length)
    chunks.push(signal.subarray(at, end))
    at = end
  }
  return chunks
}

/** Noise in which some values are not finite. */
export function gappyNoise(precision: Precision, length: number, seed: number): Samples {
  return noise(precision, length, seed).map((x, n) =>
    n % 307 === 200 ? NaN : n % 401 === 300 ? Infinity : x,
  )
}
