import { Convolver, type Samples, simd } from 'tapline'
import { describe, expect, test } from 'vitest'
import { naiveConvolution, type NaiveMode } from './naive/convolution.js'
import { expectClose, tolerance } from './support/closeness.js'
import { type Contestant, contestants } from './support/contestants.js'
import { generate, impulse, MODES, noise, PRECISIONS, samplesOf } from './support/signals.js'
import { kernelWithLevels } from './support/streaming.js'

// Every way to convolve, in both precisions, against the naive loops. The whole file runs once per binary that the host has
// (`projects` in vitest.config.ts).

const SHORT = [1, 2, 3, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 255, 256, 257]
const LONG_PAIRS = [
  [511, 512],
  [513, 511],
  [1023, 1024],
  [1024, 1025],
  [1025, 300],
  [4095, 5],
  [4096, 700],
  [4097, 1000],
  [100, 3001],
  [5000, 2049],
] as const

/** Inputs and the results of the naive loops, computed once for all contestants. */
interface Case {
  readonly signal: Samples
  readonly kernel: Samples
  readonly expected: Readonly<Record<NaiveMode, Float64Array>>
}

function caseOf(signal: Samples, kernel: Samples): Case {
  const full = naiveConvolution(signal, kernel)
  const same = full.slice(Math.floor((kernel.length - 1) / 2)).slice(0, signal.length)
  const shorter = Math.min(signal.length, kernel.length)
  const valid = full.slice(shorter - 1, full.length - shorter + 1)
  return { signal, kernel, expected: { full, same, valid } }
}

function expectRight(contestant: Contestant, { signal, kernel, expected }: Case, what = ''): void {
  const precision = signal instanceof Float32Array ? 'float32' : 'float64'
  const error = tolerance(precision, signal, kernel)
  for (const mode of MODES) {
    const result = contestant.convolve(signal, kernel, mode)
    expectClose(result, expected[mode], error, `${mode} of ${signal.length} and ${kernel.length} ${what}`)
  }
}

test('The binary under test is the requested one', () => {
  expect(simd()).toBe(process.env['TAPLINE_SIMD'])
})

