/** A measured delay, and its weight. */
export interface WeightedDelay {
  readonly index: number
  readonly delay: number
  readonly weight: number
}

/**
 * The slope of the line through delays: the weighted median of the slopes between any two of them, so that a few wrong delays do
 * not matter. A slope counts by its length and the weights of both delays. NaN if there are fewer than two.
 *
 * References: P. K. Sen, Estimates of the regression coefficient based on Kendall's tau, J. Amer. Statist. Assoc. 63 (1968);
 * weights: L. A. Jaeckel, Ann. Math. Statist. 43 (1972).
 */
export function driftOf(delays: readonly WeightedDelay[]): number {
  const slopes = delays.flatMap((later, i) =>
    delays.slice(0, i).map((earlier) => {
      const length = later.index - earlier.index
      return {
        slope: (later.delay - earlier.delay) / length,
        weight: length * later.weight * earlier.weight,
      }
    }),
  )
  slopes.sort((first, second) => first.slope - second.slope)
  let left = slopes.reduce((sum, { weight }) => sum + weight, 0) / 2
  for (const { slope, weight } of slopes) {
    left -= weight
    if (left <= 0) return slope
  }
  return slopes.at(-1)?.slope ?? NaN
}
