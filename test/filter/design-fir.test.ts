import * as fc from 'fast-check'
import { designFir, type FirOptions, kaiserParameters, minimumPhase, windowOf } from 'tapline'
import { describe, expect, test } from 'vitest'
import { gainOf } from '../../src/filter/frequency-sampling.js'
import goldenBands from '../golden/fir-bands.json' with { type: 'json' }
import golden from '../golden/fir.json' with { type: 'json' }
import { naiveGain } from '../naive/filter.js'
import { expectClose, expectSameBits, norm } from '../support/closeness.js'
import { SEED } from '../support/seed.js'

// golden/fir.json and fir-bands.json: computed by SciPy (firwin, firwin2, minimum_phase, kaiserord); versions and settings are in the file.

const decibels = (gain: number): number => 20 * Math.log10(gain)
const frequencies = (from: number, to: number): number[] =>
  Array.from({ length: 101 }, (_, i) => from + ((to - from) * i) / 100)

describe('designFir', () => {
  test('gives the taps of SciPy', () => {
    for (const { options, taps } of golden.fir) {
      expectClose(designFir(options as FirOptions), taps, 1e-14, JSON.stringify(options))
    }
  })

  test('accepts any number of cutoffs, scaled or not, as SciPy does', () => {
    for (const { options, taps } of goldenBands.cases) {
      expectClose(designFir(options as FirOptions), taps, 1e-14, JSON.stringify(options))
    }
  })

  test('passes and stops bands alternately', () => {
    const at = { sampleRate: 1000, length: 501 }
    const cutoffHz = [50, 100, 200, 300] as const
    const pass = designFir({ type: 'bandpass', cutoffHz, ...at })
    const stop = designFir({ type: 'bandstop', cutoffHz, ...at })
    for (const [hz, passes] of [
      [20, false],
      [75, true],
      [150, false],
      [250, true],
      [400, false],
    ] as const) {
      expect(naiveGain(pass, hz, 1000)).toBeCloseTo(passes ? 1 : 0, 2)
      expect(naiveGain(stop, hz, 1000)).toBeCloseTo(passes ? 0 : 1, 2)
    }
  })

  test('is correct for the narrowest bands: nothing cancels or vanishes', () => {
    const at = { sampleRate: 100, length: 21 }
    // The limit of a lowpass as its cutoff goes to 0 is the window itself.
    const window = windowOf('hamming', 21, { symmetric: true })
    const sum = window.reduce((a, b) => a + b)
    const limit = window.map((weight) => weight / sum)
    for (const cutoffHz of [1e-9, 1e-100, 1e-320]) {
      expectClose(designFir({ type: 'lowpass', cutoffHz, ...at }), limit, 1e-15, `${cutoffHz} Hz`)
    }
    // That of a highpass at the Nyquist frequency alternates.
    const last = designFir({ type: 'highpass', cutoffHz: 50 - 1e-12, ...at })
    expectClose(
      last,
      limit.map((weight, n) => (n % 2 === 0 ? weight : -weight)),
      1e-14,
    )
    // And a band around 25 Hz, a quarter of the rate, leaves every other tap.
    const narrow = designFir({ type: 'bandpass', cutoffHz: [25 - 1e-11, 25 + 1e-11], ...at })
    const cosine = window.map((weight, n) => weight * Math.cos((Math.PI / 2) * (n - 10)))
    const gain = cosine.reduce((total, tap, n) => total + tap * Math.cos((Math.PI / 2) * (n - 10)), 0)
    expectClose(
      narrow,
      cosine.map((tap) => tap / gain),
      1e-13,
    )
  })

  test('accepts all windows of windowOf, as symmetric ones', () => {
    const at = { type: 'lowpass', cutoffHz: 100, sampleRate: 1000, length: 31 } as const
    expectSameBits(
      designFir({ ...at, window: { name: 'kaiser', beta: 6 } }),
      designFir({ ...at, window: { kaiserBeta: 6 } }),
    )
    for (const shape of ['flattop', 'bohman', { name: 'chebwin', attenuationDb: 70 }] as const) {
      const ideal = designFir({ ...at, window: 'boxcar', scale: false })
      const window = windowOf(shape, 31, { symmetric: true })
      expectClose(
        designFir({ ...at, window: shape, scale: false }),
        ideal.map((tap, n) => tap * window[n]),
        1e-16,
      )
    }
  })

  test('with phase minimum returns the result of minimumPhase', () => {
    const options = { type: 'bandpass', cutoffHz: [50, 200], sampleRate: 1000, length: 63 } as const
    expectSameBits(designFir({ ...options, phase: 'minimum' }), minimumPhase(designFir(options)))
  })

  test('gives symmetric taps, the same bits from both ends', () => {
    for (const { options } of golden.fir) {
      const taps = designFir(options as FirOptions)
      // The inverse transform of 'magnitude' rounds both halves on its own.
      if (options.type === 'magnitude') expectClose(taps.toReversed(), taps, 1e-15)
      else expectSameBits(taps.toReversed(), taps)
    }
  })

  test('meets the requirements of a Kaiser window', () => {
    const sampleRate = 48_000
    for (const attenuationDb of [30, 60, 90, 120]) {
      const kaiser = kaiserParameters({ attenuationDb, transitionHz: 1000, sampleRate })
      const taps = designFir({ type: 'bandpass', cutoffHz: [3000, 8000], sampleRate, ...kaiser })
      const ripple = 10 ** (-attenuationDb / 20)
      for (const hz of frequencies(3500, 7500)) {
        expect(Math.abs(naiveGain(taps, hz, sampleRate) - 1)).toBeLessThan(2.5 * ripple)
      }
      for (const hz of [...frequencies(0, 2500), ...frequencies(8500, 24_000)]) {
        expect(decibels(naiveGain(taps, hz, sampleRate))).toBeLessThan(1.5 - attenuationDb)
      }
    }
  })

  test('has a gain of 1/2 at the cutoff, and of 1 where documented', () => {
    const at = { sampleRate: 1000, length: 301 }
    const low = designFir({ type: 'lowpass', cutoffHz: 100, ...at })
    const high = designFir({ type: 'highpass', cutoffHz: 100, ...at })
    const stop = designFir({ type: 'bandstop', cutoffHz: [100, 200], ...at })
    for (const taps of [low, high, stop]) expect(naiveGain(taps, 100, 1000)).toBeCloseTo(0.5, 3)
    expect(naiveGain(low, 0, 1000)).toBeCloseTo(1, 14)
    expect(naiveGain(high, 500, 1000)).toBeCloseTo(1, 12)
    expect(naiveGain(stop, 0, 1000)).toBeCloseTo(1, 14)
    const band = designFir({ type: 'bandpass', cutoffHz: [100, 200], ...at })
    expect(naiveGain(band, 150, 1000)).toBeCloseTo(1, 12)
  })

  test('follows any gains, with jumps, level beyond the points', () => {
    const gains = [
      [100, 2],
      [200, 0.5],
      [300, 0.5],
      [300, 1],
    ] as const
    for (const phase of ['linear', 'minimum'] as const) {
      const taps = designFir({ type: 'magnitude', gains, sampleRate: 1000, length: 511, phase })
      for (const [hz, gain] of [
        [0, 2],
        [50, 2],
        [150, 1.25],
        [250, 0.5],
        [400, 1],
        [500, 1],
      ]) {
        expect(Math.abs(naiveGain(taps, hz, 1000) - gain), `${phase} at ${hz} Hz`).toBeLessThan(0.01)
      }
    }
  })

  test('handles more than thirty thousand taps', () => {
    const taps = designFir({ type: 'lowpass', cutoffHz: 20, sampleRate: 48_000, length: 32_769 })
    expect(naiveGain(taps, 0, 48_000)).toBeCloseTo(1, 10)
    expect(decibels(naiveGain(taps, 30, 48_000))).toBeLessThan(-50)
  })
})

