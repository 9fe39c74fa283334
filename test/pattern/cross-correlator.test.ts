import fc from 'fast-check'
import { CrossCorrelator, type CrossCorrelatorOptions, type Samples, type SignalPair } from 'tapline'
import { describe, expect, test } from 'vitest'
import golden from '../golden/cross-correlate.json' with { type: 'json' }
import { naiveCrossCorrelation } from '../naive/cross-correlation.js'
import { expectClose, expectSameBits, tolerance } from '../support/closeness.js'
import { pairsOf } from '../support/pairs.js'
import { SEED } from '../support/seed.js'
import { noise, PRECISIONS } from '../support/signals.js'

const SCALES = ['none', 'biased', 'unbiased', 'coefficient'] as const

// golden/cross-correlate.json: computed by NumPy and SciPy.
describe.each([...SCALES, 'phat'] as const)(
  'The cross-correlation of windows, scaled by %s,',
  (normalize) => {
    test.each(golden.cases)('is that of SciPy, with maxLag $maxLag', (sample) => {
      const { a, b, maxLag } = sample
      const correlator = new CrossCorrelator({ window: a.length, maxLag, normalize })
      const [result] = correlator.process({ a, b })
      expectClose(result, sample[normalize], 1e-11)
    })
  },
)

test('agrees with a result computed by hand: at lag 1, b comes one sample after a', () => {
  const correlator = new CrossCorrelator({ window: 3, maxLag: 1, hop: 2 })
  expect(correlator).toMatchObject({ window: 3, hop: 2, maxLag: 1, normalize: 'none', demean: false })
  expect(correlator.process({ a: [1, 2, 0, 4] })).toEqual([])
  expect(correlator.process({ b: 0 })).toEqual([])
  expect(correlator.process({ a: 0, b: [1, 2] })).toEqual([Float64Array.of(0, 2, 5)])
  expect(correlator.process({ b: [0, 4] })).toEqual([Float64Array.of(8, 0, 16)])
  expect(correlator.flush()).toEqual([])
  expect(correlator.process({ a: [1, 0, 0], b: [1, 0, 0] })).toEqual([Float64Array.of(0, 1, 0)])
})

describe.each(PRECISIONS)('A cross-correlator in %s', (precision) => {
  test('equals the definition for every window, with the same bits for any chunks of either signal', () => {
    const options = fc.record({
      window: fc.integer({ min: 1, max: 200 }),
      hop: fc.integer({ min: 1, max: 250 }),
      normalize: fc.constantFrom(...SCALES),
      demean: fc.boolean(),
    })
    const lengths = fc
      .array(fc.nat(150), { minLength: 1, maxLength: 6 })
      .filter((all) => all.some((n) => n > 0))
    fc.assert(
      fc.property(options, fc.nat(900), fc.nat(50), lengths, lengths, (given, length, seed, ofA, ofB) => {
        const a = noise(precision, length, seed)
        const b = noise(precision, length, seed + 100)
        if (seed % 3 === 0 && length > 40) a[17] = NaN
        if (seed % 4 === 0 && length > 40) b[31] = Infinity
        const full = {
          ...given,
          precision,
          maxAhead: 10_000,
          maxLag: Math.floor((given.window - 1) / (1 + (seed % 2))),
        }
        const whole = resultsOf(full, [{ a, b }])
        const parts = resultsOf(full, pairsOf(a, b, ofA, ofB))
        expect(parts).toHaveLength(whole.length)
        expect(whole).toHaveLength(Math.max(Math.floor((length - given.window) / given.hop) + 1, 0))
        for (const [i, result] of whole.entries()) {
          expectSameBits(parts[i], result)
          const [from, to] = [i * given.hop, i * given.hop + given.window]
          const [x, y] = [a.subarray(from, to), b.subarray(from, to)]
          const expected = naiveCrossCorrelation(x, y, full.maxLag, given.normalize, given.demean)
          const scale = given.normalize === 'coefficient' ? 30 : 1
          expectClose(result, expected, scale * (tolerance(precision, x, y) + tolerance(precision, [1], [1])))
        }
      }),
      { seed: SEED, numRuns: 60 },
    )
  })

  test('gives the same bits for any chunks with phases', () => {
    const [a, b] = [noise(precision, 700, 1), noise(precision, 700, 2)]
    const options = { window: 128, hop: 50, maxLag: 30, normalize: 'phat', precision } as const
    const whole = resultsOf(options, [{ a, b }])
    for (const lengths of [[1], [7, 64, 0], [300]]) {
      const parts = resultsOf(options, pairsOf(a, b, lengths, [100, 3]))
      for (const [i, result] of whole.entries()) expectSameBits(parts[i], result)
    }
  })
})

