import { convolve, correlate } from 'tapline'
import { describe, expect, test } from 'vitest'
import golden from '../golden/edges.json' with { type: 'json' }
import { naiveEdge } from '../naive/filter.js'
import { naiveConvolution } from '../naive/convolution.js'
import { expectClose, expectSameBits, tolerance } from '../support/closeness.js'
import { noise, PRECISIONS, samplesOf } from '../support/signals.js'

// golden/edges.json: computed by SciPy (scipy.ndimage.convolve1d); versions, seed and the origin taken are in the file.

const METHODS = ['auto', 'direct', 'fft', 'overlap-add'] as const
const EDGES = ['zero', 'nearest', 'reflect'] as const

describe.each(PRECISIONS)('In %s', (precision) => {
  test.each(EDGES)('edges %s equal those of scipy.ndimage', (edges) => {
    for (const item of golden.cases) {
      const [signal, kernel] = [samplesOf(precision, item.signal), samplesOf(precision, item.kernel)]
      const error = 8 * tolerance(precision, signal, kernel)
      const what = `${signal.length} and ${kernel.length}`
      for (const method of METHODS) {
        const options = { mode: 'same', edges, method } as const
        expectClose(convolve(signal, kernel, options), item[edges], error, what)
        expectClose(correlate(signal, kernel.toReversed(), options), item[edges], error, what)
      }
    }
  })

  test('a signal with edges equals the extended signal, for kernels of any length', () => {
    for (const [n, k] of [
      [500, 61],
      [500, 60],
      [60, 500],
      [3, 1000],
      [5000, 2000],
    ]) {
      const [signal, kernel] = [noise(precision, n, 1), noise(precision, k, 2)]
      for (const edges of ['nearest', 'reflect'] as const) {
        const behind = Math.floor((k - 1) / 2)
        const longer = Array.from(
          { length: n + k - 1 },
          (_, i) => signal[naiveEdge(edges, i - (k - 1 - behind), n)],
        )
        const expected = naiveConvolution(longer, kernel, 'full').slice(k - 1, k - 1 + n)
        const error = tolerance(precision, longer, kernel)
        expectClose(convolve(signal, kernel, { mode: 'same', edges }), expected, error, `${n}, ${k}`)
      }
    }
  })
})

test('A level filtered with its edges stays level, where zeros pull it down', () => {
  const level = new Float64Array(20).fill(3)
  const mean = new Float64Array(5).fill(1 / 5)
  expectClose(convolve(level, mean, { mode: 'same', edges: 'nearest' }), level, 1e-15)
  expectClose(convolve(level, mean, { mode: 'same', edges: 'reflect' }), level, 1e-15)
  expect(convolve(level, mean, { mode: 'same' })[0]).toBeCloseTo(1.8, 12)
})

test('A non-finite value repeated beyond an end makes NaN of the outputs that contain it', () => {
  const signal = [NaN, 2, 3, 4, 5, 6]
  const [nearest, reflect] = (['nearest', 'reflect'] as const).map((edges) =>
    convolve(signal, [1, 1, 1, 1, 1], { mode: 'same', edges }),
  )
  expect([...nearest].map(Number.isNaN)).toEqual([true, true, true, false, false, false])
  expect([...reflect].map(Number.isNaN)).toEqual([true, true, true, false, false, false])
  expect(nearest[5]).toBe(4 + 5 + 6 + 6 + 6)
  expect(reflect[5]).toBe(4 + 5 + 6 + 6 + 5)
})

test('The result may take the place of the signal, and an empty signal has an empty result', () => {
  const [signal, kernel] = [noise('float32', 300, 1), noise('float32', 40, 2)]
  const options = { mode: 'same', edges: 'reflect' } as const
  const expected = convolve(signal, kernel, options)
  expectSameBits(convolve(signal, kernel, options, signal), expected)
  expect(convolve([], kernel, options)).toEqual(new Float64Array(0))
})

test('Edges other than zeros are for mode same', () => {
  for (const options of [{ mode: 'full' }, { mode: 'valid' }, {}] as const) {
    expect(() => convolve([1], [1], { ...options, edges: 'nearest' })).toThrow(RangeError)
    expect(() => correlate([1], [1], { ...options, edges: 'reflect' })).toThrow("use mode 'same'")
    expect(convolve([1], [1], { ...options, edges: 'zero' })).toEqual(Float64Array.of(1))
  }
  expect(() => convolve([1], [1], { mode: 'same', edges: 'wrap' as never })).toThrow(/^edges /)
})
