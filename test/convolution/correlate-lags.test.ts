import { autocorrelate, convolve, correlate, type SignalLike } from 'tapline'
import { describe, expect, test } from 'vitest'
import golden from '../golden/correlate-lags.json' with { type: 'json' }
import { naiveCorrelation, naiveLags } from '../naive/convolution.js'
import { expectClose, expectSameBits, norm, tolerance } from '../support/closeness.js'
import { noise, PRECISIONS, samplesOf } from '../support/signals.js'

// golden/correlate-lags.json: computed by NumPy and SciPy (scipy.signal.correlate at the lags of correlation_lags, and
// statsmodels' and MATLAB's scales written out); versions, seed and lines are in the file.

const METHODS = ['auto', 'direct', 'fft', 'overlap-add'] as const
const SCALES = ['none', 'biased', 'unbiased', 'coefficient'] as const

/** c[ℓ] for ℓ = −maxLag..maxLag, where they overlap, else 0. */
function naiveAtLags(signal: SignalLike, template: SignalLike, maxLag: number): Float64Array {
  const values = naiveCorrelation(signal, template)
  const lags = naiveLags(signal.length, template.length)
  return Float64Array.from({ length: 2 * maxLag + 1 }, (_, i) => {
    const at = lags.indexOf(i - maxLag)
    return at < 0 ? 0 : values[at]
  })
}

describe.each(PRECISIONS)('correlate with maxLag in %s', (precision) => {
  test('has lag 0 in its middle, for any lengths', () => {
    for (const [n, k] of [
      [1, 1],
      [5, 5],
      [20, 3],
      [3, 20],
      [700, 700],
      [2000, 150],
    ]) {
      const [signal, template] = [noise(precision, n, 1), noise(precision, k, 2)]
      for (const maxLag of [0, 1, 2, 19, 100, 900]) {
        const expected = naiveAtLags(signal, template, maxLag)
        for (const method of METHODS) {
          const actual = correlate(signal, template, { maxLag, method })
          expectClose(actual, expected, tolerance(precision, signal, template), `${n}, ${k}, ${maxLag}`)
        }
      }
    }
  })

  test('gives the results of SciPy, with each scale', () => {
    for (const item of golden.cases) {
      const [signal, template] = [samplesOf(precision, item.signal), samplesOf(precision, item.template)]
      const error = 2 * tolerance(precision, signal, template)
      for (const normalize of SCALES) {
        const scale = normalize === 'coefficient' ? norm(signal) * norm(template) : 1
        for (const method of METHODS) {
          const actual = correlate(signal, template, { maxLag: item.maxLag, normalize, method })
          expectClose(actual, item[normalize], error / scale, normalize)
        }
      }
    }
  })

  test('equals autocorrelate for a signal with itself, on one side', () => {
    const signal = noise(precision, 60, 5)
    for (const normalize of SCALES) {
      const both = correlate(signal, signal, { maxLag: 20, normalize })
      const one = autocorrelate(signal, { maxLag: 20, normalize })
      const error = tolerance(precision, signal, signal)
      expectClose(both.subarray(20), one, error, normalize)
      expectClose(both.subarray(0, 21).toReversed(), one, error, normalize)
    }
    expect(correlate(signal, signal, { maxLag: 3, normalize: 'coefficient', method: 'direct' })[3]).toBe(1)
  })
})

describe('normalize', () => {
  test('works with every mode, at the lags of that mode', () => {
    const [signal, template] = [noise('float64', 50, 1), noise('float64', 8, 2)]
    for (const mode of ['full', 'same', 'valid'] as const) {
      const plain = correlate(signal, template, { mode })
      const lags = naiveLags(50, 8, mode)
      const products = norm(signal) * norm(template)
      const overlaps = lags.map((lag) => Math.min(50, lag + 8) - Math.max(lag, 0))
      const scaled = (normalize: (typeof SCALES)[number]) => correlate(signal, template, { mode, normalize })
      expectClose(
        scaled('coefficient'),
        plain.map((value) => value / products),
        1e-15,
      )
      expectClose(
        scaled('biased'),
        plain.map((value) => value / 50),
        1e-15,
      )
      expectClose(
        scaled('unbiased'),
        plain.map((value, i) => value / overlaps[i]),
        1e-15,
      )
    }
  })

  test('gives coefficients for any scale of the inputs', () => {
    for (const precision of PRECISIONS) {
      const [a, b] = [noise(precision, 300, 3), noise(precision, 200, 4)]
      const expected = correlate(a, b, { maxLag: 50, normalize: 'coefficient' })
      const exponents = precision === 'float32' ? [-100, 100] : [-900, 900]
      for (const exponent of exponents) {
        const [x, y] = [a, b].map((values) => values.map((value) => value * 2 ** exponent))
        expectSameBits(correlate(x, y, { maxLag: 50, normalize: 'coefficient' }), expected)
      }
      expect(expected.every((value) => Math.abs(value) <= 1)).toBe(true)
    }
  })

  test('gives NaN for non-finite values, and zeros for silence', () => {
    const nothing = correlate([1, NaN, 3], [1, 2], { maxLag: 1, normalize: 'coefficient' })
    expect(nothing).toEqual(Float64Array.of(NaN, NaN, NaN))
    expect(correlate([1, 2], [Infinity], { normalize: 'coefficient' })).toEqual(Float64Array.of(NaN, NaN))
    expect(correlate([0, 0], [1, 2], { maxLag: 1, normalize: 'coefficient' })).toEqual(new Float64Array(3))
    expect(correlate([1, 2], [0], { maxLag: 0, normalize: 'coefficient' })).toEqual(new Float64Array(1))
    const unbiased = correlate([1, NaN, 3], [1, 2], { maxLag: 2, normalize: 'unbiased' })
    expectSameBits(unbiased, [0, 2, NaN, NaN, 3])
  })
})

test('A given output must have exactly the length of the lags', () => {
  const signal = noise('float64', 9, 1)
  const expected = correlate(signal, signal, { maxLag: 4 })
  expectSameBits(correlate(signal, signal, { maxLag: 4 }, signal), expected)
  const silent = Float64Array.of(1, NaN, 2)
  correlate(silent, [1], { maxLag: 1, normalize: 'coefficient' }, silent)
  expect(silent).toEqual(Float64Array.of(NaN, NaN, NaN))
  expect(() => correlate([1], [1], { maxLag: 1 }, new Float64Array(2))).toThrow('maxLag 1')
})

test('An empty signal has only the requested lags', () => {
  expect(correlate([], [1], { maxLag: 2 })).toEqual(new Float64Array(5))
  expect(correlate([], [1])).toEqual(new Float64Array(0))
})

test('Invalid options are refused', () => {
  expect(() => correlate([1], [1], { maxLag: -1 })).toThrow(/^maxLag /)
  expect(() => correlate([1], [1], { maxLag: 1.5 })).toThrow(RangeError)
  expect(() => correlate([1], [1], { maxLag: 2 ** 40 })).toThrow(/^maxLag must be/)
  expect(() => correlate([1], [1], { maxLag: 1, mode: 'same' })).toThrow(/^mode must be left out/)
  expect(() => correlate([1], [1], { mode: null as never })).toThrow(/^mode must be .* got null$/)
  expect(() => correlate([1], [1], { normalize: 'max' as never })).toThrow(/^normalize /)
  expect(() => correlate([1], [1], { mode: 'same', edges: 'nearest', normalize: 'coefficient' })).toThrow(
    /^edges must be 'zero'/,
  )
  expect(() => convolve([1], [1], { method: 'fast' as never })).toThrow(/^method /)
})
