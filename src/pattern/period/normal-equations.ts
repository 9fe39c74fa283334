/** Keeps a matrix from being singular: a sine that is zero at all samples has no square. */
const RIDGE = 1e-9

/** Solves A·x = b for a symmetric positive semidefinite A by Cholesky's method, with a small ridge. Allocates only when made. */
export class NormalEquations {
  /** A's lower triangle, in rows of `capacity` numbers. Solving replaces it by its factor. */
  readonly matrix: Float64Array
  /** b. Solving replaces it by x. */
  readonly vector: Float64Array
  readonly #capacity: number
  readonly #least: number

  /**
   * @param capacity The greatest number of unknowns.
   * @param scale The order of magnitude of A's diagonal.
   */
  constructor(capacity: number, scale: number) {
    this.#capacity = capacity
    this.#least = RIDGE * scale
    this.matrix = new Float64Array(capacity * capacity)
    this.vector = new Float64Array(capacity)
  }

  /** Solves the first half of the equations in `count` unknowns. Returns bᵀ·x, what the fit explains. */
  explained(count: number): number {
    const { matrix, vector } = this
    let sum = 0
    for (let i = 0; i < count; i++) {
      const row = i * this.#capacity
      this.#factorRow(i)
      for (let k = 0; k < i; k++) vector[i] -= matrix[row + k] * vector[k]
      vector[i] /= matrix[row + i]
      sum += vector[i] ** 2
    }
    return sum
  }

  /** Puts x into `vector`. */
  solve(count: number): void {
    const { matrix, vector } = this
    this.explained(count)
    for (let i = count - 1; i >= 0; i--) {
      for (let k = i + 1; k < count; k++) vector[i] -= matrix[k * this.#capacity + i] * vector[k]
      vector[i] /= matrix[i * this.#capacity + i]
    }
  }

  #factorRow(i: number): void {
    const { matrix } = this
    const row = i * this.#capacity
    for (let j = 0; j <= i; j++) {
      const other = j * this.#capacity
      let sum = i === j ? matrix[row + j] + this.#least : matrix[row + j]
      for (let k = 0; k < j; k++) sum -= matrix[row + k] * matrix[other + k]
      matrix[row + j] = i === j ? Math.sqrt(Math.max(sum, this.#least)) : sum / matrix[other + j]
    }
  }
}
