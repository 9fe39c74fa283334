import { convolve, correlate, correlationLags } from 'tapline'
import { describe, expect, test } from 'vitest'
import golden from './golden/convolve-1d.json' with { type: 'json' }
import { naiveConvolution, naiveCorrelation } from './naive.js'
import { expectClose, tolerance } from './support/closeness.js'
import { MODES, PRECISIONS, samplesOf } from './support/signals.js'

// golden/convolve-1d.json: computed by SciPy (scipy.signal.convolve and correlate by method='direct', correlation_lags);
// versions and seed are in the file.

const METHODS = ['auto', 'direct', 'fft', 'overlap-add'] as const

describe.each(MODES)('SciPy’s vectors of mode %s', (mode) => {
  describe.each(PRECISIONS)('in %s', (precision) => {
    test.each(METHODS)('are what convolve and correlate give by method %s', (method) => {
      for (const item of golden.cases) {
        const signal = samplesOf(precision, item.signal)
        const kernel = samplesOf(precision, item.kernel)
        // The inputs themselves are rounded, each by ε/2 at most.
        const error = 2 * tolerance(precision, signal, kernel)
        const what = `${signal.length} and ${kernel.length} samples`
        expectClose(convolve(signal, kernel, { mode, method }), item[`convolve_${mode}`], error, what)
        expectClose(correlate(signal, kernel, { mode, method }), item[`correlate_${mode}`], error, what)
      }
    })
  })

  test('have the lags of correlationLags', () => {
    for (const item of golden.cases) {
      const lags = correlationLags(item.signal.length, item.kernel.length, mode)
      expect(lags).toBeInstanceOf(Int32Array)
      expect([...lags]).toEqual(item[`lags_${mode}`])
    }
  })

  test('agree with the naive loops', () => {
    for (const { signal, kernel, ...item } of golden.cases) {
      const error = tolerance('float64', signal, kernel)
      expectClose(naiveConvolution(signal, kernel, mode), item[`convolve_${mode}`], error)
      expectClose(naiveCorrelation(signal, kernel, mode), item[`correlate_${mode}`], error)
    }
  })
})

describe('the textbook example', () => {
  const signal = [0, 0, 0, 1, 2, 3, 2, 1, 0, 0]
  const kernel = [1, 2, 3, 2, 1]

  test('comes out exactly', () => {
    expect(convolve(signal, kernel)).toEqual(Float64Array.of(0, 0, 0, 1, 4, 10, 16, 19, 16, 10, 4, 1, 0, 0))
    expect(convolve(Float32Array.from(signal), Float32Array.from(kernel))).toEqual(
      Float32Array.of(0, 0, 0, 1, 4, 10, 16, 19, 16, 10, 4, 1, 0, 0),
    )
  })
})
