import { autocorrelate, type AutocorrelateOptions } from 'tapline'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { lagProducts } from '../../src/pattern/period/lag-products.js'
import { normalizedSquareDifference } from '../../src/pattern/period/square-difference.js'
import golden from '../golden/autocorrelate.json' with { type: 'json' }
import { naiveAutocorrelation, naiveLagProducts, naiveSquareDifference } from '../naive/correlation.js'
import { expectClose, tolerance } from '../support/closeness.js'
import { generate, noise, PRECISIONS, samplesOf } from '../support/signals.js'

// golden/autocorrelate.json: computed by NumPy (numpy.correlate); versions and seed are in the file.

const SCALES = ['none', 'biased', 'unbiased', 'coefficient'] as const

describe('The naive loops', () => {
  test('give results computed by hand', () => {
    expect([...naiveAutocorrelation([1, 2, 3], 2)]).toEqual([14, 8, 3])
    expect([...naiveAutocorrelation([1, 2, 3], 2, 'biased')]).toEqual([14 / 3, 8 / 3, 1])
    expect([...naiveAutocorrelation([1, 2, 3], 2, 'unbiased')]).toEqual([14 / 3, 4, 3])
    expect([...naiveAutocorrelation([1, 2, 3], 1, 'coefficient')]).toEqual([1, 8 / 14])
    expect([...naiveAutocorrelation([1, 2, 3], 2, 'none', true)]).toEqual([2, 0, -1])
    expect([...naiveAutocorrelation([NaN, 1, 2, 4], 3)]).toEqual([NaN, NaN, NaN, NaN])
    expect([...naiveAutocorrelation([1, Infinity, 2, 4], 3)]).toEqual([NaN, NaN, NaN, 4])
    expect([...naiveLagProducts([1, 2], [3, 4, 5], -1, 4)]).toEqual([6, 11, 14, 5])
    expect([...naiveSquareDifference([1, 1, -1], 2)]).toEqual([1, 0, -1])
  })
})

describe.each(PRECISIONS)('autocorrelate in %s', (precision) => {
  test('gives NumPy’s vectors', () => {
    for (const { maxLag, ...item } of golden.cases) {
      const signal = samplesOf(precision, item.signal)
      const error = 2 * tolerance(precision, signal, signal)
      for (const normalize of SCALES) {
        const scale = normalize === 'coefficient' ? item.none[0] : 1
        expectClose(autocorrelate(signal, { maxLag, normalize }), item[normalize], error / scale, normalize)
      }
      const options = { maxLag, normalize: 'coefficient', demean: true } as const
      const energy = naiveAutocorrelation(signal, 0, 'none', true)[0]
      expectClose(autocorrelate(signal, options), item.demeaned_coefficient, error / energy)
    }
  })

  test.each([
    [1, 0],
    [2, 1],
    [31, 30],
    [1023, 7],
    [1024, 1023],
    [1025, 1024],
    [3000, 1024],
    [3000, 1025],
    [1999, 1998],
    [20_000, 40],
    [40_000, 1],
  ])('of %i samples gives the definition up to lag %i', (length, maxLag) => {
    const signal = noise(precision, length, length)
    const error = tolerance(precision, signal, signal)
    expectClose(autocorrelate(signal, { maxLag }), naiveAutocorrelation(signal, maxLag), error)
  })

  test('adds up equal blocks without drifting', () => {
    // 400 equal blocks: the rounding errors of one long sum would all go one way.
    const signal = generate(precision, 400 * 1024, () => 0.1)
    const error = tolerance(precision, signal, signal) / 4
    const lags = [0, 1, 33, 64, 999, 1000]
    const values = autocorrelate(signal, { maxLag: 1000 })
    for (const lag of lags) {
      expectClose([values[lag]], naiveLagProducts(signal, signal, lag, 1), error, `lag ${lag}`)
    }
  })

  test('makes NaN of exactly the lags that read a non-finite value', () => {
    for (const length of [20, 5000]) {
      for (const at of [[0], [length - 1], [Math.floor(length / 3)], [5, length - 4]]) {
        const signal = noise(precision, length, 7)
        for (const [i, index] of at.entries()) signal[index] = i === 0 ? NaN : -Infinity
        const expected = naiveAutocorrelation(signal, length - 1)
        expectClose(
          autocorrelate(signal),
          expected,
          tolerance(precision, signal, signal),
          `${length}, ${at.join()}`,
        )
      }
      const broken = noise(precision, length, 7)
      broken[3] = Infinity
      const all = { demean: true, normalize: 'coefficient' } as const
      for (const options of [{ demean: true }, { normalize: 'coefficient' }, all] as const) {
        expect(autocorrelate(broken, options).every(Number.isNaN)).toBe(true)
      }
    }
  })

  test('keeps its digits on an offset, and recognizes a flat signal', () => {
    const scale = precision === 'float32' ? 1 : 1e-5
    const signal = noise(precision, 5000, 3).map((x) => 1e6 + scale * x)
    const options = { maxLag: 50, normalize: 'coefficient', demean: true } as const
    const expected = naiveAutocorrelation(signal, 50, 'coefficient', true)
    // In float32, the deviations are rounded once more, and sums have 5000 products.
    expectClose(autocorrelate(signal, options), expected, precision === 'float32' ? 3e-7 : 1e-13)
    for (const value of [0, 0.1, -1e6]) {
      const flat = generate(precision, 300, () => value)
      expect(new Set(autocorrelate(flat, options))).toEqual(new Set([0]))
    }
    // Neighbouring numbers of that size: only rounding is left.
    const [low, ulp] = precision === 'float32' ? [1e6, 2 ** -4] : [1e6, 2 ** -33]
    const nearlyFlat = generate(precision, 300, (n) => low + (n % 2) * ulp)
    expect(new Set(nearlyFlat).size).toBe(2)
    expect(new Set(autocorrelate(nearlyFlat, { demean: true, normalize: 'coefficient' }))).toEqual(
      new Set([0]),
    )
    const ones = autocorrelate(
      generate(precision, 300, () => 0.1),
      { maxLag: 2, normalize: 'unbiased' },
    )
    expectClose(ones, [0.01, 0.01, 0.01], precision === 'float32' ? 1e-8 : 1e-16)
  })

  test('survives spikes', () => {
    const signal = noise(precision, 4000, 5)
    signal[1000] = 1e8
    expectClose(
      autocorrelate(signal),
      naiveAutocorrelation(signal, 3999),
      tolerance(precision, signal, signal),
    )
  })
})

