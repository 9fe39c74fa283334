/** A measurement: the terms of its time, each to be multiplied by an unknown constant, and the time. */
export interface Point {
  readonly parts: readonly number[]
  readonly time: number
}

/**
 * Finds the constants, none of them negative, with which Σ constant·term is nearest to the times, by least squares of the relative
 * errors, so that small times count as much as large ones.
 */
export function fit(points: readonly Point[]): number[] {
  const used = new Set(points[0].parts.keys())
  for (;;) {
    const indices = [...used]
    const constants = solve(normalEquations(points, indices))
    const worst = constants.indexOf(Math.min(...constants))
    if (constants[worst] >= 0) {
      const all = points[0].parts.map(() => 0)
      for (const [i, index] of indices.entries()) all[index] = constants[i]
      return all
    }
    used.delete(indices[worst])
  }
}

/** The time of a measurement by the constants. */
export function estimate(constants: readonly number[], { parts }: Point): number {
  return parts.reduce((sum, part, i) => sum + part * constants[i], 0)
}

/** One row per constant: the coefficients, then the right-hand side. */
function normalEquations(points: readonly Point[], indices: readonly number[]): number[][] {
  return indices.map((i) => {
    const sums = [...indices, -1].map((j) =>
      points.reduce((sum, { parts, time }) => sum + (parts[i] / time) * (j < 0 ? 1 : parts[j] / time), 0),
    )
    return sums
  })
}

/** Gaussian elimination with pivots. */
function solve(rows: number[][]): number[] {
  const count = rows.length
  for (let i = 0; i < count; i++) {
    const pivot = rows.reduce(
      (best, row, k) => (k > i && Math.abs(row[i]) > Math.abs(rows[best][i]) ? k : best),
      i,
    )
    ;[rows[i], rows[pivot]] = [rows[pivot], rows[i]]
    for (let k = 0; k < count; k++) {
      if (k === i) continue
      const factor = rows[k][i] / rows[i][i]
      rows[k] = rows[k].map((value, column) => value - factor * rows[i][column])
    }
  }
  return rows.map((row, i) => row[count] / row[i])
}
