import { describe, expect, test } from 'vitest'
import { PiecewisePolynomial } from '../../src/filter/piecewise-polynomial.js'

function greatestError(f: (x: number) => number, end: number, piecesPerUnit: number): number {
  const polynomial = new PiecewisePolynomial(f, end, piecesPerUnit)
  let greatest = 0
  // Steps that meet the edges of pieces as well as points between them.
  for (let x = 0; x < end; x += 1 / 1024) greatest = Math.max(greatest, Math.abs(polynomial.at(x) - f(x)))
  return greatest
}

describe('PiecewisePolynomial', () => {
  test('is exact for a polynomial of degree 7', () => {
    const f = (x: number): number => ((x - 1) * (x - 2) * (x - 0.5) * x - 3) * (x - 1.5) ** 3 + 1
    expect(greatestError(f, 3, 1)).toBeLessThan(1e-13)
    expect(greatestError(f, 3, 4)).toBeLessThan(1e-13)
  })

  test('has an error near its bound, but not above it, for half a turn per unit', () => {
    for (const piecesPerUnit of [1, 2, 4]) {
      const bound = (Math.PI / piecesPerUnit / 2) ** 8 / (2 ** 7 * 40_320)
      const error = greatestError((x) => Math.cos(Math.PI * x + 1), 4, piecesPerUnit)
      expect(error).toBeLessThan(bound)
      expect(error).toBeGreaterThan(bound / 4)
    }
  })

  test('is within 10⁻¹⁴ of it with 16 pieces per unit', () => {
    expect(greatestError((x) => Math.cos(Math.PI * x + 1), 4, 16)).toBeLessThan(1e-14)
  })
})
