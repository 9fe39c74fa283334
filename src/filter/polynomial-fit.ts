/**
 * Fits polynomials of up to eight terms to values at the Chebyshev nodes of [−1, 1].
 *
 * References: L. N. Trefethen, Approximation theory and approximation practice (2013), ch. 2 to 4.
 */
export class PolynomialFit {
  readonly nodes: Float64Array
  /** Tₖ(cos θ) = cos kθ at the nodes. */
  readonly #atNodes: readonly Float64Array[]

  /** @param termCount The number of terms, at most 8; one more than the degree. */
  constructor(termCount: number) {
    const angles = Float64Array.from({ length: termCount }, (_, i) => (Math.PI * (i + 0.5)) / termCount)
    this.nodes = angles.map((angle) => Math.cos(angle))
    this.#atNodes = CHEBYSHEV.slice(0, termCount).map((_, k) => angles.map((angle) => Math.cos(k * angle)))
  }

  /** The terms, in powers of v, of the polynomial that has these values at the nodes: Σ cₖ·Tₖ with cₖ = (2 − δₖ₀)/n·Σᵢ valuesᵢ·Tₖ(nodeᵢ). */
  termsOf(values: Float64Array): Float64Array {
    const { length } = values
    const terms = new Float64Array(length)
    for (let k = 0; k < length; k++) {
      let sum = 0
      for (let i = 0; i < length; i++) sum += values[i] * this.#atNodes[k][i]
      const weight = ((k === 0 ? 1 : 2) / length) * sum
      for (let power = 0; power <= k; power++) terms[power] += weight * CHEBYSHEV[k][power]
    }
    return terms
  }
}

/** The coefficients of the Chebyshev polynomials in powers of v: T₀ = 1, T₁ = v, Tₖ = 2v·Tₖ₋₁ − Tₖ₋₂. */
const CHEBYSHEV: readonly (readonly number[])[] = [
  [1],
  [0, 1],
  [-1, 0, 2],
  [0, -3, 0, 4],
  [1, 0, -8, 0, 8],
  [0, 5, 0, -20, 0, 16],
  [-1, 0, 18, 0, -48, 0, 32],
  [0, -7, 0, 56, 0, -112, 0, 64],
]
