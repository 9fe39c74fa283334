import { describe, expect, test } from 'vitest'
import { autocorrelate, type AutocorrelateOptions } from '../../src/pattern/period/autocorrelate.js'
import { LongAutocorrelation } from '../../src/cli/autocorrelate/long-autocorrelation.js'
import { noise } from '../support/signals.js'

const LENGTH = 600_000
const signal = noise('float64', LENGTH, 1).map((value, n) => 1000 + value + 3 * Math.sin(n / 50))

function long(maxLag: number, options: AutocorrelateOptions, samples = signal) {
  const sums = new LongAutocorrelation(maxLag, 2 ** 16, options)
  for (let from = 0, size = 1; from < samples.length; from += size, size = (size * 7 + 3) % 50_000) {
    sums.add(samples.subarray(from, from + size))
  }
  return sums.report()
}

describe('The autocorrelation of a long signal, piece by piece,', () => {
  test.each([
    { normalize: 'none' },
    { normalize: 'biased', demean: true },
    { normalize: 'unbiased', demean: true },
    { normalize: 'coefficient' },
    { normalize: 'coefficient', demean: true },
  ] as const)('is that of the whole signal: %o', (options) => {
    for (const maxLag of [1, 480, 200_000]) {
      const due = autocorrelate(signal, { ...options, maxLag })
      const { values } = long(maxLag, options)
      expect(values).toHaveLength(due.length)
      let worst = 0
      for (let lag = 0; lag <= maxLag; lag++) worst = Math.max(worst, Math.abs(values[lag] - due[lag]))
      expect(worst / due[0]).toBeLessThan(1e-9)
    }
  })

  test('finds the period, and marks lags with a gap', () => {
    expect(long(480, {}).period).toBeCloseTo(100 * Math.PI, 1)
    expect(long(1, {}).period).toBeNull()
    const gappy = signal.slice()
    gappy[LENGTH - 100] = NaN
    const due = autocorrelate(gappy, { maxLag: 480 })
    expect(Array.from(long(480, {}, gappy).values, Number.isNaN)).toEqual(Array.from(due, Number.isNaN))
  })

  test('refuses more lags than samples', () => {
    expect(() => long(LENGTH, {})).toThrow(
      `maxLag must be less than the length of the signal, ${LENGTH} samples`,
    )
  })
})
