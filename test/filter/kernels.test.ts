import {
  analyticSignal,
  convolve,
  differentiator,
  envelope,
  gaussianKernel,
  hilbert,
  inverseKernel,
  movingAverage,
  savitzkyGolay,
  wiener,
} from 'tapline'
import { describe, expect, test } from 'vitest'
import golden from '../golden/kernels.json' with { type: 'json' }
import { naiveGain } from '../naive/filter.js'
import { naiveHilbert, naiveInverse, naiveSavitzkyGolay, naiveWiener } from '../naive/kernels.js'
import { expectClose } from '../support/closeness.js'
import { noise } from '../support/signals.js'

// golden/kernels.json: computed by SciPy; functions, versions and seed are in the file.

const doubles = (length: number, seed: number): number[] => Array.from(noise('float64', length, seed))

describe('movingAverage', () => {
  test('has equal taps that sum to 1, and removes its period', () => {
    expect(movingAverage(1)).toEqual(Float64Array.of(1))
    expect(movingAverage(4)).toEqual(Float64Array.of(0.25, 0.25, 0.25, 0.25))
    expect(naiveGain(movingAverage(20), 50, 1000)).toBeLessThan(1e-14)
    expect(naiveGain(movingAverage(20), 100, 1000)).toBeLessThan(1e-14)
  })

  test('refuses invalid lengths', () => {
    expect(() => movingAverage(0)).toThrow('length must be a whole number from 1 to 67108864, got 0')
  })
})

describe('gaussianKernel', () => {
  test('smooths as SciPy does', () => {
    const { signal, cases } = golden.gaussian
    for (const { sigma, edges, smoothed } of cases) {
      const options = { mode: 'same', edges: edges as 'nearest' } as const
      expectClose(convolve(signal, gaussianKernel(sigma), options), smoothed, 1e-14, `${sigma}, ${edges}`)
    }
  })

  test('equals its definition, whatever its radius', () => {
    const weights = [-3, -2, -1, 0, 1, 2, 3].map((i) => Math.exp(-(i * i) / (2 * 1.3 * 1.3)))
    const sum = weights.reduce((a, b) => a + b)
    expectClose(
      gaussianKernel(1.3, { radius: 3 }),
      weights.map((weight) => weight / sum),
      1e-16,
      'taps',
    )
    expect(gaussianKernel(1e-300, { radius: 1 })).toEqual(Float64Array.of(0, 1, 0))
    expect(gaussianKernel(5e-324)).toEqual(Float64Array.of(1))
    expect(() => gaussianKernel(0)).toThrow(RangeError)
  })
})

describe('savitzkyGolay', () => {
  test('gives the taps of SciPy', () => {
    for (const { options, taps } of golden.savitzkyGolay) {
      const scale = Math.max(...taps.map(Math.abs))
      const given = savitzkyGolay(options)
      // SciPy solves by powers of the time, which costs it some digits.
      expectClose(given, taps, 1e-11 * scale, JSON.stringify(options))
    }
  })

  test('equals its definition', () => {
    for (const [length, degree, derivative, position] of [
      [5, 2, 0, 2],
      [6, 3, 1, 2.5],
      [7, 4, 2, 6],
      [9, 3, 3, 0.25],
    ] as const) {
      const naive = naiveSavitzkyGolay(length, degree, derivative, position).reverse()
      expectClose(savitzkyGolay({ length, degree, derivative, position }), naive, 1e-10, `${length}`)
    }
  })

  test('passes polynomials of its degree, also for long windows and high degrees', () => {
    for (const [length, degree] of [
      [21, 20],
      [101, 20],
      [2001, 12],
      [100_001, 4],
    ] as const) {
      const taps = savitzkyGolay({ length, degree })
      const middle = (length - 1) / 2
      for (let power = 0; power <= degree; power++) {
        // Moments of the weights: 1, 0, 0, ….
        const moment = taps.reduce((sum, tap, n) => sum + tap * ((middle - n) / middle) ** power, 0)
        expect(moment).toBeCloseTo(power === 0 ? 1 : 0, 9)
      }
    }
  })

  test('has derivatives of 0 beyond its degree, and refuses degrees without a fit', () => {
    expect(savitzkyGolay({ length: 5, degree: 1, derivative: 2 })).toEqual(new Float64Array(5))
    expect(() => savitzkyGolay({ length: 5, degree: 5 })).toThrow(
      'degree must be a whole number from 0 to 4, got 5',
    )
    expect(() => savitzkyGolay({ length: 5, degree: 2, position: 4.5 })).toThrow(
      'position must be a number from 0 to 4, got 4.5',
    )
  })
})

