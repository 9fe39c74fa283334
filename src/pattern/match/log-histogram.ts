import type { SnapshotReader } from '../../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../../stream/snapshot/snapshot-writer.js'
import { impossibleState } from '../../stream/snapshot/impossible-state.js'

/** Bins a factor of 1.01 apart, from a least value on. */
const LEAST = 1e-8
const STEP = /* @__PURE__ */ Math.log(1.01)
const BINS = 2200

/** The rounding of a sum of counts, in parts of it. */
const ROUNDING = 1e-9

/** How often positive values came, in bins of equal ratios: their quantiles are known to a hundredth. */
export class LogHistogram {
  readonly #counts = new Float64Array(BINS)
  #count = 0

  /** The number of values in it. */
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

  /** Writes the counts from the first bin that has any to the last one. */
  save(writer: SnapshotWriter): void {
    const first = Math.max(
      this.#counts.findIndex((count) => count > 0),
      0,
    )
    const end = this.#counts.findLastIndex((count) => count > 0) + 1
    for (const number of [this.#count, first, end]) writer.number(number)
    writer.samples(this.#counts.subarray(first, end))
  }

  /** What `save` wrote. @throws RangeError if there are more than `most`, or something cannot be. */
  load(reader: SnapshotReader, most: number): void {
    this.#count = reader.finite(0, most)
    const first = reader.count(0, BINS)
    const counts = this.#counts.subarray(first, reader.count(first, BINS))
    reader.samples(counts)
    if (!counts.every((count) => count >= 0 && count <= most)) throw impossibleState()
    const sum = counts.reduce((total, count) => total + count, 0)
    if (!(Math.abs(sum - this.#count) <= ROUNDING * this.#count)) throw impossibleState()
  }

  clear(): void {
    this.#counts.fill(0)
    this.#count = 0
  }
}
