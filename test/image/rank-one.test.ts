import { describe, expect, test } from 'vitest'
import { rankOne } from '../../src/image/convolve/rank-one.js'

describe('rankOne', () => {
  test('has the error that the singular values imply', () => {
    // σ₂/√(σ₁² + σ₂²) of numpy.linalg.svd.
    expect(rankOne(Float64Array.of(1, 2, 3, 4), 2).error).toBeCloseTo(0.066_816_0, 6)
    expect(rankOne(Float64Array.of(1, 0, 0, 1), 2).error).toBeCloseTo(Math.SQRT1_2, 12)
    expect(rankOne(new Float64Array(6), 3).error).toBe(0)
  })

  test('ends for any input', () => {
    for (const odd of [NaN, Infinity, -Infinity, 5e-324, 1.7e308]) {
      expect(rankOne(Float64Array.of(1, odd, 2, 3), 2).row).toHaveLength(2)
      expect(rankOne(Float64Array.of(odd, 0.1, 0.2, odd), 2).row).toHaveLength(2)
    }
  })
})
