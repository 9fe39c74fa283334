import { convolve, correlate, correlationLags } from 'tapline'
import { describe, expect, test } from 'vitest'
import golden from './golden/convolve-1d.json' with { type: 'json' }
import { naiveConvolution, naiveCorrelation } from './naive/convolution.js'
import { expectClose, tolerance } from './support/closeness.js'
import { impulse, MODES, PRECISIONS, samplesOf } from './support/signals.js'

// golden/convolve-1d.json: computed by SciPy (scipy.signal.convolve and correlate by method='direct', correlation_lags);
// versions and seed are in the file.

const METHODS = ['auto', 'direct', 'fft', 'overlap-add'] as const

describe.each(MODES)('SciPy’s vectors of mode %s', (mode) => {
  describe.each(PRECISIONS)('in %s', (precision) => {
    test.each(METHODS)('equal the results of convolve and correlate with method %s', (method) => {
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
      // SciPy's lags of mode 'same' are one too high for its own values if N is odd and K is even.
      const isOff = mode === 'same' && item.signal.length % 2 === 1 && item.kernel.length % 2 === 0
      expect([...lags]).toEqual(item[`lags_${mode}`].map((lag) => lag - (isOff ? 1 : 0)))
    }
  })

  test('belong to the lags of correlationLags, as an impulse shows', () => {
    for (const { signal, kernel } of golden.cases) {
      const lags = correlationLags(signal.length, kernel.length, mode)
      for (let at = 0; at < signal.length; at++) {
        // A one at `at` in the signal and a one at the template's start match only at lag `at`.
        const values = correlate(
          impulse('float64', signal.length, at),
          impulse('float64', kernel.length, 0),
          {
            mode,
            method: 'direct',
          },
        )
        expect([...lags].filter((_, i) => values[i] !== 0)).toEqual([...lags].filter((lag) => lag === at))
      }
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

  test('is computed exactly', () => {
    expect(convolve(signal, kernel)).toEqual(Float64Array.of(0, 0, 0, 1, 4, 10, 16, 19, 16, 10, 4, 1, 0, 0))
    expect(convolve(Float32Array.from(signal), Float32Array.from(kernel))).toEqual(
      Float32Array.of(0, 0, 0, 1, 4, 10, 16, 19, 16, 10, 4, 1, 0, 0),
    )
  })
})
