import fc from 'fast-check'
import type { Precision } from 'tapline'

/** A stream with everything that happens to it, small enough to print and read. */
export interface FuzzCase {
  readonly precision: Precision
  readonly blockSize: number
  readonly kernel: KernelSpec & { readonly length: number }
  readonly events: readonly FuzzEvent[]
  /** The ways in which the stream is divided. */
  readonly chunkings: readonly Chunking[]
}

/** A way to divide a stream into chunks, and to pass them. */
export interface Chunking {
  /** The lengths of the chunks, taken in turn. */
  readonly chunks: readonly number[]
  /** The type of the chunks: arrays of the convolver's own type, or plain arrays. */
  readonly chunksAre: 'typed' | 'plain'
  /** Whether outputs are written into given arrays. */
  readonly givesOut: boolean
}

/** The kind of taps of a kernel, and whether it is prepared beforehand. */
export interface KernelSpec {
  readonly sort: 'noise' | 'decaying' | 'sparse' | 'zero'
  readonly seed: number
  readonly isPrepared: boolean
}

/** An event between two samples, or the samples themselves. */
export type FuzzEvent =
  | { readonly kind: 'input'; readonly pieces: readonly Piece[] }
  | { readonly kind: 'snapshot' | 'reset' | 'flush' }
  | ({
      readonly kind: 'swap'
      readonly fade: number
      readonly delay: number
      readonly percent: number
    } & KernelSpec)

/** Input of one kind. */
export interface Piece {
  readonly sort: 'noise' | 'loud' | 'quiet' | 'silence' | 'denormal' | 'clicks' | 'not finite'
  readonly length: number
  readonly seed: number
}

const spec = {
  sort: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('noise' as const, 'decaying' as const) },
    { weight: 1, arbitrary: fc.constantFrom('sparse' as const, 'zero' as const) },
  ),
  seed: fc.nat(9999),
  isPrepared: fc.boolean(),
}

const kernelLength = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: 1, max: 100 }) },
  { weight: 40, arbitrary: fc.integer({ min: 1, max: 3000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 3001, max: 20_000 }) },
)

const piece: fc.Arbitrary<Piece> = fc.record({
  sort: fc.oneof(
    { weight: 3, arbitrary: fc.constant('noise' as const) },
    {
      weight: 4,
      arbitrary: fc.constantFrom(
        'loud' as const,
        'quiet' as const,
        'silence' as const,
        'denormal' as const,
        'clicks' as const,
        'not finite' as const,
      ),
    },
  ),
  length: fc.oneof(
    { weight: 20, arbitrary: fc.nat(100) },
    { weight: 20, arbitrary: fc.nat(1000) },
    { weight: 10, arbitrary: fc.nat(4000) },
    { weight: 1, arbitrary: fc.nat(40_000) },
  ),
  seed: fc.nat(9999),
})

const event: fc.Arbitrary<FuzzEvent> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('input' as const),
      pieces: fc.array(piece, { minLength: 1, maxLength: 3 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('swap' as const),
      fade: fc.oneof(fc.constant(0), fc.nat(500)),
      delay: fc.oneof(fc.constant(0), fc.nat(100), fc.nat(5000)),
      // Relative to the current length: mostly the same or shorter, sometimes longer.
      percent: fc.oneof(
        { weight: 4, arbitrary: fc.constant(100) },
        { weight: 4, arbitrary: fc.nat(100) },
        { weight: 1, arbitrary: fc.integer({ min: 101, max: 300 }) },
      ),
      ...spec,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('snapshot' as const, 'reset' as const, 'flush' as const) }),
  },
)

const chunks = fc.oneof(
  // One sample at a time takes long.
  { weight: 1, arbitrary: fc.constant([1]) },
  { weight: 6, arbitrary: fc.constantFrom([128], [480], [1024], [64, 0]) },
  {
    weight: 12,
    arbitrary: fc
      .array(fc.oneof(fc.nat(5), fc.nat(300), fc.nat(5000)), { minLength: 1, maxLength: 10 })
      .filter((lengths) => lengths.some((length) => length > 0)),
  },
)

/** The number of ways in which each stream is divided. */
export const CHUNKINGS = 10

const chunking: fc.Arbitrary<Chunking> = fc.record({
  chunks,
  chunksAre: fc.constantFrom('typed' as const, 'plain' as const),
  givesOut: fc.boolean(),
})

/** Any case. */
export const fuzzCase: fc.Arbitrary<FuzzCase> = fc.record({
  precision: fc.constantFrom('float32' as const, 'float64' as const),
  blockSize: fc.constantFrom(0, 1, 7, 64, 100, 480, 1024),
  kernel: fc.record({ length: kernelLength, ...spec }),
  events: fc.array(event, { minLength: 1, maxLength: 7 }),
  chunkings: fc.array(chunking, { minLength: CHUNKINGS, maxLength: CHUNKINGS }),
})