describe('minimumPhase', () => {
  test('gives the taps of SciPy', () => {
    for (const { kernel, taps } of golden.minimumPhase) {
      if (naiveGain(kernel, 0.5, 1) < 1e-12) continue
      expectClose(minimumPhase(kernel), taps, 1e-9 * norm(taps), `${kernel.length} taps`)
    }
  })

  test('is closer to the magnitude than SciPy if that has a zero at a frequency of the transform', () => {
    const withZero = golden.minimumPhase.filter(({ kernel }) => naiveGain(kernel, 0.5, 1) < 1e-12)
    expect(withZero.length).toBe(1)
    for (const { kernel, taps } of withZero) {
      expect(gainError(minimumPhase(kernel), kernel)).toBeLessThan(0.4 * gainError(taps, kernel))
      expectClose(minimumPhase(kernel), taps, 5e-4 * norm(taps))
    }
  })

  test('keeps a magnitude that has zeros at frequencies of the transform, of any order', () => {
    const mean = (length: number): number[] => Array.from({ length }, () => 1 / length)
    for (const kernel of [[1, -1], [1, 1], [1, 0, -1], mean(8), mean(64), [1, 2, 1], [1, -4, 6, -4, 1]]) {
      const early = Float64Array.from(minimumPhase(kernel))
      expect(gainError(early, kernel), `${kernel.length} taps`).toBeLessThan(3e-5)
      // All their zeros lie on the unit circle: they already have minimum phase, except for their sign.
      expectClose(early, kernel, 2e-4 * norm(kernel), `${kernel.length} taps`)
    }
    expect(naiveGain(minimumPhase(mean(8)), 0, 1)).toBeCloseTo(1, 4)
  })

  test(`keeps the magnitude, and brings the energy forward (seed ${SEED})`, () => {
    const kernels = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 40 })
    fc.assert(
      fc.property(kernels, (taps) => {
        // A first tap greater than all others together: no zero lies near the unit circle.
        const kernel = [0, ...taps, 1 + taps.reduce((sum, tap) => sum + Math.abs(tap), 0)]
        const early = minimumPhase(kernel)
        for (const hz of frequencies(0, 0.5)) {
          const gain = naiveGain(kernel, hz, 1)
          expect(Math.abs(naiveGain(early, hz, 1) - gain)).toBeLessThan(1e-6 * norm(kernel))
        }
        let ahead = 0
        for (let n = 0; n < kernel.length; n++) {
          ahead += early[n] ** 2 - kernel[n] ** 2
          expect(ahead).toBeGreaterThan(-1e-6 * norm(kernel) ** 2)
        }
      }),
      { seed: SEED, numRuns: 50 },
    )
  })

  test('keeps a kernel that already has minimum phase, and its type', () => {
    const decay = Float32Array.from({ length: 40 }, (_, n) => 0.5 ** n)
    const early = minimumPhase(decay)
    expect(early).toBeInstanceOf(Float32Array)
    expectClose(early, decay, 1e-6)
    expect(minimumPhase([-3])).toEqual(Float64Array.of(3))
  })
})

