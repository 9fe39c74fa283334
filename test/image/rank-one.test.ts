import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rankOne } from '../../src/image/rank-one.js'
import { SEED } from '../support/seed.js'

const TURNS = 100

describe(`rankOne (seed ${SEED})`, () => {
  const whole = fc.integer({ min: -999, max: 999 })
  const factor = fc.array(whole, { minLength: 1, maxLength: 6 })

  test('finds whole factors of products of whole numbers, whatever power of two they are scaled by', () => {
    fc.assert(
      fc.property(factor, factor, fc.integer({ min: -20, max: 20 }), (column, row, exponent) => {
        const scale = 2 ** exponent
        const products = column.flatMap((a) => row.map((b) => a * b * scale))
        const factors = rankOne(Float64Array.from(products), row.length, TURNS)
        expect(factors.error).toBe(0)
        for (const [i, product] of products.entries()) {
          const [a, b] = [factors.column[Math.floor(i / row.length)], factors.row[i % row.length]]
          const isExact = a * b === product && Number.isInteger(a / scale) && Number.isInteger(b)
          expect(isExact, `${product} as ${a} * ${b}`).toBe(true)
        }
      }),
      { seed: SEED },
    )
  })

  test('comes to an end whatever it is given', () => {
    for (const odd of [NaN, Infinity, -Infinity, 5e-324, 1.7e308]) {
      expect(rankOne(Float64Array.of(1, odd, 2, 3), 2, TURNS).row).toHaveLength(2)
      expect(rankOne(Float64Array.of(odd, 0.1, 0.2, odd), 2, TURNS).row).toHaveLength(2)
    }
  })
})