describe.each(PRECISIONS)('In %s', (precision) => {
  const lengths = SHORT.flatMap((n) => SHORT.map((k) => [n, k] as const)).concat(LONG_PAIRS)
  const random = lengths.map(([n, k]) => caseOf(noise(precision, n, n), noise(precision, k, 7 * k)))
  // With more than a thousand equal numbers, the errors of a plain sum drift beyond any fixed c.
  const constant = lengths
    .filter(([n, k]) => Math.min(n, k) < 1025)
    .map(([n, k]) =>
      caseOf(
        generate(precision, n, () => 0.1),
        generate(precision, k, () => 0.7),
      ),
    )

  const tiny = precision === 'float32' ? 1e-41 : 1e-311
  const denormal = (length: number, seed: number): Samples =>
    noise(precision, length, seed).map((value) => value * tiny)

  describe.each(contestants(precision))('$name', (contestant) => {
    test('is the convolution, for 2ᵏ and 2ᵏ ± 1 samples and kernels shorter and longer than the signal', () => {
      for (const item of random) expectRight(contestant, item)
    })

    test('is the convolution of constants', () => {
      for (const item of constant) expectRight(contestant, item)
    })

    test('has the right tap at every index: a shifted impulse as the kernel shifts the signal', () => {
      for (const [n, k] of [
        [50, 1],
        [70, 33],
        [65, 300],
      ] as const) {
        const signal = noise(precision, n, 3)
        const error = tolerance(precision, signal, impulse(precision, k, 0))
        for (let at = 0; at < k; at++) {
          const expected = generate(precision, n + k - 1, (i) => (i >= at && i < at + n ? signal[i - at] : 0))
          expectClose(
            contestant.convolve(signal, impulse(precision, k, at), 'full'),
            expected,
            error,
            `tap ${at} of ${k}`,
          )
        }
      }
    })

    test('answers an impulse at any sample with the shifted kernel', () => {
      for (const [n, k] of [
        [70, 1],
        [70, 33],
        [300, 301],
      ] as const) {
        const kernel = noise(precision, k, 4)
        const error = tolerance(precision, impulse(precision, n, 0), kernel)
        for (let at = 0; at < n; at++) {
          const expected = generate(precision, n + k - 1, (i) => (i >= at && i < at + k ? kernel[i - at] : 0))
          expectClose(
            contestant.convolve(impulse(precision, n, at), kernel, 'full'),
            expected,
            error,
            `sample ${at} of ${n}`,
          )
        }
      }
    })

    test('takes denormal kernels', () => {
      for (const [n, k] of [
        [1, 1],
        [33, 17],
        [300, 301],
      ] as const) {
        expectRight(contestant, caseOf(noise(precision, n, 5), denormal(k, 6)))
      }
    })

    test(contestant.isStreaming ? 'takes denormal samples for zero' : 'takes denormal signals', () => {
      for (const [n, k] of [
        [1, 1],
        [33, 17],
        [300, 301],
      ] as const) {
        const signal = denormal(n, 5)
        const kernel = noise(precision, k, 6)
        if (contestant.isStreaming) {
          const zeros = new Float64Array(n + k - 1)
          expectClose(contestant.convolve(signal, kernel, 'full'), zeros, 0)
        } else {
          expectRight(contestant, caseOf(signal, kernel))
        }
      }
    })

    test('makes NaN of exactly the outputs in which NaN or an infinity of the signal takes part', () => {
      for (const value of [NaN, Infinity, -Infinity]) {
        for (const [n, k] of [
          [1, 1],
          [1, 5],
          [40, 1],
          [65, 17],
          [17, 65],
          [900, 301],
        ] as const) {
          for (const at of new Set([0, Math.floor(n / 3), n - 1])) {
            const signal = noise(precision, n, 8)
            signal[at] = value
            expectRight(contestant, caseOf(signal, noise(precision, k, 9)), `with ${value} at ${at}`)
          }
        }
      }
    })

    test('handles many non-finite values, at the ends of blocks and in runs', () => {
      const signal = noise(precision, 1500, 10)
      for (const at of [0, 31, 32, 255, 256, 257, 511, 512, 1000, 1001, 1002, 1499]) signal[at] = NaN
      for (const k of [1, 2, 33, 130, 700]) expectRight(contestant, caseOf(signal, noise(precision, k, 11)))
    })

    if (contestant.isStreaming) {
      test('refuses non-finite kernels', () => {
        for (const value of [NaN, Infinity, -Infinity]) {
          const kernel = samplesOf(precision, [1, value])
          expect(() => contestant.convolve(samplesOf(precision, [1]), kernel, 'full')).toThrow(RangeError)
        }
      })
    } else {
      test('makes NaN of the outputs that read a NaN or infinity of the kernel', () => {
        for (const [n, k] of [
          [1, 1],
          [5, 1],
          [1, 40],
          [65, 17],
          [17, 65],
          [400, 301],
        ] as const) {
          for (const at of new Set([0, Math.floor(k / 3), k - 1])) {
            const kernel = noise(precision, k, 12)
            kernel[at] = at % 2 === 0 ? NaN : Infinity
            expectRight(contestant, caseOf(noise(precision, n, 13), kernel), `with NaN at ${at}`)
          }
        }
      })
    }
  })

  describe.each([0, 1, 480])('Streaming through three levels and more, with blockSize %i', (blockSize) => {
    const kernel = kernelWithLevels(3, precision, blockSize)

    test('answers impulses with the whole kernel, wherever they are in a block', () => {
      const convolver = new Convolver(kernel, { blockSize })
      const { levels } = convolver.plan
      expect(levels.length).toBeGreaterThanOrEqual(3)
      const positions = levels.flatMap(({ blockLength: b }) => [
        0,
        1,
        b - 1,
        b,
        b + 1,
        2 * b - 1,
        3 * b + b / 2,
      ])
      const error = tolerance(precision, [1], kernel)
      for (const at of new Set(positions)) {
        const outputs = [convolver.process(impulse(precision, at + 1, at, -1)), convolver.flush()]
        const actual = outputs.flatMap((chunk) => [...chunk])
        expectClose(
          actual,
          generate('float64', at + kernel.length, (i) => (i < at ? 0 : -kernel[i - at])),
          error,
        )
      }
      convolver.dispose()
    })

    test('has the right tap at the first, second and last index of every segment', () => {
      const signal = noise(precision, 100, 14)
      const segments = new Convolver(kernel, { blockSize })
      const taps = segments.plan.levels.flatMap(({ start, blockLength, count }) =>
        Array.from({ length: count }, (_, i) => start + i * blockLength).flatMap((at) => [
          at - 1,
          at,
          at + 1,
        ]),
      )
      segments.dispose()
      const error = tolerance(precision, signal, [1])
      for (const tap of new Set(taps.filter((at) => at >= 0))) {
        const convolver = new Convolver(impulse(precision, kernel.length, tap), { blockSize })
        const actual = [convolver.process(signal), convolver.flush()].flatMap((chunk) => [...chunk])
        convolver.dispose()
        expect(actual).toHaveLength(100 + kernel.length - 1)
        expectClose(actual.slice(tap, tap + 100), signal, error, `tap ${tap}`)
        expectClose(actual.slice(0, tap), new Float64Array(tap), error, `before tap ${tap}`)
        const rest = actual.slice(tap + 100)
        expectClose(rest, new Float64Array(rest.length), error, `after tap ${tap}`)
      }
    })
  })
})
