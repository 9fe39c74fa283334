/** The number of terms of a piece. */
const TERMS = 8

/**
 * A fast approximation of a smooth function on [0, end): a polynomial of degree 7 on each of many short pieces.
 *
 * Each polynomial interpolates f at the eight Chebyshev nodes of its piece. With h half a piece, the error is at most
 * max|f⁽⁸⁾|·h⁸/(2⁷·8!); if f has no frequency above 1/2, this is max|f|·(πh)⁸/5,160,960 (Bernstein's inequality).
 *
 * References: L. N. Trefethen, Approximation theory and approximation practice (2013), ch. 2 to 4.
 */
export class PiecewisePolynomial {
  readonly #piecesPerUnit: number
  readonly #terms: Float64Array

  constructor(f: (x: number) => number, end: number, piecesPerUnit: number) {
    this.#piecesPerUnit = piecesPerUnit
    this.#terms = new Float64Array(end * piecesPerUnit * TERMS)
    for (let at = 0; at < this.#terms.length; at += TERMS) {
      const middle = at / TERMS + 0.5
      const values = NODES.map((node) => f((middle + node / 2) / piecesPerUnit))
      interpolate(values, this.#terms.subarray(at, at + TERMS))
    }
  }

  /** Approximates f(x) for 0 <= x < end. */
  at(x: number): number {
    const terms = this.#terms
    const place = x * this.#piecesPerUnit
    const piece = Math.floor(place)
    const v = 2 * (place - piece) - 1
    const k = piece * TERMS
    // Horner's rule, written out: a loop takes a quarter longer.
    const high = ((terms[k + 7] * v + terms[k + 6]) * v + terms[k + 5]) * v + terms[k + 4]
    return (((high * v + terms[k + 3]) * v + terms[k + 2]) * v + terms[k + 1]) * v + terms[k]
  }
}

/** The Chebyshev nodes of [−1, 1]. */
const NODES = /* @__PURE__ */ Float64Array.from({ length: TERMS }, (_, i) =>
  Math.cos((Math.PI * (i + 0.5)) / TERMS),
)

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

/** Tₖ(cos θ) = cos kθ at the nodes. */
const AT_NODES = /* @__PURE__ */ CHEBYSHEV.map((_, k) =>
  NODES.map((_, i) => Math.cos((Math.PI * k * (i + 0.5)) / TERMS)),
)

/** Adds the terms of the polynomial that has these values at the nodes: Σ cₖ·Tₖ with cₖ = (2 − δₖ₀)/8·Σᵢ valuesᵢ·Tₖ(nodeᵢ). */
function interpolate(values: Float64Array, terms: Float64Array): void {
  CHEBYSHEV.forEach((polynomial, k) => {
    let sum = 0
    for (let i = 0; i < TERMS; i++) sum += values[i] * AT_NODES[k][i]
    const weight = ((k === 0 ? 1 : 2) / TERMS) * sum
    for (let power = 0; power <= k; power++) terms[power] += weight * polynomial[power]
  })
}
