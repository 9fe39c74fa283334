/**
 * A signal less the polynomial of a degree that fits it best, in float64. The polynomial is summed up from orthogonal ones
 * (discrete Legendre polynomials, by their three-term recurrence), so that no system of equations need be solved.
 */
export function detrended(signal: ArrayLike<number>, degree: number): Float64Array {
  const rest = Float64Array.from(signal)
  const { length } = rest
  let previous = new Float64Array(length)
  let current = new Float64Array(length).fill(1)
  for (let k = 0; k <= degree; k++) {
    subtractPart(rest, current)
    if (k === degree) return rest
    const next = new Float64Array(length)
    for (let i = 0; i < length; i++) next[i] = current[i] * ((2 * i + 1) / length - 1)
    if (k > 0) subtractPart(next, previous)
    previous = current
    current = next
  }
  return rest
}

/** Makes a vector orthogonal to another one. */
function subtractPart(vector: Float64Array, other: Float64Array): void {
  let product = 0
  let square = 0
  for (let i = 0; i < vector.length; i++) {
    product += vector[i] * other[i]
    square += other[i] * other[i]
  }
  const factor = square > 0 ? product / square : 0
  for (let i = 0; i < vector.length; i++) vector[i] -= factor * other[i]
}
