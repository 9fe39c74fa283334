import type { Precision } from '../../samples.js'
import { type Factors, relativeResidual, scaleOf } from './rank-one.js'

/**
 * The greatest relative error at which a product still counts as equal to its number; an output may be a single tap times a
 * single pixel. It allows for six roundings in float32 if the taps were rounded to it. In float64 it also allows for the
 * roundings of exp(−(x² + y²)/2σ²) over 4σ.
 */
const ROUNDING: Readonly<Record<Precision, number>> = { float32: 2 ** -21, float64: 2 ** -47 }

/** The smallest positive number: smaller ones are rounded to a multiple of it. */
const LEAST: Readonly<Record<Precision, number>> = { float32: 2 ** -149, float64: 2 ** -1074 }

/** Whole factors up to this one are exact in both precisions. */
const GREATEST_WHOLE = 2 ** 24

/**
 * Returns a matrix of `width` columns as a column times a row if each number equals that product up to rounding, else
 * undefined. Products of whole numbers get whole factors, so that sums of whole numbers stay whole.
 *
 * The row is the one with the greatest number, and the column is divided by that number (a cross approximation). This finds an
 * exact product without a search. Cost: a few operations per number.
 */
export function productOf(matrix: Float64Array, width: number, precision: Precision): Factors | undefined {
  // Scaled by a power of two: no digit is lost, and nothing overflows.
  const scale = scaleOf(matrix)
  const scaled = matrix.map((value) => value / scale)
  const pivot = scaled.reduce((best, value, i) => (Math.abs(value) > Math.abs(scaled[best]) ? i : best), 0)
  const row = scaled.slice(pivot - (pivot % width), pivot - (pivot % width) + width)
  const whole = wholeFactors(scaled, row)
  if (whole !== undefined) return { ...whole, column: whole.column.map((value) => value * scale), error: 0 }
  const columns = scaled.filter((_, i) => i % width === pivot % width)
  const column = columns.map((value) => value / (scaled[pivot] || 1))
  const rounded = precision === 'float32' ? Math.fround : (value: number): number => value
  const slack = (4 * LEAST[precision]) / scale
  const isProduct = scaled.every((value, i) => {
    const product = rounded(column[Math.floor(i / width)]) * rounded(row[i % width])
    return Math.abs(value - product) <= ROUNDING[precision] * Math.abs(value) + slack
  })
  if (!isProduct) return undefined
  return {
    column: column.map((value) => value * scale),
    row,
    error: relativeResidual(scaled, column, row),
  }
}

/** Returns the row divided by the greatest common divisor of its numbers, and the matching column, if both are exact. */
function wholeFactors(matrix: Float64Array, row: Float64Array): Omit<Factors, 'error'> | undefined {
  const divisor = row.reduce(greatestDivisor)
  if (divisor === 0) return undefined
  const whole = row.map((value) => value / divisor)
  if (!whole.every((value) => Math.abs(value) <= GREATEST_WHOLE)) return undefined
  const { length } = row
  const at = whole.findIndex((value) => value !== 0)
  const column = new Float64Array(matrix.length / length).map((_, y) => matrix[y * length + at] / whole[at])
  const isExact = matrix.every((value, i) => column[Math.floor(i / length)] * whole[i % length] === value)
  return isExact ? { column, row: whole } : undefined
}

/**
 * The greatest common divisor, by Euclid's algorithm. It exists, as all finite numbers are multiples of a power of two. Written
 * so that NaN ends the loop.
 */
function greatestDivisor(a: number, b: number): number {
  while (Math.abs(b) > 0) [a, b] = [b, a % b]
  return Math.abs(a)
}
