/** Bins a factor of 1.01 apart, from a least value on. */
const LEAST = 1e-8
const STEP = /* @__PURE__ */ Math.log(1.01)
const BINS = 2200

/** How often positive values came, in bins of equal ratios: their quantiles are known to a hundredth. */
export class LogHistogram {
  readonly #counts = new Float64Array(BINS)
  #count = 0

  /** How many values it holds. */
  get count(): number {
    return this.#count
  }

  add(value: number): void {
    const bin = Math.floor(Math.log(value / LEAST) / STEP)
    this.#counts[Math.min(Math.max(bin, 0), BINS - 1)]++
    this.#count++
  }

  /** What a part of the values do not exceed. */
  quantile(part: number): number {
    const rank = part * this.#count
    let below = 0
    for (let bin = 0; bin < BINS; bin++) {
      const count = this.#counts[bin]
      if (count > 0 && below + count >= rank) return LEAST * Math.exp(STEP * (bin + (rank - below) / count))
      below += count
    }
    return Infinity
  }

  /** Counts all values half. */
  halve(): void {
    for (let bin = 0; bin < BINS; bin++) this.#counts[bin] /= 2
    this.#count /= 2
  }

  clear(): void {
    this.#counts.fill(0)
    this.#count = 0
  }
}
