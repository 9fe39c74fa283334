import type { Vertex } from '../peaks/vertex.js'

/**
 * The probability that noise of the window's bandwidth resembles itself less, at every lag, than the window does after a period.
 * At long lags, the likeness n of noise is nearly normal; its variance is one over the number of independent samples.
 *
 * @param values The likeness n by lags, from 0 on.
 * @param length The window's.
 */
export function voicingOf(values: Float64Array, { position, value }: Vertex, length: number): number {
  const count = independentCount(values.subarray(0, Math.ceil(position / 2)), length)
  // Each lag at which the noise is independent is one more chance.
  const chances = Math.max((values.length * count) / length, 1)
  return Math.max(1 - chances * normalTail(value * Math.sqrt(count * (1 - position / length))), 0)
}

/** The effective number of independent samples: each sample counts as 1/Σ n[ℓ]² (M. Bartlett, 1946). */
export function independentCount(values: Float64Array, length: number): number {
  let sum = 1
  for (let lag = 1; lag < values.length; lag++) sum += 2 * values[lag] ** 2
  return length / sum
}

/** The probability of more than z standard deviations, for z ≥ 0, to some 10⁻⁷ (M. Abramowitz, I. Stegun, 26.2.17). */
function normalTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z)
  const terms = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429]
  const polynomial = terms.reduceRight((sum, term) => (sum + term) * t, 0)
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * polynomial
}