describe('differentiator', () => {
  test('has the response iω, with odd and even lengths', () => {
    for (const [length, highest] of [
      [63, 0.46],
      [64, 0.49],
    ] as const) {
      const taps = differentiator({ length, sampleRate: 10 })
      for (let f = 0.01; f < highest; f += 0.03) {
        expect(naiveGain(taps, f * 10, 10) / (2 * Math.PI * f * 10)).toBeCloseTo(1, 2)
      }
      expect(taps[0]).toBe(-taps[length - 1])
    }
  })

  test('gives the slope of a line', () => {
    for (const length of [2, 3, 8, 31]) {
      const line = Array.from({ length: 40 }, (_, n) => 5 - 0.25 * n)
      const slopes = convolve(line, differentiator({ length, sampleRate: 4, window: 'hamming' }), {
        mode: 'valid',
      })
      expectClose(slopes, new Float64Array(slopes.length).fill(-1), 1e-12, `${length}`)
    }
  })

  test('refuses windows of zeros', () => {
    expect(() => differentiator({ length: 3, window: 'hann' })).toThrow('window must leave a slope')
    expect(() => differentiator({ length: 1 })).toThrow(RangeError)
  })
})

describe('hilbert', () => {
  test('turns cosines into sines, with gain 1 between the ends of the spectrum', () => {
    const taps = hilbert({ length: 101 })
    for (const f of [0.03, 0.11, 0.25, 0.4, 0.47]) {
      expect(naiveGain(taps, f, 1)).toBeCloseTo(1, 2)
      const cosine = Array.from({ length: 150 }, (_, n) => Math.cos(2 * Math.PI * f * n))
      const turned = convolve(cosine, taps, { mode: 'valid' })
      turned.forEach((y, n) => expect(y).toBeCloseTo(Math.sin(2 * Math.PI * f * (n + 50)), 2))
    }
    expect(naiveGain(taps, 0.25, 1)).toBeCloseTo(1, 14)
    for (const length of [3, 5, 7]) expect(naiveGain(hilbert({ length }), 0.25, 1)).toBeCloseTo(1, 14)
  })

  test('refuses even lengths', () => {
    expect(() => hilbert({ length: 8 })).toThrow('length must be odd, got 8: pass 9')
    expect(() => hilbert({ length: 3, window: 'hann' })).toThrow('window must leave a gain')
  })
})

describe('analyticSignal and envelope', () => {
  test('are those of SciPy', () => {
    for (const { signal, re, im, envelope: magnitudes } of golden.analytic) {
      const result = analyticSignal(signal)
      expectClose(result.re, re, 1e-14, `${signal.length} samples`)
      expectClose(result.im, im, 1e-13, `${signal.length} samples`)
      expectClose(envelope(signal), magnitudes, 1e-13, `${signal.length} samples`)
    }
  })

  test('equal their definition', () => {
    for (const length of [1, 2, 3, 8, 17, 40]) {
      const signal = doubles(length, length)
      expectClose(analyticSignal(signal).im, naiveHilbert(signal), 1e-12, `${length}`)
    }
  })

  test('keep the precision, and handle values of any size', () => {
    const { re, im } = analyticSignal(Float32Array.of(1, 0, -1, 0))
    expect(re).toEqual(Float32Array.of(1, 0, -1, 0))
    expectClose(im, [0, 1, 0, -1], 1e-7, 'im')
    expectClose(
      envelope([1e308, 0, -1e308, 0]).map((e) => e / 1e308),
      [1, 1, 1, 1],
      1e-12,
      'great',
    )
    expect(analyticSignal([])).toEqual({ re: new Float64Array(0), im: new Float64Array(0) })
  })

  test('are NaN where they read a non-finite value', () => {
    const { re, im } = analyticSignal([1, NaN, Infinity, 4])
    expect(re).toEqual(Float64Array.of(1, NaN, Infinity, 4))
    expect(im.every(Number.isNaN)).toBe(true)
    expect(envelope([1, NaN, Infinity, 4]).every(Number.isNaN)).toBe(true)
  })
})

