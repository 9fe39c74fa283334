import { estimateDelay } from '../../pattern/period/estimate-delay.js'
import type { SignalLike } from '../../samples.js'

/** How two signals differ. */
export interface Comparison {
  /** The number of samples of each. */
  readonly samples: readonly [number, number]
  /** 10·log₁₀(Σb²/Σa²); null if one is silent. */
  readonly levelDb: number | null
  /** 10·log₁₀(Σa²/Σ(b − a)²); null if they are equal, or the first is silent. */
  readonly snrDb: number | null
  /** max |b − a|; NaN if one contains NaN. */
  readonly maxDifference: number
  /** The delay in samples, positive if the second comes later; null if there is none. */
  readonly delay: number | null
  /** Σab/√(Σa²·Σb²), both minus their means; null if one is constant. */
  readonly correlation: number | null
}

/** Compares two signals sample by sample, up to the length of the shorter one. The delay is estimated from all samples. */
export function compareSignals(a: SignalLike, b: SignalLike): Comparison {
  const length = Math.min(a.length, b.length)
  const [meanA, meanB] = [meanOf(a, length), meanOf(b, length)]
  const sums = { a: 0, b: 0, noise: 0, varianceA: 0, varianceB: 0, product: 0 }
  let maxDifference = 0
  for (let n = 0; n < length; n++) {
    const difference = b[n] - a[n]
    sums.a += a[n] ** 2
    sums.b += b[n] ** 2
    sums.noise += difference ** 2
    sums.varianceA += (a[n] - meanA) ** 2
    sums.varianceB += (b[n] - meanB) ** 2
    sums.product += (a[n] - meanA) * (b[n] - meanB)
    maxDifference = Math.max(maxDifference, Math.abs(difference))
  }
  const { product, varianceA, varianceB } = sums
  return {
    samples: [a.length, b.length],
    levelDb: finiteOrNull(10 * Math.log10(sums.b / sums.a)),
    snrDb: finiteOrNull(10 * Math.log10(sums.a / sums.noise)),
    maxDifference,
    delay: isWhole(a) && isWhole(b) ? (estimateDelay(a, b)?.delay ?? null) : null,
    correlation: finiteOrNull(product / Math.sqrt(varianceA * varianceB)),
  }
}

function meanOf(signal: SignalLike, length: number): number {
  let sum = 0
  for (let n = 0; n < length; n++) sum += signal[n]
  return sum / length
}

/** Whether it is without gaps. */
function isWhole(signal: SignalLike): boolean {
  for (let n = 0; n < signal.length; n++) if (!Number.isFinite(signal[n])) return false
  return true
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
