// Definitions of the functions of lags in src/pattern, as plain loops. It imports nothing of the package, and is itself checked
// against cases computed by hand in pattern/autocorrelate.test.ts.

/** The divisor of the products of a lag. */
export type NaiveScale = 'none' | 'biased' | 'unbiased' | 'coefficient'

/** r[ℓ] = Σₙ x[n]·x[n + ℓ] for ℓ = 0..maxLag, divided. NaN where a non-finite value is read. */
export function naiveAutocorrelation(
  signal: ArrayLike<number>,
  maxLag: number,
  scale: NaiveScale = 'none',
  demean = false,
): Float64Array {
  // The mean that remains after subtracting the mean is its rounding error.
  let x = Array.from(signal)
  for (let round = 0; demean && round < 2; round++) {
    const values = x
    const mean = sumOf(x.length, (i) => values[i]) / x.length
    x = x.map((value) => value - mean)
  }
  const products = naiveLagProducts(x, x, 0, maxLag + 1)
  return products.map((product, lag) => product / divisor(scale, products, x.length, lag))
}

/** c[j] = Σₙ a[n]·b[n + firstLag + j] for j < count. */
export function naiveLagProducts(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  firstLag: number,
  count: number,
): Float64Array {
  return Float64Array.from({ length: count }, (_, j) => {
    const lag = firstLag + j
    const first = Math.max(-lag, 0)
    const end = Math.min(a.length, b.length - lag)
    return sumOf(Math.max(end - first, 0), (i) => {
      const [x, y] = [a[first + i], b[first + i + lag]]
      return Number.isFinite(x) && Number.isFinite(y) ? x * y : NaN
    })
  })
}

/** n[ℓ] = 2·Σ x[i]·x[i + ℓ] / Σ (x[i]² + x[i + ℓ]²), and 0 for 0/0. */
export function naiveSquareDifference(x: ArrayLike<number>, maxLag: number): Float64Array {
  return Float64Array.from({ length: maxLag + 1 }, (_, lag) => {
    let products = 0
    let squares = 0
    for (let i = 0; i + lag < x.length; i++) {
      products += x[i] * x[i + lag]
      squares += x[i] ** 2 + x[i + lag] ** 2
    }
    return squares === 0 ? 0 : (2 * products) / squares
  })
}

function divisor(scale: NaiveScale, products: Float64Array, length: number, lag: number): number {
  switch (scale) {
    case 'none':
      return 1
    case 'biased':
      return length
    case 'unbiased':
      return length - lag
    case 'coefficient':
      return products[0]
  }
}

/** The sum with its rounding errors, which are added up separately (Neumaier, 1974). */
function sumOf(count: number, valueOf: (i: number) => number): number {
  let sum = 0
  let error = 0
  for (let i = 0; i < count; i++) {
    const value = valueOf(i)
    const next = sum + value
    error += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum
    sum = next
  }
  return sum + error
}
