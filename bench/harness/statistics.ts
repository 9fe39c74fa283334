/** The median of many measurements, and their spread. */
export interface Spread {
  readonly median: number
  /** The quartiles: half of the measurements lie between them. */
  readonly low: number
  readonly high: number
  readonly count: number
}

export function spreadOf(values: readonly number[]): Spread {
  return {
    median: quantile(values, 0.5),
    low: quantile(values, 0.25),
    high: quantile(values, 0.75),
    count: values.length,
  }
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** The quantile of values, interpolated between neighbours; NaN without values. */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) return NaN
  const sorted = values.toSorted((a, b) => a - b)
  const at = share * (sorted.length - 1)
  const below = sorted[Math.floor(at)]
  return below + (sorted[Math.ceil(at)] - below) * (at % 1)
}

export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length)
}
