import * as fc from 'fast-check'
import { designFir, type FirOptions, kaiserParameters, minimumPhase } from 'tapline'
import { describe, expect, test } from 'vitest'
import { gainOf } from '../../src/filter/frequency-sampling.js'
import golden from '../golden/fir.json' with { type: 'json' }
import { naiveGain } from '../naive-filter.js'
import { expectClose, expectSameBits, norm } from '../support/closeness.js'
import { SEED } from '../support/seed.js'

// golden/fir.json: computed by SciPy (firwin, firwin2, minimum_phase, kaiserord); versions and settings are in the file.

const decibels = (gain: number): number => 20 * Math.log10(gain)
const frequencies = (from: number, to: number): number[] =>
  Array.from({ length: 101 }, (_, i) => from + ((to - from) * i) / 100)

describe('designFir', () => {
  test('gives the taps of SciPy', () => {
    for (const { options, taps } of golden.fir) {
      expectClose(designFir(options as FirOptions), taps, 1e-14, JSON.stringify(options))
    }
  })

  test('of phase minimum gives what minimumPhase gives', () => {
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

  test('passes and stops what a Kaiser window was asked for', () => {
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

  test('has the gain of 1/2 at the cutoff, and of 1 where it says', () => {
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

  test('takes thirty-odd thousand taps', () => {
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

  test('is nearer to the magnitude than SciPy where that has a zero at a frequency of the transform', () => {
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
      // All their zeros lie on the unit circle: they are of minimum phase already, but for their sign.
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

  test('leaves a kernel as it is that has minimum phase already, and its type', () => {
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

  test('come out finite', () => {
    expect(minimumPhase([Number.MAX_VALUE, 0])).not.toContain(NaN)
    expect(minimumPhase([1e308, 1e308]).every(Number.isFinite)).toBe(true)
    expect(minimumPhase([5e-324, 5e-324, 0]).every(Number.isFinite)).toBe(true)
  })

  test('that overflow are named', () => {
    const gains = [[0, 1.7e308]] as const
    const options = { type: 'magnitude', gains, sampleRate: 2, length: 31 } as const
    for (const phase of ['linear', 'minimum'] as const) {
      expect(() => designFir({ ...options, phase })).toThrow('gains[0][1] is 1.7e+308: give a gain from 0 to')
    }
  })

  test('of as many points as one likes cost no walk through all of them for each frequency', () => {
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
  test('gives what SciPy gives, with one tap more where that is even', () => {
    for (const { length, beta, ...requirements } of golden.kaiser) {
      const { length: actual, window } = kaiserParameters(requirements)
      expect(actual).toBe(length + (1 - (length % 2)))
      expect(window.kaiserBeta).toBeCloseTo(beta, 12)
    }
  })
})

/** The greatest difference of the gains, in parts of the greatest gain. */
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
    [{ ...good, length: 0 }, RangeError, 'length must be a whole number of at least 1, got 0'],
    [{ ...good, length: 2.5 }, RangeError, 'length must be a whole number of at least 1, got 2.5'],
    [
      { ...good, window: wrong('kaiser') },
      RangeError,
      `window must be 'hamming', 'hann', 'blackman' or 'rectangular', got "kaiser"`,
    ],
    [{ ...good, window: { kaiserBeta: NaN } }, RangeError, 'window.kaiserBeta is NaN: give a number from 0'],
    [{ ...good, window: 'hann', length: 2 }, RangeError, 'window is 0 at both ends: give at least 3'],
    [{ ...good, window: 'blackman', length: 2 }, RangeError, 'window is 0 at both ends: give at least 3'],
    [{ ...good, phase: wrong('zero') }, RangeError, `phase must be 'linear' or 'minimum', got "zero"`],
    [{ ...good, cutoffHz: 50 }, RangeError, 'cutoffHz is 50, but at 100 Hz only frequencies above 0'],
    [{ ...good, cutoffHz: NaN }, RangeError, 'cutoffHz is NaN'],
    [{ ...good, cutoffHz: wrong([1, 2]) }, TypeError, 'cutoffHz must be a number, got an Array'],
    [{ ...good, type: 'highpass', length: 4 }, RangeError, 'has an odd number of taps: give 5'],
    [{ ...good, length: 2 ** 18 + 1, phase: 'minimum' }, RangeError, 'give at most 262144'],
    [{ ...good, length: 5e9 }, RangeError, 'length is 5000000000: give at most 268435456'],
    [{ ...band, cutoffHz: wrong(10) }, TypeError, 'cutoffHz is no pair of numbers: give [low, high]'],
    [{ ...band, cutoffHz: [20, 10] }, RangeError, 'cutoffHz is [20, 10]: give the lower frequency first'],
    [{ ...band, cutoffHz: [10, 60] }, RangeError, 'cutoffHz[1] is 60'],
    [{ ...band, type: 'bandstop', length: 4 }, RangeError, 'has an odd number of taps: give 5'],
    [gains(), RangeError, 'gains is empty: give at least one [frequencyHz, gain]'],
    [gains(3), TypeError, 'gains is no array of pairs'],
    [gains([0, -1]), RangeError, 'gains[0][1] is -1: give a gain from 0 to 1e+300'],
    [gains([0, NaN]), RangeError, 'gains[0][1] is NaN'],
    [gains([0, '1']), TypeError, 'gains[0][1] must be a number, got "1"'],
    [gains([51, 1]), RangeError, 'gains[0][0] is 51: give a frequency from 0 to half the sample rate, 50 Hz'],
    [gains([20, 1], [10, 1]), RangeError, 'gains[1] is at 10 Hz, below the one before'],
    [gains([9, 1], [9, 2], [9, 3]), RangeError, 'gains has three points at 9 Hz'],
    [{ ...gains([0, 1]), length: 4 }, RangeError, 'has an odd number of taps: give 5'],
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
    [[], RangeError, 'kernel is empty: give at least one tap'],
    [[0, 0], RangeError, 'kernel is zero throughout'],
    [[1, NaN], RangeError, 'kernel[1] is NaN, not a finite number: mend or remove it'],
    [new Float32Array(2 ** 18 + 1), RangeError, 'kernel has 262145 taps: give at most 262144'],
  ])('of minimumPhase is a TypeError or RangeError that says what to do', (kernel, kind, message) => {
    expect(() => minimumPhase(kernel)).toThrow(kind)
    expect(() => minimumPhase(kernel)).toThrow(message)
  })

  test.each([
    [{ attenuationDb: 7 }, RangeError, 'attenuationDb is 7: give a finite number of at least 8'],
    [{ attenuationDb: NaN }, RangeError, 'attenuationDb is NaN'],
    [{ attenuationDb: wrong('60') }, TypeError, 'attenuationDb must be a number, got "60"'],
    [{ transitionHz: 0 }, RangeError, 'transitionHz must be a finite number above 0, got 0'],
    [{ transitionHz: 51 }, RangeError, 'transitionHz is 51: give at most half the sample rate, 50'],
    [{ sampleRate: -1 }, RangeError, 'sampleRate must be a finite number above 0, got -1'],
  ])('of kaiserParameters(%j) is a %o: %s', (options, kind, message) => {
    const requirements = { attenuationDb: 60, transitionHz: 10, sampleRate: 100, ...options }
    expect(() => kaiserParameters(requirements)).toThrow(kind)
    expect(() => kaiserParameters(requirements)).toThrow(message)
  })
})
