import { convolve, correlate } from 'tapline'
import { describe, expect, test } from 'vitest'
import golden from '../golden/complex.json' with { type: 'json' }
import { naiveConvolution } from '../naive/convolution.js'
import { expectClose, tolerance } from '../support/closeness.js'
import { MODES, noise, PRECISIONS, samplesOf } from '../support/signals.js'

// golden/complex.json: computed by SciPy; functions, versions and seed are in the file.

const METHODS = ['auto', 'direct', 'fft', 'overlap-add'] as const
type Parts = Readonly<Record<'re' | 'im', ArrayLike<number>>>

const complexNoise = (precision: 'float32' | 'float64', length: number, seed: number) => ({
  re: noise(precision, length, seed),
  im: noise(precision, length, seed + 1),
})
const flat = ({ re, im }: Parts): number[] => [...Array.from(re), ...Array.from(im)]

/** re = ac − bd and im = ad + bc, by the definition of real convolution. */
function naiveComplex(x: Parts, h: Parts, mode: (typeof MODES)[number]): Parts {
  const product = (a: ArrayLike<number>, b: ArrayLike<number>) => naiveConvolution(a, b, mode)
  const [ac, bd, ad, bc] = [
    product(x.re, h.re),
    product(x.im, h.im),
    product(x.re, h.im),
    product(x.im, h.re),
  ]
  return { re: ac.map((value, n) => value - bd[n]), im: ad.map((value, n) => value + bc[n]) }
}

function expectParts(actual: Parts, expected: Parts, error: number, what: string): void {
  expectClose(actual.re, expected.re, error, `${what}, re`)
  expectClose(actual.im, expected.im, error, `${what}, im`)
}

describe.each(METHODS)('convolve of complex signals by method %s', (method) => {
  test('gives the results of SciPy', () => {
    for (const { signal, kernel, convolve_full, convolve_valid } of golden.cases) {
      expectParts(convolve(signal, kernel, { method }), convolve_full, 1e-13, 'full')
      expectParts(convolve(signal, kernel, { method, mode: 'valid' }), convolve_valid, 1e-13, 'valid')
    }
  })

  test.each(PRECISIONS)('equals its definition in %s', (precision) => {
    for (const [n, k] of [
      [1, 1],
      [100, 7],
      [7, 100],
      [1000, 150],
      [3000, 64],
    ] as const) {
      const [x, h] = [complexNoise(precision, n, n), complexNoise(precision, k, k + 5)]
      const error = 2 * tolerance(precision, flat(x), flat(h))
      for (const mode of MODES) {
        const result = convolve(x, h, { mode, method })
        expectParts(result, naiveComplex(x, h, mode), error, `${n} and ${k}, ${mode}`)
        expect(result.re.constructor).toBe(x.re.constructor)
      }
    }
  })

  test('makes NaN of exactly the outputs that read a non-finite value, in both parts', () => {
    const x = complexNoise('float64', 300, 1)
    const h = complexNoise('float64', 20, 2)
    x.re[50] = NaN
    x.im[200] = Infinity
    const result = convolve(x, h, { method })
    expectParts(result, spoiled(naiveComplex(x, h, 'full')), 1e-12, 'both')
    for (const n of [50, 69, 200, 219]) expect([result.re[n], result.im[n]]).toEqual([NaN, NaN])
    for (const n of [49, 70, 199, 220]) expect(result.re[n] + result.im[n]).not.toBeNaN()
  })

  test('gives whole numbers for whole numbers, without overflow on the way', () => {
    const whole = { re: [1, 2, 3, 4], im: [0, -1, 5, 2] }
    expect(convolve(whole, { re: [2, 1], im: [1, -3] }, { method })).toEqual({
      re: Float64Array.of(2, 6, 0, 24, 10),
      im: Float64Array.of(1, -3, 6, 4, -10),
    })
    const great = { re: Float64Array.of(1e308, 1e308), im: Float64Array.of(1e308, -1e308) }
    const result = convolve(great, { re: [0.5], im: [0.5] }, { method })
    expectClose(
      result.re.map((y) => y / 1e308),
      [0, 1],
      1e-12,
      're',
    )
    expectClose(
      result.im.map((y) => y / 1e308),
      [1, 0],
      1e-12,
      'im',
    )
  })
})

