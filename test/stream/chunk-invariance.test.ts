import fc from 'fast-check'
import { Convolver, type Precision, PreparedKernel, Rechunker, type Samples, type SignalLike } from 'tapline'
import { afterAll, describe, expect, test } from 'vitest'
import { naiveWindows } from '../naive/convolution.js'
import { expectSameBits } from '../support/closeness.js'
import { BLOCK_SIZES } from '../support/contestants.js'
import { generate, joined, noise, PRECISIONS } from '../support/signals.js'
import { SEED } from '../support/seed.js'
import { kernelWithLevels, kernelWithSpreadLevel, segmentCount } from '../support/streaming.js'

// The promise of the package: the same bits for any chunking of the input.

/** An event of a convolver between any two samples. */
type Step =
  | { readonly kind: 'input'; readonly pieces: readonly Piece[] }
  | { readonly kind: 'flush' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'swap'; readonly kernel: number; readonly fade: number; readonly delay: number }

/** Input of one kind. */
interface Piece {
  readonly sort: keyof typeof SORTS
  readonly length: number
  readonly seed: number
}

const SORTS = {
  noise: (precision: Precision, length: number, seed: number) => noise(precision, length, seed),
  loud: (precision: Precision, length: number, seed: number) =>
    noise(precision, length, seed).map((x) => 1e6 * x),
  quiet: (precision: Precision, length: number, seed: number) =>
    noise(precision, length, seed).map((x) => 1e-6 * x),
  silence: (precision: Precision, length: number) => generate(precision, length, () => 0),
  denormal: (precision: Precision, length: number) =>
    generate(precision, length, (i) => (i % 2 === 0 ? 1e-310 : 1e-40)),
  clicks: (precision: Precision, length: number) =>
    generate(precision, length, (i) => (i % 97 === 0 ? -1 : -0)),
  'not finite': (precision: Precision, length: number, seed: number) =>
    noise(precision, length, seed).map((x, i) => (i % 211 === 5 ? NaN : i % 313 === 7 ? -Infinity : x)),
} as const

const KERNEL_COUNT = 5

/** Kernels to start with and to swap to: some with at least three levels or segments, and a single tap. */
function kernelsFor(precision: Precision, blockSize: number): PreparedKernel[] {
  const levelCount = blockSize === 1024 ? 2 : 3
  const deep = kernelWithLevels(levelCount, precision, blockSize)
  const kernels = [deep, ...[3001, 701, 33, 1].map((length) => noise(precision, length, length))].map(
    (taps) => new PreparedKernel(taps, { blockSize }),
  )
  expect(kernels[0].plan.levels.length).toBeGreaterThanOrEqual(levelCount)
  expect(segmentCount(kernels[0])).toBeGreaterThanOrEqual(3)
  expect(segmentCount(kernels[1])).toBeGreaterThanOrEqual(3)
  return kernels
}

const sort = fc.constantFrom(...(Object.keys(SORTS) as (keyof typeof SORTS)[]))
const length = fc.oneof({ weight: 3, arbitrary: fc.nat(300) }, { weight: 1, arbitrary: fc.nat(3000) })
const piece: fc.Arbitrary<Piece> = fc.record({ sort, length, seed: fc.nat(1000) })
const input: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('input' as const),
  pieces: fc.array(piece, { minLength: 1, maxLength: 4 }),
})
const swap = fc.record({
  kind: fc.constant('swap' as const),
  kernel: fc.nat(KERNEL_COUNT - 1),
  fade: fc.oneof(fc.constant(0), fc.nat(2000)),
  delay: fc.oneof(fc.constant(0), fc.nat(2000)),
})
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: input },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('flush' as const, 'reset' as const) }) },
  {
    weight: 2,
    arbitrary: swap,
  },
)
const steps = fc.array(step, { minLength: 1, maxLength: 8 })
/** Lengths of chunks, taken in turn; also empty chunks. */
const chunkLengths = fc
  .array(fc.oneof(fc.nat(5), fc.nat(300), fc.nat(5000)), { minLength: 1, maxLength: 12 })
  .filter((lengths) => lengths.some((n) => n > 0))

/**
 * All outputs for the steps, with the input divided into chunks of these lengths. After every `moveAfter` chunks, another convolver
 * continues from a snapshot.
 */
function outputsOf(
  kernels: readonly PreparedKernel[],
  first: number,
  steps: readonly Step[],
  lengths: readonly number[],
  moveAfter = Infinity,
): Samples {
  const { precision } = kernels[0]
  let convolver = new Convolver(kernels[first])
  let current = first
  const outputs: Samples[] = []
  let chunkCount = 0
  for (const step of steps) {
    switch (step.kind) {
      case 'input': {
        const signal = joined(
          precision,
          step.pieces.map((piece) => SORTS[piece.sort](precision, piece.length, piece.seed)),
        )
        for (let from = 0; from < signal.length; chunkCount++) {
          const to = from + lengths[chunkCount % lengths.length]
          outputs.push(convolver.process(signal.subarray(from, to)))
          if (chunkCount % moveAfter === moveAfter - 1) convolver = moved(convolver, kernels[current])
          from = to
        }
        break
      }
      case 'flush':
        outputs.push(convolver.flush())
        break
      case 'reset':
        convolver.reset()
        break
      case 'swap':
        convolver.setKernel(kernels[step.kernel], { fade: step.fade, delay: step.delay })
        current = step.kernel
        break
    }
  }
  outputs.push(convolver.flush())
  convolver.dispose()
  return joined(precision, outputs)
}

/** A convolver that continues from a snapshot. */
function moved(convolver: Convolver, kernel: PreparedKernel): Convolver {
  const next = Convolver.restore(kernel, convolver.snapshot())
  convolver.dispose()
  return next
}