describe('Extreme gains', () => {
  test.each([2 ** 1000, 2 ** -1000])('of %d change nothing but the scale of a minimum phase', (scale) => {
    const kernel = [0.25, 1, 0.5]
    expectSameBits(
      minimumPhase(kernel.map((tap) => tap * scale)),
      minimumPhase(kernel).map((tap) => tap * scale),
    )
  })

  test('give finite taps', () => {
    expect(minimumPhase([Number.MAX_VALUE, 0])).not.toContain(NaN)
    expect(minimumPhase([1e308, 1e308]).every(Number.isFinite)).toBe(true)
    expect(minimumPhase([5e-324, 5e-324, 0]).every(Number.isFinite)).toBe(true)
  })

  test('that overflow are named in the error', () => {
    const gains = [[0, 1.7e308]] as const
    const options = { type: 'magnitude', gains, sampleRate: 2, length: 31 } as const
    for (const phase of ['linear', 'minimum'] as const) {
      expect(() => designFir({ ...options, phase })).toThrow(
        'gains[0][1] must be a number from 0 to 1e+300, got 1.7e+308',
      )
    }
  })

  test('with many points do not cost a search through all of them per frequency', () => {
    let reads = 0
    const points = Array.from({ length: 20_000 }, (_, i) => [i, i % 7] as const)
    const counting = new Proxy(points, {
      get: (target, key, receiver): unknown => {
        reads++
        return Reflect.get(target, key, receiver)
      },
    })
    for (let at = 0; at < 1000; at++) expect(gainOf(counting, at * 20)).toBe((at * 20) % 7)
    expect(reads).toBeLessThan(1000 * 40)
  })
})

describe('kaiserParameters', () => {
  test('gives the results of SciPy, with one tap more if their length is even', () => {
    for (const { length, beta, ...requirements } of golden.kaiser) {
      const { length: actual, window } = kaiserParameters(requirements)
      expect(actual).toBe(length + (1 - (length % 2)))
      expect(window.kaiserBeta).toBeCloseTo(beta, 12)
    }
  })
})

/** The greatest difference of the gains, relative to the greatest gain. */
function gainError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  const gains = (taps: ArrayLike<number>): number[] => frequencies(0, 0.5).map((hz) => naiveGain(taps, hz, 1))
  const [a, b] = [gains(actual), gains(expected)]
  return Math.max(...a.map((gain, i) => Math.abs(gain - b[i]))) / Math.max(...b)
}

