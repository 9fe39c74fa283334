import { convolve, correlate } from 'tapline'
import { describe, expect, test } from 'vitest'
import { naiveConvolution } from '../naive/convolution.js'
import { expectClose, tolerance } from '../support/closeness.js'
import { noise, PRECISIONS } from '../support/signals.js'

const METHODS = ['auto', 'direct', 'fft', 'overlap-add'] as const

describe('Finite numbers make no NaN', () => {
  test('if a tap is beyond float32: it is refused', () => {
    const signal = Float32Array.of(0, 0, 1)
    const most = 3.4028235677973362e38 // the smallest number that float32 rounds to infinity is just above
    for (const taps of [[1e39, 1], Float64Array.of(1, -1e39), [1, 3.4028235677973366e38]]) {
      const at = Math.abs(taps[0]) > 1e38 ? 0 : 1
      const message = `[${at}] must be a number that float32 can hold, got ${taps[at]}`
      expect(() => convolve(signal, taps)).toThrow(new RegExp(`^kernel\\${message.replace('+', '\\+')}`))
      expect(() => correlate(signal, taps)).toThrow(RangeError)
      expect(() => correlate(signal, taps)).toThrow('template')
    }
    expect(convolve(signal, [most])).toEqual(Float32Array.of(0, 0, 3.4028234663852886e38))
    expect(convolve([0, 1], [1e39])).toEqual(Float64Array.of(0, 1e39))
    expect(convolve(signal, [Infinity, 1])).toEqual(Float32Array.of(NaN, NaN, NaN, 1))
  })

  test.each(PRECISIONS)(
    'if intermediate sums overflow in %s: the results are those of scaled numbers',
    (precision) => {
      const great = precision === 'float32' ? 2 ** 120 : 2 ** 1010
      const [x, h] = [noise(precision, 3000, 1), noise(precision, 500, 2)]
      // The transforms of the signal's blocks overflow, but the results do not.
      const [signal, kernel] = [x.map((value) => value * great), h.map((value) => value / 64)]
      const expected = naiveConvolution(x, kernel)
      const error = tolerance(precision, x, kernel)
      for (const method of METHODS) {
        const result = Float64Array.from(convolve(signal, kernel, { method }), (value) => value / great)
        expectClose(result, expected, error, method)
      }
    },
  )

  test('if results overflow: they are infinite, and the others are correct', () => {
    const x = Float32Array.from([...new Float32Array(600).fill(1e29), ...new Float32Array(600).fill(-1e25)])
    const h = new Float32Array(300).fill(1e10)
    for (const method of METHODS) {
      const result = convolve(x, h, { method })
      expect(result[500]).toBe(Infinity)
      expect(Math.abs(result[1100] + 3e37) / 3e37).toBeLessThan(1e-2)
      expect(result).not.toContain(NaN)
    }
  })
})
