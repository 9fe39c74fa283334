import fc from 'fast-check'
import { convolve2d, correlate2d, gaussian, type Plane } from 'tapline/image'
import { describe, expect, test } from 'vitest'
import { productOf } from '../../src/image/convolve/product-of.js'
import { naiveConvolution2d } from '../naive/image.js'
import { SEED } from '../support/seed.js'
import { PRECISIONS, samplesOf } from '../support/signals.js'

/** The relative error of the last tap of a product. */
const ALLOWED = { float32: 2 ** -22, float64: 2 ** -48 } as const
const REFUSED = { float32: 2 ** -20, float64: 2 ** -46 } as const

function product(column: readonly number[], row: readonly number[]): Float64Array {
  return Float64Array.from(column.flatMap((a) => row.map((b) => a * b)))
}

describe(`productOf (seed ${SEED})`, () => {
  const whole = fc.integer({ min: -999, max: 999 })
  const factor = fc.array(whole, { minLength: 1, maxLength: 6 })

  test('finds whole factors of products of whole numbers, scaled by any power of two', () => {
    fc.assert(
      fc.property(factor, factor, fc.integer({ min: -20, max: 20 }), (column, row, exponent) => {
        const scale = 2 ** exponent
        const products = product(column, row).map((value) => value * scale)
        const factors = productOf(products, row.length, 'float32')
        expect(factors?.error).toBe(0)
        for (const [i, value] of products.entries()) {
          const [a, b] = [factors!.column[Math.floor(i / row.length)], factors!.row[i % row.length]]
          const isExact = a * b === value && Number.isInteger(a / scale) && Number.isInteger(b)
          expect(isExact, `${value} as ${a} * ${b}`).toBe(true)
        }
      }),
      { seed: SEED },
    )
  })

  const real = fc.double({ min: -1, max: 1, noNaN: true }).filter((x) => x === 0 || Math.abs(x) > 1e-9)
  const factors = fc.array(real, { minLength: 2, maxLength: 12 }).filter((xs) => xs.some((x) => x !== 0))

  test.each(PRECISIONS)('finds products that were rounded to %s', (precision) => {
    fc.assert(
      fc.property(factors, factors, (column, row) => {
        const rounded = Float64Array.from(samplesOf(precision, product(column, row)))
        expect(productOf(rounded, row.length, precision)).toBeDefined()
      }),
      { seed: SEED },
    )
  })

  test.each(PRECISIONS)('checks every tap by itself, in %s', (precision) => {
    const taps = product([1, 0.3, 1e-3], [0.7, 1e-4, 1.1])
    // The smallest tap is a billionth of the norm.
    for (const [at, tap] of taps.entries()) {
      if (at === taps.length - 1 || at === 2) continue
      const changed = (part: number): Float64Array => taps.with(at, tap * (1 + part))
      expect(productOf(changed(ALLOWED[precision]), 3, precision), String(at)).toBeDefined()
      expect(productOf(changed(REFUSED[precision] * 2), 3, precision), String(at)).toBeUndefined()
    }
  })

  test('ends for any input', () => {
    for (const odd of [NaN, Infinity, -Infinity, 5e-324, 1.7e308]) {
      productOf(Float64Array.of(1, odd, 2, 3), 2, 'float32')
      productOf(Float64Array.of(odd, 0.1, 0.2, odd), 2, 'float64')
    }
    expect(productOf(new Float64Array(6), 3, 'float32')?.error).toBe(0)
  })

  test('recognizes a Gaussian that was not computed as a product', () => {
    for (const precision of PRECISIONS) {
      for (const sigma of [0.7, 2, 5.3, 11]) {
        const radius = Math.floor(4 * sigma + 0.5)
        const side = 2 * radius + 1
        const taps = Float64Array.from({ length: side * side }, (_, i) => {
          const [x, y] = [(i % side) - radius, Math.floor(i / side) - radius]
          return Math.exp(-(x * x + y * y) / (2 * sigma * sigma))
        })
        const sum = taps.reduce((a, b) => a + b)
        const kernel = taps.map((tap) => tap / sum)
        expect(productOf(kernel, side, precision), `${precision}, ${sigma}`).toBeDefined()
      }
      // Taps beyond the least positive number of float32, and of float64.
      const far = gaussian(1, { radius: 45 })
      expect(productOf(far.data, far.width, precision)).toBeDefined()
    }
  })
})