const wrong = (value: unknown): never => value as never
const good = { type: 'lowpass', cutoffHz: 10, sampleRate: 100, length: 5 } as const
const band = { type: 'bandpass', cutoffHz: [10, 20], sampleRate: 100, length: 5 } as const
const gains = (...points: unknown[]): FirOptions =>
  ({ type: 'magnitude', gains: points, sampleRate: 100, length: 5 }) as FirOptions

describe('The error', () => {
  test.each([
    [
      { ...good, type: wrong('notch') },
      RangeError,
      `type must be 'lowpass', 'highpass', 'bandpass', 'bandstop' or 'magnitude', got "notch"`,
    ],
    [{ ...good, sampleRate: 0 }, RangeError, 'sampleRate must be a finite number above 0, got 0'],
    [{ ...good, sampleRate: NaN }, RangeError, 'sampleRate must be a finite number above 0, got NaN'],
    [
      { ...good, sampleRate: wrong('100') },
      TypeError,
      'sampleRate must be a finite number above 0, got "100"',
    ],
    [{ ...good, length: 0 }, RangeError, 'length must be a whole number from 1 to 268435456, got 0'],
    [{ ...good, length: 2.5 }, RangeError, 'length must be a whole number from 1 to 268435456, got 2.5'],
    [
      { ...good, window: wrong('kaiser') },
      RangeError,
      `window must have its parameters, got "kaiser": pass { name: 'kaiser', beta: 8 }`,
    ],
    [
      { ...good, window: { kaiserBeta: NaN } },
      RangeError,
      'window.kaiserBeta must be a number from 0 to 700, got NaN',
    ],
    [
      { ...good, window: 'hann', length: 2 },
      RangeError,
      'length must be at least 3 for a window that is 0 at both ends, got 2',
    ],
    [
      { ...good, window: 'blackman', length: 2 },
      RangeError,
      'length must be at least 3 for a window that is 0 at both ends, got 2',
    ],
    [{ ...good, phase: wrong('zero') }, RangeError, `phase must be 'linear' or 'minimum', got "zero"`],
    [
      { ...good, cutoffHz: 50 },
      RangeError,
      'cutoffHz must be above 0 and below half the sample rate, 50 Hz, got 50',
    ],
    [
      { ...good, cutoffHz: NaN },
      RangeError,
      'cutoffHz must be above 0 and below half the sample rate, 50 Hz, got NaN',
    ],
    [{ ...good, cutoffHz: wrong([1, 2]) }, TypeError, 'cutoffHz must be a number, got an Array'],
    [
      { ...good, type: 'highpass', length: 4 },
      RangeError,
      "length must be odd for a filter of type 'highpass' that passes the Nyquist frequency, got 4: pass 5",
    ],
    [
      { ...good, length: 2 ** 18 + 1, phase: 'minimum' },
      RangeError,
      'length must be a whole number from 1 to 262144, got 262145',
    ],
    [
      { ...good, length: 5e9 },
      RangeError,
      'length must be a whole number from 1 to 268435456, got 5000000000',
    ],
    [
      { ...band, cutoffHz: wrong(10) },
      TypeError,
      'cutoffHz must be an array of two or more rising frequencies, such as [low, high], got 10',
    ],
    [{ ...band, cutoffHz: [20, 10] }, RangeError, 'cutoffHz[1] must be above cutoffHz[0], 20 Hz, got 10'],
    [
      { ...band, cutoffHz: [10, 60] },
      RangeError,
      'cutoffHz[1] must be above 0 and below half the sample rate, 50 Hz, got 60',
    ],
    [
      { ...band, type: 'bandstop', length: 4 },
      RangeError,
      "length must be odd for a filter of type 'bandstop' that passes the Nyquist frequency, got 4: pass 5",
    ],
    [
      { ...good, cutoffHz: 5e-324 },
      RangeError,
      'below half the sample rate, 50 Hz, got 5e-324: rounding makes it equal to one of these',
    ],
    [{ ...good, cutoffHz: 50 + 1e-12 }, RangeError, 'got 50.000000000001'],
    [
      { ...good, cutoffHz: Number.MIN_VALUE * 15, sampleRate: 1e10 },
      RangeError,
      'rounding makes it equal to one of these',
    ],
    [
      { ...band, cutoffHz: wrong([10]) },
      TypeError,
      'cutoffHz must be an array of two or more rising frequencies',
    ],
    [{ ...band, cutoffHz: [10, 20, 20] }, RangeError, 'cutoffHz[2] must be above cutoffHz[1], 20 Hz, got 20'],
    [{ ...band, cutoffHz: [10, 20, 30], length: 4 }, RangeError, 'length must be odd'],
    [{ ...band, cutoffHz: wrong([10, null]) }, TypeError, 'cutoffHz[1] must be a number, got null'],
    [{ ...good, scale: wrong('no') }, TypeError, 'scale must be true or false, got "no"'],
    [wrong({ ...good, gains: [[0, 1]] }), TypeError, "gains must be left out of a filter of type 'lowpass'"],
    [
      wrong({ ...gains([0, 1]), scale: false }),
      TypeError,
      "scale must be left out of a filter of type 'magnitude'",
    ],
    [wrong({ ...good, cutoff: 3 }), TypeError, "unknown option 'cutoff': did you mean 'cutoffHz'?"],
    [wrong('lowpass'), TypeError, 'options must be an object'],
    [{ ...good, window: wrong('kaizer') }, RangeError, "{ name: 'kaiser', beta: 8 }"],
    [
      { ...good, window: { name: 'generalCosine', coefficients: [0] } },
      RangeError,
      'window must have values that are not 0, got zeros alone',
    ],
    [gains(), RangeError, 'gains must have at least one pair [frequencyHz, gain], got none'],
    [gains(3), TypeError, 'gains[0] must be an array of frequency and gain, got 3'],
    [gains([0, -1]), RangeError, 'gains[0][1] must be a number from 0 to 1e+300, got -1'],
    [gains([0, NaN]), RangeError, 'gains[0][1] must be a number from 0 to 1e+300, got NaN'],
    [gains([0, '1']), TypeError, 'gains[0][1] must be a number from 0 to 1e+300, got "1"'],
    [gains([51, 1]), RangeError, 'gains[0][0] must be a number from 0 to 50, got 51'],
    [
      gains([20, 1], [10, 1]),
      RangeError,
      'gains[1][0] must be at least the frequency before it, 20 Hz, got 10: sort them by frequency',
    ],
    [
      gains([9, 1], [9, 2], [9, 3]),
      RangeError,
      'gains must have at most two points at 9 Hz, for a jump, got three',
    ],
    [
      { ...gains([0, 1]), length: 4 },
      RangeError,
      "length must be odd for a filter of type 'magnitude' that passes the Nyquist frequency, got 4: pass 5",
    ],
  ] as [FirOptions, typeof Error, string][])('of designFir(%j) is a %o: %s', (options, kind, message) => {
    expect(() => designFir(options)).toThrow(kind)
    expect(() => designFir(options)).toThrow(message)
  })

  test.each([
    [
      wrong(undefined),
      TypeError,
      'kernel must be a Float32Array, a Float64Array or an array of numbers, got undefined',
    ],
    [[], RangeError, 'kernel must have at least one tap, got none'],
    [[0, 0], RangeError, 'kernel must have a tap that is not 0, got only zeros: they have no phase'],
    [[1, NaN], RangeError, 'kernel[1] must be finite, got NaN: replace or remove it'],
    [new Float32Array(2 ** 18 + 1), RangeError, 'kernel must have at most 262144 taps, got 262145'],
  ])('of minimumPhase is a TypeError or RangeError that says what to do', (kernel, kind, message) => {
    expect(() => minimumPhase(kernel)).toThrow(kind)
    expect(() => minimumPhase(kernel)).toThrow(message)
  })

  test.each([
    [{ attenuationDb: 7 }, RangeError, 'attenuationDb must be a number from 8 to 6000, got 7'],
    [{ attenuationDb: NaN }, RangeError, 'attenuationDb must be a number from 8 to 6000, got NaN'],
    [{ attenuationDb: wrong('60') }, TypeError, 'attenuationDb must be a number from 8 to 6000, got "60"'],
    [{ transitionHz: 0 }, RangeError, 'transitionHz must be a finite number above 0, got 0'],
    [{ transitionHz: 51 }, RangeError, 'transitionHz must be at most half the sample rate, 50, got 51'],
    [{ transitionHz: 5e-324 }, RangeError, 'transitionHz must be wide enough for 268435456 taps'],
    [{ sampleRate: -1 }, RangeError, 'sampleRate must be a finite number above 0, got -1'],
  ])('of kaiserParameters(%j) is a %o: %s', (options, kind, message) => {
    const requirements = { attenuationDb: 60, transitionHz: 10, sampleRate: 100, ...options }
    expect(() => kaiserParameters(requirements)).toThrow(kind)
    expect(() => kaiserParameters(requirements)).toThrow(message)
  })
})
