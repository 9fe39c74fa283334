// The definitions of kernels, as plain loops and by plain elimination. It imports nothing of the package.

/** The weights of the samples 0 to length − 1 in the derivative of the fitted polynomial at a position, by the normal equations. */
export function naiveSavitzkyGolay(
  length: number,
  degree: number,
  derivative: number,
  position: number,
): number[] {
  const powers = (time: number): number[] => Array.from({ length: degree + 1 }, (_, j) => time ** j)
  const rows = Array.from({ length }, (_, i) => powers(i - position))
  const normal = powers(0).map((_, j) => powers(0).map((__, k) => dot(rows.map((row) => row[j] * row[k]))))
  const unit = powers(0).map((_, j) => (j === derivative ? factorial(derivative) : 0))
  const solution = naiveSolve(normal, unit)
  return rows.map((row) => dot(row.map((power, j) => power * solution[j])))
}

/** The solution of a system of linear equations, by elimination with pivots. */
export function naiveSolve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]])
  const size = rows.length
  for (let c = 0; c < size; c++) {
    let pivot = c
    for (let r = c; r < size; r++) if (Math.abs(rows[r][c]) > Math.abs(rows[pivot][c])) pivot = r
    ;[rows[c], rows[pivot]] = [rows[pivot], rows[c]]
    for (let r = 0; r < size; r++) {
      if (r === c) continue
      const factor = rows[r][c] / rows[c][c]
      for (let k = c; k <= size; k++) rows[r][k] -= factor * rows[c][k]
    }
  }
  return rows.map((row, c) => row[size] / row[c])
}

/** The least-squares kernel, from its normal equations, which are added up sample by sample. */
export function naiveWiener(
  x: readonly number[],
  desired: readonly number[],
  length: number,
  regularization: number,
): number[] {
  const at = (signal: readonly number[], n: number): number => signal[n] ?? 0
  const lag = (a: readonly number[], b: readonly number[], shift: number): number =>
    dot(a.map((value, n) => value * at(b, n - shift)))
  const taps = Array.from({ length }, (_, k) => k)
  const matrix = taps.map((i) =>
    taps.map((j) => lag(x, x, Math.abs(i - j)) * (i === j ? 1 + regularization : 1)),
  )
  return naiveSolve(
    matrix,
    taps.map((k) => lag(desired, x, k)),
  )
}

/** The regularized inverse, by sums over all F bins. */
export function naiveInverse(
  kernel: readonly number[],
  length: number,
  delay: number,
  regularization: number,
  size: number,
): number[] {
  const bins = Array.from({ length: size }, (_, k) => {
    const turn = (n: number): number => (2 * Math.PI * ((k * n) % size)) / size
    return {
      re: dot(kernel.map((tap, n) => tap * Math.cos(turn(n)))),
      im: -dot(kernel.map((tap, n) => tap * Math.sin(turn(n)))),
    }
  })
  const power = bins.map(({ re, im }) => re * re + im * im)
  const added = regularization * Math.max(...power)
  return Array.from({ length }, (_, n) => {
    const parts = bins.map(({ re, im }, k) => {
      const angle = (2 * Math.PI * k * (n - delay)) / size
      // The real part of conj(H)·exp(i·angle).
      return (re * Math.cos(angle) + im * Math.sin(angle)) / (power[k] + added)
    })
    return dot(parts) / size
  })
}

/** The imaginary part of the analytic signal: the negative frequencies are left out, and the positive ones doubled. */
export function naiveHilbert(x: readonly number[]): number[] {
  const size = x.length
  return x.map((_, n) => {
    let sum = 0
    for (let k = 1; 2 * k < size; k++) {
      for (let m = 0; m < size; m++) sum += (2 / size) * x[m] * Math.sin((2 * Math.PI * k * (n - m)) / size)
    }
    return sum
  })
}

function dot(products: readonly number[]): number {
  return products.reduce((sum, product) => sum + product, 0)
}

function factorial(n: number): number {
  return n === 0 ? 1 : n * factorial(n - 1)
}