/** If one part is NaN, both are. */
function spoiled({ re, im }: Parts): Parts {
  const sums = Array.from(re, (value, n) => value + im[n])
  const spoil = (part: ArrayLike<number>) =>
    Array.from(part, (value, n) => (Number.isNaN(sums[n]) ? NaN : value))
  return { re: spoil(re), im: spoil(im) }
}

describe('convolve', () => {
  test('takes one real and one complex input', () => {
    const [x, h] = [complexNoise('float64', 50, 1), noise('float64', 9, 3)]
    const apart = { re: convolve(x.re, h), im: convolve(x.im, h) }
    expect(convolve(x, h)).toEqual(apart)
    expectParts(convolve(h, x), apart, 1e-13, 'the other way')
  })

  test('continues complex signals beyond their ends', () => {
    const x = { re: [1, 2, 3], im: [3, 2, 1] }
    const h = { re: [1, 1, 1], im: [0, 0, 0] }
    const options = { mode: 'same', edges: 'nearest' } as const
    expect(convolve(x, h, options)).toEqual({ re: Float64Array.of(4, 6, 8), im: Float64Array.of(8, 6, 4) })
  })

  test('computes in float64 unless all parts are Float32Arrays', () => {
    const x = { re: samplesOf('float32', [0.5]), im: samplesOf('float64', [0.1]) }
    expect(convolve(x, { re: [1], im: [0] })).toEqual({ re: Float64Array.of(0.5), im: Float64Array.of(0.1) })
  })

  test('refuses parts of different lengths, empty kernels, and outputs', () => {
    const x = { re: [1, 2], im: [1] }
    expect(() => convolve(x, [1])).toThrow('signal.im must have 2 samples, as signal.re, got 1')
    expect(() => convolve([1], x)).toThrow('kernel.im must have 2 samples, as kernel.re, got 1')
    expect(() => convolve({ re: [1], im: [1] }, { re: [], im: [] })).toThrow(
      'kernel must have at least one tap',
    )
    expect(() => convolve({ re: [1], im: [1] }, [])).toThrow('kernel must have at least one tap')
    expect(() =>
      (convolve as (...args: unknown[]) => unknown)({ re: [1], im: [1] }, [1], {}, new Float64Array(1)),
    ).toThrow('out must be left out for complex signals')
    expect(convolve({ re: [], im: [] }, { re: [1], im: [1] })).toEqual({
      re: new Float64Array(0),
      im: new Float64Array(0),
    })
  })
})

describe('correlate of complex signals', () => {
  test('gives the results of SciPy, whose template is conjugated', () => {
    for (const { signal, kernel, correlate_full, correlate_valid } of golden.cases) {
      expectParts(correlate(signal, kernel), correlate_full, 1e-13, 'full')
      // SciPy swaps the inputs if the template is longer.
      if (kernel.re.length > signal.re.length) continue
      expectParts(correlate(signal, kernel, { mode: 'valid' }), correlate_valid, 1e-13, 'valid')
    }
  })

  test('has the phase difference at its peak, and takes maxLag', () => {
    const x = complexNoise('float64', 30, 1)
    // Times i: a quarter of a turn.
    const turned = { re: x.im.map((value) => -value), im: x.re }
    const { re, im } = correlate(turned, x, { maxLag: 2 })
    expect(Math.atan2(im[2], re[2])).toBeCloseTo(Math.PI / 2, 12)
    expect(re).toHaveLength(5)
  })

  test('is not scaled', () => {
    const x = { re: [1], im: [1] }
    expect(() => correlate(x, x, { normalize: 'biased' })).toThrow(`normalize must be 'none', got "biased"`)
  })
})