describe('autocorrelate', () => {
  test('has the type of its signal, and does not change the signal', () => {
    const signal = Float32Array.of(1, 2, 4)
    expect(autocorrelate(signal, { demean: true, normalize: 'coefficient' })).toBeInstanceOf(Float32Array)
    expect([...signal]).toEqual([1, 2, 4])
    expect(autocorrelate(Int16Array.of(30_000, 30_000))).toEqual(Float64Array.of(1.8e9, 9e8))
    expectTypeOf(autocorrelate(signal)).toEqualTypeOf<Float32Array>()
    expectTypeOf(autocorrelate([1])).toEqualTypeOf<Float64Array>()
  })

  test('refuses invalid arguments', () => {
    const wrong = (signal: unknown, options?: unknown) => () =>
      autocorrelate(signal as number[], options as AutocorrelateOptions)
    expect(wrong('abc')).toThrow(TypeError)
    expect(wrong([])).toThrow('signal must have at least one sample, got none')
    expect(wrong([1, 2], { maxLag: 2 })).toThrow(
      'maxLag must be less than the length of the signal, 2 samples, got 2',
    )
    for (const maxLag of [-1, 0.5, NaN]) expect(wrong([1, 2], { maxLag })).toThrow(RangeError)
    expect(wrong([1, 2], { maxLag: '1' })).toThrow(TypeError)
    expect(wrong([1, 2], { normalize: 'coeff' })).toThrow(RangeError)
    expect(wrong([1, 2], { demean: 1 })).toThrow('demean must be true or false, got 1')
  })
})

describe.each(PRECISIONS)('Lag products in %s', (precision) => {
  test.each([
    [5000, 3000, -700, 1400],
    [5000, 3000, -6000, 6000],
    [100, 5000, 1000, 900],
    [5000, 100, -4990, 300],
    [10_000, 7000, 100, 1500],
    [1, 1, 0, 1],
    [3000, 3000, 4000, 100],
  ])('of %i and %i samples from lag %i on equal the definition', (lengthA, lengthB, firstLag, count) => {
    const a = noise(precision, lengthA, 1)
    const b = noise(precision, lengthB, 2)
    const expected = naiveLagProducts(a, b, firstLag, count)
    expectClose(lagProducts(a, b, firstLag, count), expected, tolerance(precision, a, b))
    const same = naiveLagProducts(a, a, firstLag, count)
    expectClose(lagProducts(a, a, firstLag, count), same, tolerance(precision, a, a))
  })
})

test('There can be more lags than one transform has', () => {
  const a = noise('float32', 5000, 1)
  const b = noise('float32', 2 ** 20 + 9000, 2)
  const products = lagProducts(a, b, -100, 2 ** 20 + 5000)
  expect(products).toHaveLength(2 ** 20 + 5000)
  for (const j of [0, 99, 100, 5000, 2 ** 20 - 1, 2 ** 20, 2 ** 20 + 1, 2 ** 20 + 2, 2 ** 20 + 4999]) {
    expectClose(
      [products[j]],
      naiveLagProducts(a, b, j - 100, 1),
      tolerance('float32', a, b),
      `lag ${j - 100}`,
    )
  }
})

describe('The normalized square difference', () => {
  test('equals the definition, within [−1, 1]', () => {
    for (const signal of [
      noise('float64', 3000, 1),
      noise('float64', 20, 1),
      generate('float64', 2000, (n) => Math.sin(n)),
    ]) {
      const maxLag = signal.length - 1
      const values = normalizedSquareDifference(signal, maxLag)
      // At the longest lags there are few squares to divide by.
      expectClose(values.subarray(0, -10), naiveSquareDifference(signal, maxLag).subarray(0, -10), 1e-12)
      expect(Math.max(...values)).toBeCloseTo(1, 14)
      expect(Math.max(...values)).toBeLessThanOrEqual(1)
      expect(Math.min(...values)).toBeGreaterThanOrEqual(-1)
    }
    expect([...normalizedSquareDifference(new Float64Array(5), 4)]).toEqual([0, 0, 0, 0, 0])
  })
})
