import { convolve, correlate } from 'tapline'
import { describe, expect, test } from 'vitest'
import { areWhole, roundAll } from '../../src/convolution/whole.js'
import { naiveConvolution } from '../naive/convolution.js'
import { EPSILON, expectSameBits, norm } from '../support/closeness.js'
import { generate, noise, PRECISIONS, samplesOf } from '../support/signals.js'

const METHODS = ['auto', 'direct', 'fft', 'overlap-add'] as const

function wholeNoise(length: number, peak: number, seed: number): Float64Array {
  return Float64Array.from(noise('float64', length, seed), (value) => Math.round(peak * value))
}

describe('Whole numbers', () => {
  test('of 16 bits have exact results by all methods', () => {
    const [x, h] = [wholeNoise(3000, 32_767, 1), wholeNoise(900, 32_767, 2)]
    const expected = naiveConvolution(x, h)
    for (const method of METHODS) {
      expectSameBits(convolve(x, h, { method }), expected, method)
      expectSameBits(convolve(Int16Array.from(x), Int16Array.from(h), { method }), expected, method)
      expectSameBits(convolve([...x], Int32Array.from(h), { method }), expected, method)
      expectSameBits(correlate(x, h.toReversed(), { method }), expected, method)
    }
  })

  test.each(PRECISIONS)('are exact in %s up to the documented bound', (precision) => {
    for (const [n, k] of [
      [400, 38],
      [5000, 700],
    ]) {
      const [a, b] = [wholeNoise(n, 1000, 3), wholeNoise(k, 1000, 4)]
      const bound = EPSILON[precision] * Math.log2(n + k - 1) * norm(a) * norm(b)
      const scale = Math.sqrt(Math.min(0.49 / bound, 1))
      const [x, h] = [a, b].map((values) =>
        samplesOf(
          precision,
          values.map((value) => Math.round(value * scale)),
        ),
      )
      expect(EPSILON[precision] * Math.log2(n + k - 1) * norm(x) * norm(h)).toBeLessThan(0.5)
      const expected = samplesOf(precision, naiveConvolution(x, h))
      for (const method of METHODS) expectSameBits(convolve(x, h, { method }), expected, method)
    }
  })

  test.each(PRECISIONS)('stay whole in %s beyond it', (precision) => {
    const [x, h] = [1, 2].map((seed) =>
      generate(precision, 2000, (i) => Math.round(1e6 * Math.sin(seed * i * i + 1))),
    )
    for (const method of METHODS) expect(convolve(x, h, { method }).every(Number.isInteger)).toBe(true)
  })

  test('never become −0, and keep NaN in its place', () => {
    const x = wholeNoise(200, 1, 5)
    const h = wholeNoise(100, 1, 6)
    x.fill(0, 0, 120)
    x[150] = NaN
    const result = convolve(x, h, { method: 'fft' })
    expectSameBits(result, naiveConvolution(x, h))
  })

  test('must be in both inputs: a half in one of them is not rounded off', () => {
    const x = wholeNoise(500, 100, 7)
    const h = wholeNoise(300, 100, 8)
    h[299] += 0.5
    const result = convolve(x, h, { method: 'fft' })
    const expected = naiveConvolution(x, h)
    result.forEach((value, n) => expect(value).toBeCloseTo(expected[n], 6))
    expect(result.some((value) => Math.abs(value % 1) > 0.4)).toBe(true)
  })
})

test('Numbers near and beyond 2⁵¹ are recognized and rounded correctly', () => {
  const greats = [2 ** 51 + 0.5, 2 ** 52 + 1, -(2 ** 53) - 2, 1e300, -1e300, 0.5, 1.5, -0.5, -2.5, 3]
  for (let length = 1; length <= greats.length; length++) {
    const values = Float64Array.from(greats.slice(0, length))
    expect(areWhole(values)).toBe(false)
    roundAll(values)
    expect(areWhole(values)).toBe(true)
    values.forEach((value, n) => expect(Math.abs(value - greats[n])).toBeLessThanOrEqual(0.5))
    expect([...values].some((value) => Object.is(value, -0))).toBe(false)
  }
  expect(areWhole(Float64Array.of(NaN, Infinity, 1, 2, -Infinity))).toBe(true)
  expect(areWhole(Float32Array.of(1, 2, 3, 4, 5, 6, 7.5))).toBe(false)
  expect(areWhole(Float32Array.of(1, 2, 3.5, 4, 5))).toBe(false)
  expect(areWhole(Int8Array.of(1, 2))).toBe(true)
})
