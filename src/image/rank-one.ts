/** A matrix as a column times a row. */
export interface Factors {
  readonly column: Float64Array
  readonly row: Float64Array
  /** ‖A − column·row‖/‖A‖, in the Frobenius norm: how much of the matrix they miss. */
  readonly error: number
}

/**
 * The best approximation of a matrix A of `width` columns by a column times a row, σ₁·u₁·v₁ᵀ of its singular value
 * decomposition (Eckart & Young 1936), by at most `turns` alternations between u = A·v/‖v‖² and v = Aᵀ·u/‖u‖². A matrix
 * of rank one is found in the first turn; where a column and a row make it without rounding they are taken, so that sums of whole numbers stay
 * whole. Where the first two singular values are nearly equal the turns may not suffice, but then the
 * error is great anyway.
 */
export function rankOne(matrix: Float64Array, width: number, turns: number): Factors {
  const greatest = matrix.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  // By a power of two, so that no digit is lost, and no square under- or overflows.
  const scale = greatest > 0 ? 2 ** Math.floor(Math.log2(greatest)) : 1
  const { column, row, error } = factorsOf(
    matrix.map((value) => value / scale),
    width,
    turns,
  )
  return { column: column.map((value) => value * scale), row, error }
}

function factorsOf(matrix: Float64Array, width: number, turns: number): Factors {
  const height = matrix.length / width
  const total = norm(matrix)
  const column = new Float64Array(height)
  let row = strongestRow(matrix, width)
  if (total === 0) return { column, row, error: 0 }
  const exact = wholeFactors(matrix, row)
  if (residual(matrix, exact.column, exact.row) === 0) return { ...exact, error: 0 }
  let error = Infinity
  for (let turn = 0; turn < turns; turn++) {
    const scale = norm(row) ** 2
    for (let y = 0; y < height; y++) column[y] = dot(matrix.subarray(y * width, (y + 1) * width), row) / scale
    row = timesColumn(matrix, column, width)
    const next = residual(matrix, column, row) / total
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

/** The row divided by what all of it are whole multiples of, and the column that belongs to it. */
function wholeFactors(matrix: Float64Array, row: Float64Array): Omit<Factors, 'error'> {
  const divisor = row.reduce(greatestDivisor)
  const whole = row.map((value) => value / divisor)
  const at = whole.findIndex((value) => value !== 0)
  const column = new Float64Array(matrix.length / row.length)
  return { column: column.map((_, y) => matrix[y * row.length + at] / whole[at]), row: whole }
}

/** Of two numbers, by Euclid: there is one, as all finite ones are multiples of a power of two. Written so that NaN ends it. */
function greatestDivisor(a: number, b: number): number {
  while (Math.abs(b) > 0) [a, b] = [b, a % b]
  return Math.abs(a)
}

/** Aᵀ·u/‖u‖². */
function timesColumn(matrix: Float64Array, column: Float64Array, width: number): Float64Array {
  const scale = norm(column) ** 2
  const row = new Float64Array(width)
  for (let i = 0; i < matrix.length; i++) row[i % width] += matrix[i] * column[Math.floor(i / width)]
  return row.map((value) => value / scale)
}

function residual(matrix: Float64Array, column: Float64Array, row: Float64Array): number {
  return norm(matrix.map((value, i) => value - column[Math.floor(i / row.length)] * row[i % row.length]))
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0)
}

function norm(values: Float64Array): number {
  return Math.sqrt(dot(values, values))
}