describe('A cross-correlator', () => {
  test('has a single peak of 1 with phases, if b is a delayed in silence', () => {
    const a = noise('float64', 64, 3)
    a.fill(0, 50)
    const b = new Float64Array(64)
    b.set(a.subarray(0, 59), 5)
    const [result] = new CrossCorrelator({ window: 64, maxLag: 9, normalize: 'phat' }).process({ a, b })
    expectClose(
      result,
      Array.from({ length: 19 }, (_, i) => (i === 14 ? 1 : 0)),
      1e-12,
    )
  })

  test('makes NaN of whole windows, and only those, if a non-finite value enters means, norms or phases', () => {
    for (const options of [{ demean: true }, { normalize: 'coefficient' }, { normalize: 'phat' }] as const) {
      const b = noise('float64', 60, 1)
      const a = b.slice()
      a[25] = -Infinity
      const results = resultsOf({ window: 20, maxLag: 3, ...options }, [{ a, b }])
      expect(results.map((result) => result.some(Number.isNaN))).toEqual([false, true, false])
      expect(results[1].every(Number.isNaN)).toBe(true)
    }
  })

  test('gives 0 for the coefficients and phases of flat windows', () => {
    const flat = new Float64Array(20).fill(0.1)
    for (const normalize of ['coefficient', 'phat'] as const) {
      const [result] = resultsOf({ window: 20, maxLag: 3, demean: true, normalize }, [
        { a: flat, b: noise('float64', 20, 1) },
      ])
      expect([...result]).toEqual(new Array(7).fill(0))
    }
  })

  test('holds samples of the signal that is ahead, up to a bound, and takes nothing when it throws', () => {
    const correlator = new CrossCorrelator({ window: 4, maxLag: 0, maxAhead: 6 })
    expect(correlator.process({ a: [1, 1, 1, 1, 2, 2] })).toEqual([])
    expect(() => correlator.process({ a: 2 })).toThrow(
      new RangeError("a must be at most 6 samples ahead of b, got 7: raise maxAhead, or set overflow: 'gap'"),
    )
    expect(correlator.process({ a: [2, 2], b: [1, 1] })).toEqual([])
    expect(correlator.process({ b: [1, 1, 1, 1, 1, 1] })).toEqual([Float64Array.of(4), Float64Array.of(8)])
    expect(() => correlator.process({ b: new Float64Array(7) })).toThrow(
      /b must be at most 6 samples ahead of a/,
    )
  })

  test('continues with NaN for missing samples of the other signal, and drops those that come later', () => {
    const correlator = new CrossCorrelator({ window: 2, maxLag: 0, maxAhead: 2, overflow: 'gap' })
    expect(correlator.process({ a: [1, 2, 3] })).toEqual([])
    expect(correlator.process({ a: [4, 5, 6] })).toEqual([Float64Array.of(NaN), Float64Array.of(NaN)])
    // Four samples of b were replaced; the fifth is in time.
    expect(correlator.process({ b: [9, 9, 9, 9, 1] })).toEqual([])
    expect(correlator.process({ b: 1 })).toEqual([Float64Array.of(11)])
    correlator.process({ a: [1, 1, 1] })
    correlator.reset()
    expect(correlator.process({ a: [1, 1], b: [1, 1] })).toEqual([Float64Array.of(2)])
  })

  test('keeps a copy of what it holds', () => {
    const correlator = new CrossCorrelator({ window: 2, maxLag: 0 })
    const a = Float64Array.of(1, 2)
    correlator.process({ a })
    a.fill(7)
    expect(correlator.process({ b: [1, 1] })).toEqual([Float64Array.of(3)])
  })

  test('refuses invalid arguments', () => {
    expect(() => new CrossCorrelator({ window: 4, maxLag: 4 })).toThrow(
      new RangeError('maxLag must be less than the length of a window, 4 samples, got 4'),
    )
    expect(() => new CrossCorrelator({ window: 2 ** 20, maxLag: 1, normalize: 'phat' })).toThrow(RangeError)
    expect(() => new CrossCorrelator({ window: 2, overflow: 'block' as 'gap' })).toThrow(
      new RangeError("overflow must be 'error' or 'gap', got \"block\""),
    )
    const correlator = new CrossCorrelator({ window: 2 })
    expect(() => correlator.process([1] as SignalPair)).toThrow(
      new TypeError('pair must be an object such as { a, b }, got an Array'),
    )
    expect(() => correlator.process({})).toThrow(new TypeError('pair must have a or b, got neither'))
    expect(() => correlator.process({ a: 1, b: 'x' as never })).toThrow(/^b must be/)
    expect(correlator.process({ a: [1, 1], b: [1, 1] })).toHaveLength(1)
    correlator.dispose()
    correlator.dispose()
  })
})

function resultsOf(options: CrossCorrelatorOptions, pairs: readonly SignalPair[]): Samples[] {
  const correlator = new CrossCorrelator(options)
  const results = pairs.flatMap((pair) => correlator.process(pair))
  return [...results, ...correlator.flush()]
}
