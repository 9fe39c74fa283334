import { describe, expect, it } from 'vitest'
import { noise, relativeDifference } from '../../bench/harness/data.js'
import { fit } from '../../bench/harness/least-squares.js'
import { geometricMean, quantile, spreadOf } from '../../bench/harness/statistics.js'

describe('statistics of the benchmarks', () => {
  it('interpolates quantiles', () => {
    expect(quantile([3, 1, 2], 0.5)).toBe(2)
    expect(quantile([4, 1, 2, 3], 0.5)).toBe(2.5)
    expect(quantile([10, 20], 0.25)).toBe(12.5)
    expect(quantile([], 0.5)).toBeNaN()
  })

  it('gives median and quartiles', () => {
    expect(spreadOf([5, 1, 4, 2, 3])).toEqual({ median: 3, low: 2, high: 4, count: 5 })
  })

  it('takes the geometric mean of ratios', () => {
    expect(geometricMean([0.5, 2])).toBeCloseTo(1, 12)
  })

  it('finds the constants of a cost model', () => {
    const points = [1, 2, 4, 8, 16].map((n) => ({ parts: [1, n], time: 100 + 3 * n }))
    const [constant, slope] = fit(points)
    expect(constant).toBeCloseTo(100, 9)
    expect(slope).toBeCloseTo(3, 9)
  })

  it('finds no negative constants', () => {
    const points = [10, 20, 40].map((n) => ({ parts: [1, n], time: 3 * n - 5 }))
    const [constant, slope] = fit(points)
    expect(constant).toBe(0)
    expect(slope).toBeGreaterThan(2)
  })
})

describe('data of the benchmarks', () => {
  it('is the same for each seed, and never silent', () => {
    expect(noise(100, 7)).toEqual(noise(100, 7))
    expect(noise(100, 7)).not.toEqual(noise(100, 8))
    expect(noise(1000, 7).every((sample) => sample !== 0 && Math.abs(sample) <= 1)).toBe(true)
  })

  it('compares results', () => {
    expect(relativeDifference([1, 2, 4.4], [1, 2, 4])).toBeCloseTo(0.1, 12)
    expect(relativeDifference([1, NaN], [1, 2])).toBeNaN()
    expect(relativeDifference([1], [1, 2])).toBe(Infinity)
  })
})
