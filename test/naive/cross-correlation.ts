// Definitions of the comparison of two streams, as plain loops. It imports nothing of the package.

/** The divisor of the products of a lag. */
export type NaiveCrossScale = 'none' | 'biased' | 'unbiased' | 'coefficient'

/** c[ℓ + maxLag] = Σₙ a[n]·b[n + ℓ] of two windows of the same length, divided. NaN where a non-finite value is read. */
export function naiveCrossCorrelation(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  maxLag: number,
  scale: NaiveCrossScale,
  demean: boolean,
): number[] {
  const [x, y] = demean ? [lessMean(a), lessMean(b)] : [Array.from(a), Array.from(b)]
  const norms = Math.sqrt(energyOf(x) * energyOf(y))
  return Array.from({ length: 2 * maxLag + 1 }, (_, i) => {
    const lag = i - maxLag
    const products = x.map((value, n) => {
      if (n + lag < 0 || n + lag >= y.length) return 0
      return Number.isFinite(value) && Number.isFinite(y[n + lag]) ? value * y[n + lag] : NaN
    })
    const sum = products.reduce((total, product) => total + product, 0)
    if (scale === 'biased') return sum / x.length
    if (scale === 'unbiased') return sum / (x.length - Math.abs(lag))
    if (scale === 'none') return sum
    return Number.isFinite(norms) ? (norms === 0 ? 0 : sum / norms) : NaN
  })
}

/** The weighted median of the slopes between any two points: the least slope that reaches half of the weight. */
export function naiveDrift(
  points: readonly { readonly index: number; readonly delay: number; readonly weight: number }[],
): number {
  const slopes = points.flatMap((p) =>
    points
      .filter(({ index }) => index > p.index)
      .map((q) => ({
        slope: (q.delay - p.delay) / (q.index - p.index),
        weight: p.weight * q.weight * (q.index - p.index),
      })),
  )
  const weightOf = (of: typeof slopes): number => of.reduce((sum, { weight }) => sum + weight, 0)
  const enough = slopes.filter(
    ({ slope }) => 2 * weightOf(slopes.filter((other) => other.slope <= slope)) >= weightOf(slopes),
  )
  return enough.length === 0 ? NaN : Math.min(...enough.map(({ slope }) => slope))
}

function lessMean(signal: ArrayLike<number>): number[] {
  const values = Array.from(signal)
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return values.map((value) => value - mean)
}

function energyOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value * value, 0)
}
