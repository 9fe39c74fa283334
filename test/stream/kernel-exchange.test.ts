import fc from 'fast-check'
import { Convolver, convolve, type Samples } from 'tapline'
import { describe, expect, test } from 'vitest'
import { expectClose, expectSameBits, tolerance } from '../support/closeness.js'
import { SEED } from '../support/seed.js'
import { cut, generate, joined, noise, PRECISIONS } from '../support/signals.js'

/** The weight of the new kernel in output i of a fade that begins with output `from`. */
function weight(i: number, from: number, fade: number): number {
  if (i < from) return 0
  return i - from >= fade ? 1 : 0.5 - 0.5 * Math.cos((Math.PI * (i - from + 1)) / (fade + 1))
}

interface Exchange {
  readonly at: number
  readonly kernel: Samples
  readonly fade: number
}

/** All outputs, with the kernel exchanged after `at` samples, for chunks of the given lengths. */
function exchanged(
  signal: Samples,
  first: Samples,
  exchanges: readonly Exchange[],
  blockSize: number,
  chunks: readonly number[],
): Samples {
  const convolver = new Convolver(first, { blockSize })
  const outputs: Samples[] = []
  let from = 0
  for (const { at, kernel, fade } of exchanges) {
    outputs.push(...cut(signal.slice(from, at), chunks).map((chunk) => convolver.process(chunk)))
    convolver.setKernel(kernel, { fade })
    from = at
  }
  outputs.push(...cut(signal.slice(from), chunks).map((chunk) => convolver.process(chunk)), convolver.flush())
  convolver.dispose()
  return joined(convolver.precision, outputs)
}

describe.each(PRECISIONS)('A cross-fade in %s', (precision) => {
  test('leaves a steady sine through two unit kernels unchanged', () => {
    const sine = generate(precision, 4000, (n) => Math.sin(0.05 * n))
    const unit = generate(precision, 300, (k) => (k === 0 ? 1 : 0))
    for (const fade of [0, 1, 64, 1000]) {
      const outputs = exchanged(sine, unit, [{ at: 1234, kernel: unit.slice(0, 200), fade }], 0, [128])
      expectClose(outputs.slice(0, 4000), sine, 2e-6 * (precision === 'float32' ? 1 : 1e-9), `fade ${fade}`)
    }
  })

  test(`mixes the results of the kernels, whatever the chunks, lengths and block sizes (seed ${SEED})`, () => {
    const signal = noise(precision, 3000, 1)
    fc.assert(
      fc.property(
        fc.tuple(
          fc.integer({ min: 1, max: 1200 }),
          fc.integer({ min: 1, max: 1200 }),
          fc.integer({ min: 1, max: 1200 }),
        ),
        fc.tuple(fc.nat(1500), fc.nat(1500)),
        fc.constantFrom(0, 1, 50, 700),
        fc.constantFrom(0, 64, 100, 480),
        fc
          .array(fc.nat(500), { minLength: 1, maxLength: 6 })
          .filter((chunks) => chunks.some((length) => length > 0)),
        (lengths, [first, distance], fade, blockSize, chunks) => {
          const [a, b, c] = lengths
            .sort((x, y) => y - x)
            .map((length, seed) => noise(precision, length, seed + 5)) as [Samples, Samples, Samples]
          const exchanges = [
            { at: first, kernel: b, fade },
            { at: first + distance, kernel: c, fade },
          ]
          const outputs = exchanged(signal, a, exchanges, blockSize, chunks)
          expectSameBits(outputs, exchanged(signal, a, exchanges, blockSize, [signal.length]))
          const results = [a, b, c].map((kernel) => convolve(signal, kernel))
          const expected = Float64Array.from(outputs, (_, i) => {
            const [x, y, z] = results.map((result) => result.at(i) ?? 0)
            const mixed = x + weight(i, first, fade) * (y - x)
            return mixed + weight(i, first + distance, fade) * (z - mixed)
          })
          expectClose(outputs, expected, 3 * tolerance(precision, signal, a))
        },
      ),
      { seed: SEED, numRuns: 60 },
    )
  })
})

test('A fade must be a whole number, and a refused exchange changes nothing', () => {
  const convolver = new Convolver([1, 2])
  expect(() => convolver.setKernel([1], { fade: -1 })).toThrow(RangeError)
  expect(() => convolver.setKernel([NaN], { fade: 3 })).toThrow(
    'kernel[0] must be finite, got NaN: replace or remove it',
  )
  expect(Array.from(convolver.process([1, 1]))).toEqual([1, 3])
})

test('A flush ends a fade, even without input', () => {
  const convolver = new Convolver([1])
  convolver.setKernel([2], { fade: 10 })
  expect(convolver.flush().length).toBe(0)
  expect(Array.from(convolver.process([1, 1]))).toEqual([2, 2])
  expect(convolver.snapshot()).toBeInstanceOf(Uint8Array)
})

test('A kernel that takes over at once ends all fades before it', () => {
  const convolver = new Convolver([1, 2, 3])
  convolver.process([1, 2, 3])
  convolver.setKernel([4], { fade: 1_000_000 })
  convolver.process([1])
  convolver.setKernel([5])
  expect([...convolver.process([1, 2])]).toEqual([5, 10])
  expect(convolver.tailLength).toBe(0)
  expect(convolver.snapshot()).toBeInstanceOf(Uint8Array)
})