test('a small tap beside large ones is not lost', () => {
  const image = { data: Float32Array.of(0, 0, 0, 0, 0, 0, 0, 0, 1), width: 3, height: 3 }
  const template = { data: [1e7, 0, 0, 0, 0, 0, 0, 0, 1], width: 3, height: 3 }
  expect(correlate2d(image, template, { mode: 'valid' }).data[0]).toBe(1)
  const separable = { mode: 'valid', method: 'separable' } as const
  expect(() => correlate2d(image, template, separable)).toThrow(RangeError)
})

test.each(PRECISIONS)('every tap is correct on its own, in %s', (precision) => {
  const unit = { float32: 2 ** -20, float64: 2 ** -46 }[precision]
  const kernels: Plane[] = [
    { data: product([1, 1e-6, 1], [1, 1, 1e-9]), width: 3, height: 3 },
    // One tap of a product is a little off.
    { data: product([3, 1, 2], [1, 5, 7]).with(8, 14.0001), width: 3, height: 3 },
    { data: product([1e6, 1, 1], [1, 1, 1e-3]).with(8, 0), width: 3, height: 3 },
  ]
  for (const kernel of kernels) {
    for (let at = 0; at < 9; at++) {
      const image = { data: samplesOf(precision, new Float64Array(9).with(at, 1)), width: 3, height: 3 }
      const expected = naiveConvolution2d(image, kernel, {
        mode: 'full',
        boundary: 'fill',
        fillValue: 0,
        stride: 1,
        dilation: 1,
      })
      const actual = convolve2d(image, kernel)
      for (const [i, value] of Array.from(expected.data).entries()) {
        expect(Math.abs(actual.data[i] - value)).toBeLessThanOrEqual(unit * Math.abs(value))
      }
    }
  }
})

test('factors do not overflow if the kernel does not', () => {
  const image = { data: new Float32Array(25).fill(1), width: 5, height: 5 }
  for (const data of [product([1, 1, 1], [1, 1e-30, 1]), product([1, 1e-30, 1], [1, 1, 1])]) {
    const kernel = { data, width: 3, height: 3 }
    const { data: sums } = convolve2d(image, kernel, { mode: 'valid', method: 'separable' })
    expect([...sums]).toEqual(Array.from({ length: 9 }, () => 6))
  }
})

test('the approximation that an error suggests is accepted', () => {
  const image = { data: new Float64Array(25).fill(1), width: 5, height: 5 }
  for (let k = 1; k <= 200; k++) {
    const data = Array.from({ length: 9 }, (_, i) => Math.sin(k * (i + 1) * (i + 2)))
    expectHint(image, { data, width: 3, height: 3 })
  }
  // Errors that two digits would make 1.
  const side = 120
  const identity = Float64Array.from({ length: side * side }, (_, i) => (i % (side + 1) === 0 ? 1 : 0))
  expectHint(image, { data: identity, width: side, height: side })
  // A tap with a tiny error.
  expectHint(image, { data: [1, 1, 1, 1 + 1e-9], width: 2, height: 2 })
})

function expectHint(image: Plane, kernel: Plane): void {
  let message = ''
  try {
    convolve2d(image, kernel, { method: 'separable' })
  } catch (error) {
    message = String(error)
  }
  const hint = Number(/approximation: ([\d.e-]+)$/.exec(message)?.[1])
  expect(hint).toBeGreaterThan(0)
  expect(hint).toBeLessThan(1)
  convolve2d(image, kernel, { method: 'separable', approximation: hint })
}
