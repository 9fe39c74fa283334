import type { Samples } from './samples.js'

/** A run of indices, [from, to). */
interface Run {
  from: number
  to: number
}

/**
 * Runs of samples that are not known: missing, or not finite. The engine computes with harmless numbers in their place; then `fill`
 * sets the outputs that they reach. Runs are kept in order, and merged where they touch.
 */
export class Gaps {
  readonly #runs: Run[] = []

  get isEmpty(): boolean {
    return this.#runs.length === 0
  }

  /** The runs, in order: none touches the next. */
  get runs(): readonly Readonly<Run>[] {
    return this.#runs
  }

  /** Adds [from, to), which may overlap existing runs. Cost: some steps for the last run, else a bisection. */
  note(from: number, to = from + 1): void {
    const runs = this.#runs
    const first = runs.length > 0 && from > runs[runs.length - 1].to ? runs.length : this.#firstEndingAt(from)
    let end = first
    while (end < runs.length && runs[end].from <= to) end++
    if (end === first) runs.splice(first, 0, { from, to })
    else {
      runs[first].from = Math.min(runs[first].from, from)
      runs[first].to = Math.max(runs[end - 1].to, to)
      if (end > first + 1) runs.splice(first + 1, end - first - 1)
    }
  }

  /** Whether any index in [from, to) is in a gap. */
  touches(from: number, to: number): boolean {
    const next = this.#firstEndingAt(from + 1)
    return next < this.#runs.length && this.#runs[next].from < to
  }

  /**
   * Sets out[at + i] = value for the outputs i < count that a gap reaches. Output i has the index first + i in the signal, and reads
   * the sample there and `reach` samples before it.
   */
  fill(value: number, out: Samples | Uint8Array, at: number, count: number, first: number, reach = 0): void {
    if (this.#runs.length === 0) return
    // No output is filled twice, however many gaps reach it.
    let done = 0
    for (const { from, to } of this.#runs) {
      if (from >= first + count) return
      const end = Math.min(to + reach - first, count)
      if (end > done) out.fill(value, at + Math.max(from - first, done), at + end)
      done = Math.max(done, end)
    }
  }

  /** Drops the runs that end at this index or before it. */
  forgetBefore(index: number): void {
    if (this.#runs.length === 0) return
    const kept = this.#firstEndingAt(index + 1)
    if (kept > 0) this.#runs.splice(0, kept)
  }

  clear(): void {
    // Setting the length of an array is slow, even to the same value.
    if (this.#runs.length > 0) this.#runs.length = 0
  }

  /** The first run whose `to` is this index or greater, by bisection. */
  #firstEndingAt(index: number): number {
    let [low, high] = [0, this.#runs.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#runs[middle].to >= index) high = middle
      else low = middle + 1
    }
    return low
  }
}