describe.each(PRECISIONS)(`A convolver in %s (seed ${SEED})`, (precision) => {
  describe.each(BLOCK_SIZES)('with blockSize %i', (blockSize) => {
    const kernels = kernelsFor(precision, blockSize)
    afterAll(() => {
      for (const kernel of kernels) kernel.dispose()
    })

    test('gives the same bits for the whole, for any pieces of it and for one sample at a time', () => {
      const property = fc.property(
        fc.nat(KERNEL_COUNT - 1),
        steps,
        chunkLengths,
        fc.integer({ min: 1, max: 5 }),
        (first, steps, lengths, moveAfter) => {
          const whole = outputsOf(kernels, first, steps, [2 ** 20])
          expectSameBits(outputsOf(kernels, first, steps, lengths), whole, 'in pieces')
          expectSameBits(outputsOf(kernels, first, steps, [1]), whole, 'one sample at a time')
          expectSameBits(outputsOf(kernels, first, steps, [400], moveAfter), whole, 'moved on by snapshots')
        },
      )
      fc.assert(property, { seed: SEED, numRuns: 16 })
    })

    test('gives the same bits for a long input through its largest partitions, for any chunking', () => {
      const steps: Step[] = [
        { kind: 'input', pieces: [{ sort: 'noise', length: 40_003, seed: 1 }] },
        {
          kind: 'input',
          pieces: [
            { sort: 'not finite', length: 301, seed: 2 },
            { sort: 'noise', length: 9000, seed: 3 },
          ],
        },
        { kind: 'swap', kernel: 0, fade: 0, delay: 0 },
        { kind: 'input', pieces: [{ sort: 'quiet', length: 5000, seed: 4 }] },
        { kind: 'swap', kernel: 1, fade: 3001, delay: 0 },
        { kind: 'input', pieces: [{ sort: 'noise', length: 5000, seed: 5 }] },
      ]
      const whole = outputsOf(kernels, 0, steps, [2 ** 20])
      for (const lengths of [[128], [1000, 1, 0, 777], [16_384], [20_000, 3], [1]]) {
        expectSameBits(outputsOf(kernels, 0, steps, lengths), whole, `chunks of ${lengths.join(', ')}`)
      }
    })
  })
})

describe.each(PRECISIONS)('Blocks so large that their work is spread over time, in %s,', (precision) => {
  test.each([0, 480])('give the same bits, with blockSize %i', (blockSize) => {
    const spread = kernelWithSpreadLevel(precision, blockSize)
    const reversed = spread.slice().reverse()
    const kernels = [spread, reversed, noise(precision, 301, 1)].map(
      (taps) => new PreparedKernel(taps, { blockSize }),
    )
    const steps: Step[] = [
      { kind: 'input', pieces: [{ sort: 'noise', length: 30_003, seed: 1 }] },
      { kind: 'swap', kernel: 1, fade: 3000, delay: 2000 },
      {
        kind: 'input',
        pieces: [
          { sort: 'not finite', length: 1000, seed: 2 },
          { sort: 'quiet', length: 9000, seed: 3 },
          { sort: 'silence', length: 20_000, seed: 0 },
        ],
      },
      { kind: 'swap', kernel: 2, fade: 0, delay: 0 },
      { kind: 'input', pieces: [{ sort: 'loud', length: 2000, seed: 4 }] },
      { kind: 'swap', kernel: 0, fade: 100, delay: 1000 },
      { kind: 'input', pieces: [{ sort: 'noise', length: 17_000, seed: 5 }] },
      { kind: 'reset' },
      { kind: 'input', pieces: [{ sort: 'noise', length: 9001, seed: 6 }] },
    ]
    const whole = outputsOf(kernels, 0, steps, [2 ** 20])
    for (const lengths of [[128], [1000, 1, 0, 777], [16_384], [1]]) {
      expectSameBits(outputsOf(kernels, 0, steps, lengths), whole, `chunks of ${lengths.join(', ')}`)
    }
    expectSameBits(outputsOf(kernels, 0, steps, [777], 3), whole, 'moved on by snapshots')
    for (const kernel of kernels) kernel.dispose()
  })
})

describe(`A rechunker (seed ${SEED})`, () => {
  test('gives the same windows for the whole, for any pieces of it and for single numbers', () => {
    const property = fc.property(
      fc.nat(200),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 30 }),
      fc.constantFrom('pad' as const, 'drop' as const),
      chunkLengths,
      (count, size, hop, rest, lengths) => {
        const samples = Float32Array.from({ length: count }, (_, i) => i + 1)
        const expected = naiveWindows(samples, size, hop, rest)
        const rechunker = new Rechunker(size, { hop, rest })
        const windowsOf = (chunks: readonly (SignalLike | number)[]): number[][] =>
          [...chunks.flatMap((chunk) => rechunker.process(chunk)), ...rechunker.flush()].map((window) => [
            ...window,
          ])
        expect(windowsOf([samples])).toEqual(expected)
        expect(windowsOf([...samples])).toEqual(expected)
        const pieces: (SignalLike | number)[] = []
        for (let from = 0, i = 0; from < count; i++) {
          const to = from + lengths[i % lengths.length]
          // Typed arrays, plain arrays and numbers in turn.
          const piece = samples.subarray(from, to)
          if (piece.length === 1) pieces.push(piece[0])
          else pieces.push(i % 2 === 0 ? piece : [...piece])
          from = to
        }
        expect(windowsOf(pieces)).toEqual(expected)
      },
    )
    fc.assert(property, { seed: SEED, numRuns: 300 })
  })
})
