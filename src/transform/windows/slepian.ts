/**
 * The first discrete prolate spheroidal sequence of M samples, symmetric: of all windows, it has the greatest fraction of its
 * energy within `halfBandwidth`/M cycles per sample. Its greatest value is 1. For even M, where no sample is in the middle,
 * it is M²/(M² + `halfBandwidth`), as with SciPy's norm 'approximate'.
 *
 * It is the eigenvector of the greatest eigenvalue of a tridiagonal matrix, found by bisection and inverse iteration.
 *
 * References: D. B. Percival, A. T. Walden, Spectral analysis for physical applications (1993), ch. 8.
 */
export function slepian(halfBandwidth: number, length: number): Float64Array {
  const cosine = Math.cos((2 * Math.PI * halfBandwidth) / length)
  const diagonal = Float64Array.from({ length }, (_, i) => ((length - 1) / 2 - i) ** 2 * cosine)
  // Element i couples samples i − 1 and i.
  const offDiagonal = Float64Array.from({ length }, (_, i) => (i * (length - i)) / 2)
  const eigenvalue = greatestEigenvalue(diagonal, offDiagonal)
  const vector = new Float64Array(length).fill(1)
  for (let step = 0; step < STEPS; step++) solve(diagonal, offDiagonal, eigenvalue, vector)
  const scale = length % 2 === 0 ? length ** 2 / (length ** 2 + halfBandwidth) : 1
  return vector.map((value) => value * scale)
}

/**
 * Steps of inverse iteration. Each one multiplies every other eigenvector by the rounding error of the greatest eigenvalue,
 * divided by the gap between the two eigenvalues.
 */
const STEPS = 4

/** The smallest number above the greatest eigenvalue that bisection can tell from it. */
function greatestEigenvalue(diagonal: Float64Array, offDiagonal: Float64Array): number {
  let high = -Infinity
  let low = -Infinity
  for (let i = 0; i < diagonal.length; i++) {
    high = Math.max(high, diagonal[i] + offDiagonal[i] + (offDiagonal[i + 1] ?? 0))
    low = Math.max(low, diagonal[i])
  }
  // A little more, so that no pivot is 0 if the bound is the eigenvalue itself.
  high += 2 ** -50 * (Math.abs(high) + Math.abs(low))
  // Gershgorin's circles end above all eigenvalues, and the greatest diagonal element is at most the greatest of them.
  for (;;) {
    const middle = low + (high - low) / 2
    if (middle <= low || middle >= high) return high
    if (isAbove(middle, diagonal, offDiagonal)) high = middle
    else low = middle
  }
}

/** Whether all eigenvalues are below x. This is so if all pivots of (matrix − x·I) are negative. */
function isAbove(x: number, diagonal: Float64Array, offDiagonal: Float64Array): boolean {
  let pivot = diagonal[0] - x
  for (let i = 1; i < diagonal.length; i++) {
    if (!(pivot < 0)) return false
    pivot = diagonal[i] - x - offDiagonal[i] ** 2 / pivot
  }
  return pivot < 0
}

/** Replaces v by the solution w of (x·I − matrix)·w = v, scaled to a peak magnitude of 1. All pivots are positive. */
function solve(diagonal: Float64Array, offDiagonal: Float64Array, x: number, v: Float64Array): void {
  const { length } = v
  const pivots = new Float64Array(length)
  pivots[0] = x - diagonal[0]
  for (let i = 1; i < length; i++) {
    pivots[i] = x - diagonal[i] - offDiagonal[i] ** 2 / pivots[i - 1]
    v[i] += (offDiagonal[i] / pivots[i - 1]) * v[i - 1]
  }
  v[length - 1] /= pivots[length - 1]
  for (let i = length - 2; i >= 0; i--) v[i] = (v[i] + offDiagonal[i + 1] * v[i + 1]) / pivots[i]
  const greatest = v.reduce((a, b) => Math.max(a, Math.abs(b)), 0)
  for (let i = 0; i < length; i++) v[i] /= greatest
}
