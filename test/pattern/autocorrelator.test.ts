import fc from 'fast-check'
import { autocorrelate, Autocorrelator, type AutocorrelatorOptions } from 'tapline'
import { describe, expect, test } from 'vitest'
import { naiveWindows } from '../naive/convolution.js'
import { expectSameBits } from '../support/closeness.js'
import { SEED } from '../support/seed.js'
import { noise } from '../support/signals.js'

describe('An autocorrelator', () => {
  test('returns the autocorrelation of each window with its last sample', () => {
    const autocorrelator = new Autocorrelator({ window: 3, hop: 2, maxLag: 1 })
    expect(autocorrelator).toMatchObject({ window: 3, hop: 2, maxLag: 1, normalize: 'none', demean: false })
    expect(autocorrelator.process([1, 2])).toEqual([])
    expect(autocorrelator.process(3)).toEqual([Float64Array.of(14, 8)])
    expect(autocorrelator.process([4, 5, 6])).toEqual([Float64Array.of(50, 32)])
    expect(autocorrelator.flush()).toEqual([])
    expect(autocorrelator.process([1, 1, 1])).toEqual([Float64Array.of(3, 2)])
  })

  test('has adjacent windows, all lags and float64 by default', () => {
    const autocorrelator = new Autocorrelator({ window: 2 })
    expect(autocorrelator.process([1, 2, 3, 4])).toEqual([Float64Array.of(5, 2), Float64Array.of(25, 12)])
    const single = new Autocorrelator({ window: 2, precision: 'float32' })
    expect(single.process([0.1, 0])).toEqual([Float32Array.of(Math.fround(0.1) ** 2, 0)])
  })

  test('gives the same bits for any chunks', () => {
    const options = fc.record({
      window: fc.integer({ min: 1, max: 300 }),
      hop: fc.integer({ min: 1, max: 400 }),
      normalize: fc.constantFrom(
        'none' as const,
        'biased' as const,
        'unbiased' as const,
        'coefficient' as const,
      ),
      demean: fc.boolean(),
      precision: fc.constantFrom('float32' as const, 'float64' as const),
    })
    const lengths = fc
      .array(fc.nat(200), { minLength: 1, maxLength: 10 })
      .filter((all) => all.some((n) => n > 0))
    fc.assert(
      fc.property(options, lengths, fc.nat(1500), fc.nat(100), (options, lengths, length, seed) => {
        const signal = noise(options.precision, length, seed)
        if (seed % 3 === 0 && length > 10) signal[5] = NaN
        const autocorrelator = new Autocorrelator(options)
        const { maxLag, normalize, demean } = autocorrelator
        const whole = autocorrelator.process(signal)
        whole.push(...autocorrelator.flush())
        const parts = []
        for (let from = 0, i = 0; from < length; i++) {
          const to = from + lengths[i % lengths.length]
          parts.push(...autocorrelator.process(to - from === 1 ? signal[from] : signal.subarray(from, to)))
          from = to
        }
        expect(parts).toHaveLength(whole.length)
        const windows = naiveWindows(signal, options.window, options.hop, 'drop')
        expect(whole).toHaveLength(windows.length)
        for (const [i, window] of windows.entries()) {
          const samples = options.precision === 'float32' ? Float32Array.from(window) : window
          expectSameBits(whole[i], autocorrelate(samples, { maxLag, normalize, demean }))
          expectSameBits(parts[i], whole[i])
        }
      }),
      { seed: SEED, numRuns: 60 },
    )
  })

  test('forgets non-finite and too loud samples with their window', () => {
    const autocorrelator = new Autocorrelator({ window: 100, hop: 50, maxLag: 3, demean: true })
    const quiet = noise('float64', 100, 1).map((x) => 1e-6 * x)
    const [expected] = autocorrelator.process(quiet)
    const loud = noise('float64', 100, 2).map((x) => 1e8 * x)
    loud[99] = NaN
    const last = autocorrelator.process(loud).at(-1) ?? []
    expect([...last]).toEqual([NaN, NaN, NaN, NaN])
    expectSameBits(autocorrelator.process(quiet).at(-1) ?? [], expected)
  })

  test('starts again after reset and dispose, and keeps its state when it refuses a chunk', () => {
    const autocorrelator = new Autocorrelator({ window: 2 })
    autocorrelator.process(1)
    expect(() => autocorrelator.process('2' as unknown as number)).toThrow(TypeError)
    expect(autocorrelator.process(2)).toEqual([Float64Array.of(5, 2)])
    autocorrelator.process(1)
    autocorrelator.reset()
    expect(autocorrelator.process(2)).toEqual([])
    autocorrelator.dispose()
    autocorrelator[Symbol.dispose]()
    expect(autocorrelator.process([3, 0])).toEqual([Float64Array.of(9, 0)])
  })

  test('refuses invalid options', () => {
    const wrong = (options: object) => () => new Autocorrelator(options as AutocorrelatorOptions)
    for (const options of [{}, { window: '3' }]) expect(wrong(options)).toThrow(TypeError)
    for (const window of [0, 1.5, NaN]) expect(wrong({ window })).toThrow(RangeError)
    expect(wrong({ window: 4, hop: 0 })).toThrow('hop must be a whole number of at least 1, got 0')
    expect(wrong({ window: 4, maxLag: 4 })).toThrow(
      'maxLag must be less than the length of a window, 4 samples, got 4',
    )
    expect(wrong({ window: 4, normalize: 'x' })).toThrow(RangeError)
    expect(wrong({ window: 4, precision: 'x' })).toThrow(RangeError)
  })
})