describe('inverseKernel', () => {
  test('equals its definition', () => {
    const kernel = doubles(9, 3)
    const inverse = inverseKernel(kernel, { length: 30, delay: 7, regularization: 0.01 })
    expectClose(inverse, naiveInverse(kernel, 30, 7, 0.01, 128), 1e-12, 'taps')
  })

  test('inverts a room without minimum phase, after the pre-delay', () => {
    const room = doubles(64, 5).map((tap, n) => tap * Math.exp(-n / 12) * (n === 0 ? 0.2 : 1))
    const delay = 1000
    const inverse = inverseKernel(room, { length: 2048, delay, regularization: 1e-5 })
    const together = convolve(room, inverse)
    const wrong = together.reduce((sum, y, n) => sum + (y - (n === delay ? 1 : 0)) ** 2, 0)
    expect(wrong).toBeLessThan(0.01)
    expect(inverseKernel(room)).toHaveLength(128)
  })

  test('scales with its kernel, and amplifies no frequency by more than 1/(2·√β)', () => {
    const kernel = [1, -0.999]
    const options = { length: 4096, regularization: 0.01 }
    const inverse = inverseKernel(kernel, options)
    for (const f of [0, 0.001, 0.01, 0.02, 0.1, 0.5]) {
      expect(naiveGain(inverse, f, 1)).toBeLessThan((1.01 * 5) / 1.999)
    }
    const tiny = inverseKernel([2 ** -1000, -0.999 * 2 ** -1000], options)
    expect(tiny.map((tap) => tap * 2 ** -1000)).toEqual(inverse)
  })

  test('refuses kernels that cannot be inverted', () => {
    expect(() => inverseKernel([0, 0])).toThrow('kernel must have a tap that is not 0')
    expect(() => inverseKernel([1, NaN])).toThrow('kernel[1] must be finite, got NaN')
    expect(() => inverseKernel([1, -1], { regularization: 0 })).toThrow('regularization must be above 0')
    expect(() => inverseKernel([1, 2], { length: 4, delay: 4 })).toThrow(
      'delay must be a whole number from 0 to 3, got 4',
    )
  })
})

describe('wiener', () => {
  test('gives the taps of SciPy', () => {
    for (const { signal, desired, length, regularization, taps } of golden.wiener) {
      expectClose(wiener(signal, desired, { length, regularization }), taps, 1e-12, `${length} taps`)
    }
  })

  test('equals its definition', () => {
    const [x, desired] = [doubles(40, 1), doubles(40, 2)]
    for (const length of [1, 2, 7, 60]) {
      const taps = wiener(x, desired, { length, regularization: 0.01 })
      expectClose(taps, naiveWiener(x, desired, length, 0.01), 1e-11, `${length} taps`)
    }
  })

  test('measures the system between two recordings, whatever their levels', () => {
    const played = doubles(2000, 1)
    const system = [0, 0.3, -0.5, 0.2]
    const recorded = convolve(played, system).slice(0, 2000)
    expectClose(wiener(played, recorded, { length: 6 }), [...system, 0, 0], 2e-3, 'taps')
    const loud = wiener(
      played.map((x) => x * 2 ** 900),
      recorded,
      { length: 4 },
    )
    expectClose(
      loud.map((tap) => tap * 2 ** 900),
      system,
      2e-3,
      'loud',
    )
  })

  test('refuses signals that do not determine a kernel', () => {
    expect(() => wiener([1, 2], [1], { length: 1 })).toThrow(
      'desired must have 2 samples, as the signal, got 1',
    )
    expect(() => wiener([0, 0], [1, 1], { length: 1 })).toThrow('signal must have a sample that is not 0')
    expect(() => wiener([], [], { length: 1 })).toThrow('signal must have at least one sample')
    expect(() => wiener([1, Infinity], [1, 1], { length: 1 })).toThrow('signal[1] must be finite')
    // Zero-extended, a signal of one frequency is never quite predictable.
    expect(wiener([1, 0], [1, 0], { length: 2 })).toEqual(Float64Array.of(1 / (1 + 1e-9), 0))
  })
})
