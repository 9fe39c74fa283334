/** Removes polynomial trends up to a degree from signals of one length. */
export class PolynomialTrend {
  /** Orthogonal to each other: discrete Legendre polynomials, by their three-term recurrence. No equations need solving. */
  readonly #bases: Float64Array[] = []

  constructor(length: number, degree: number) {
    this.#bases.push(new Float64Array(length).fill(1))
    for (let k = 1; k <= degree; k++) {
      const current = this.#bases[k - 1]
      const next = new Float64Array(length)
      for (let i = 0; i < length; i++) next[i] = current[i] * ((2 * i + 1) / length - 1)
      if (k > 1) subtractPart(next, this.#bases[k - 2])
      this.#bases.push(next)
    }
  }

  /** A copy of a signal in float64, less the polynomial that fits it best. */
  removedFrom(signal: ArrayLike<number>): Float64Array {
    const rest = Float64Array.from(signal)
    for (const base of this.#bases) subtractPart(rest, base)
    return rest
  }
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
