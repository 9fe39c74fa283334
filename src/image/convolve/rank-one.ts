/** A matrix as a column times a row. */
export interface Factors {
  readonly column: Float64Array
  readonly row: Float64Array
  /** ‖A − column·row‖/‖A‖ in the Frobenius norm, the relative error of the product. */
  readonly error: number
}

/** The search ends after this many alternations, or when the error hardly falls. */
const MOST_TURNS = 100

/**
 * Returns the best approximation of a matrix A of `width` columns by a column times a row, σ₁·u₁·v₁ᵀ of its singular value
 * decomposition (Eckart & Young 1936). It alternates between u = A·v/‖v‖² and v = Aᵀ·u/‖u‖². If the first two singular values
 * are nearly equal, the alternations may not converge, but then the error is large anyway.
 */
export function rankOne(matrix: Float64Array, width: number): Factors {
  // Scaled by a power of two, so that no digit is lost and no square underflows or overflows.
  const scale = scaleOf(matrix)
  const { column, row, error } = factorsOf(
    matrix.map((value) => value / scale),
    width,
  )
  return { column: column.map((value) => value * scale), row, error }
}

/** The power of two that brings the greatest magnitude into [1, 2), or 1 if there is none. */
export function scaleOf(matrix: Float64Array): number {
  const greatest = matrix.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  return greatest > 0 ? 2 ** Math.floor(Math.log2(greatest)) : 1
}

/** ‖A − column·row‖/‖A‖, or 0 if A is 0. */
export function relativeResidual(matrix: Float64Array, column: Float64Array, row: Float64Array): number {
  const { length } = row
  const rest = matrix.map((value, i) => value - column[Math.floor(i / length)] * row[i % length])
  const missed = norm(rest)
  return missed === 0 ? 0 : missed / norm(matrix)
}

function factorsOf(matrix: Float64Array, width: number): Factors {
  const height = matrix.length / width
  const column = new Float64Array(height)
  let row = strongestRow(matrix, width)
  if (norm(matrix) === 0) return { column, row, error: 0 }
  let error = Infinity
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    const scale = norm(row) ** 2
    for (let y = 0; y < height; y++) column[y] = dot(matrix.subarray(y * width, (y + 1) * width), row) / scale
    row = timesColumn(matrix, column, width)
    const next = relativeResidual(matrix, column, row)
    if (!(next < error * (1 - 1e-6))) break
    error = next
  }
  return { column, row, error }
}

function strongestRow(matrix: Float64Array, width: number): Float64Array {
  let best = matrix.slice(0, width)
  for (let at = width; at < matrix.length; at += width) {
    const row = matrix.slice(at, at + width)
    if (norm(row) > norm(best)) best = row
  }
  return best
}

/** Aᵀ·u/‖u‖². */
function timesColumn(matrix: Float64Array, column: Float64Array, width: number): Float64Array {
  const scale = norm(column) ** 2
  const row = new Float64Array(width)
  for (let i = 0; i < matrix.length; i++) row[i % width] += matrix[i] * column[Math.floor(i / width)]
  return row.map((value) => value / scale)
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0)
}

function norm(values: Float64Array): number {
  return Math.sqrt(dot(values, values))
}
