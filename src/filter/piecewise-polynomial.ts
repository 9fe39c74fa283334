import { PolynomialFit } from './polynomial-fit.js'

/** The number of terms of a piece. */
const TERMS = 8

const FIT = /* @__PURE__ */ new PolynomialFit(TERMS)

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
      const values = FIT.nodes.map((node) => f((middle + node / 2) / piecesPerUnit))
      this.#terms.set(FIT.termsOf(values), at)
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
