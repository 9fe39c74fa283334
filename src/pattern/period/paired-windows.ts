import { type OptionNames, requireCount, requireOneOf } from '../../require.js'
import type { Precision, Samples } from '../../samples.js'
import { impossibleState } from '../../stream/snapshot/impossible-state.js'
import type { Settings } from '../../stream/snapshot/settings.js'
import type { SnapshotReader } from '../../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../../stream/snapshot/snapshot-writer.js'
import { HeldSamples } from './held-samples.js'
import { readPair, type SignalPair } from './signal-pair.js'

/** How two streams are cut into windows. */
export interface PairedWindowsOptions {
  /** The length of a window in samples. */
  readonly window: number
  /** The distance between the starts of neighbouring windows. Default: `window`. */
  readonly hop?: number
  /** How many samples one signal may be ahead of the other. They are held until the other comes. Default: 16 windows. */
  readonly maxAhead?: number
  /**
   * What happens when one is further ahead, as the other stalls. 'error' (default): `process` throws, and takes nothing.
   * 'gap': the oldest samples that the other one owes count as NaN, and are dropped if they come after all.
   */
  readonly overflow?: 'error' | 'gap'
}

/** The names of `PairedWindowsOptions`. */
export const PAIRED_WINDOWS_OPTIONS: OptionNames<PairedWindowsOptions> = {
  window: true,
  hop: true,
  maxAhead: true,
  overflow: true,
}

/** A window of each signal, over the same indices: views of what is held, for the moment. */
export interface WindowOfPair {
  /** The index of the first sample. */
  readonly index: number
  readonly a: Samples
  readonly b: Samples
}

/**
 * Cuts two streams into windows over the same indices, on a grid that counts from the start. The streams need not come in
 * step: what one is ahead by is held.
 */
export class PairedWindows {
  readonly window: number
  readonly hop: number
  readonly maxAhead: number
  readonly overflow: 'error' | 'gap'
  readonly #a: HeldSamples
  readonly #b: HeldSamples
  #next = 0

  /** @throws TypeError, RangeError for options that are not as they say. */
  constructor(options: PairedWindowsOptions, precision: Precision) {
    const { window, hop = window, overflow = 'error' } = options
    requireCount(window, 1, 'window')
    requireCount(hop, 1, 'hop')
    const { maxAhead = 16 * window } = options
    requireCount(maxAhead, 0, 'maxAhead')
    requireOneOf(overflow, ['error', 'gap'], 'overflow')
    this.window = window
    this.hop = hop
    this.maxAhead = maxAhead
    this.overflow = overflow
    this.#a = new HeldSamples(precision, window)
    this.#b = new HeldSamples(precision, window)
  }

  /** The index of the next window. */
  get next(): number {
    return this.#next
  }

  /** What must be the same where a snapshot is restored. */
  get settings(): Settings {
    const { window, hop, maxAhead, overflow } = this
    return { window, hop, maxAhead, overflow }
  }

  /** Takes what came, and returns what `use` makes of each window that is complete in both signals then. */
  process<Result>(pair: SignalPair, use: (window: WindowOfPair) => Result): Result[] {
    const read = readPair(pair)
    const [a, b] = [this.#a.inTime(read.a), this.#b.inTime(read.b)]
    const lead = this.#a.end + a.length - this.#b.end - b.length
    const excess = Math.max(Math.abs(lead) - this.maxAhead, 0)
    if (excess > 0 && this.overflow === 'error') throw this.#tooFar(lead)
    const results: Result[] = []
    const length = Math.max(read.a.length, read.b.length)
    // In pieces of a window, so that long chunks need little memory.
    for (let from = 0; from < length; from += this.window) {
      this.#a.take(read.a.subarray(from, from + this.window))
      this.#b.take(read.b.subarray(from, from + this.window))
      this.#complete(use, results)
    }
    if (excess > 0) {
      ;(lead > 0 ? this.#b : this.#a).owe(excess)
      this.#complete(use, results)
    }
    return results
  }

  reset(): void {
    this.#a.reset()
    this.#b.reset()
    this.#next = 0
  }

  save(writer: SnapshotWriter): void {
    const isAFirst = this.#a.owed === 0 && this.#a.end >= this.#b.end
    const [first, other] = isAFirst ? [this.#a, this.#b] : [this.#b, this.#a]
    writer.number(this.#next)
    writer.flag(isAFirst)
    for (const number of [other.end, first.end - other.end, other.owed]) writer.number(number)
    this.#a.save(writer)
    this.#b.save(writer)
  }

  load(reader: SnapshotReader): void {
    const { window, hop, maxAhead } = this
    const next = reader.count(0, FARTHEST)
    if (next % hop !== 0) throw impossibleState()
    const [first, other] = reader.flag() ? [this.#a, this.#b] : [this.#b, this.#a]
    // Both have had the window before, and one has not got the next one.
    const end = reader.count(next === 0 ? 0 : next - hop + window, next + window - 1)
    const lead = reader.count(0, maxAhead)
    const owed = reader.count(0, this.overflow === 'gap' && lead === maxAhead ? FARTHEST : 0)
    this.#next = next
    first.place(end + lead, 0, next)
    other.place(end, owed, next)
    this.#a.load(reader)
    this.#b.load(reader)
  }

  #complete<Result>(use: (window: WindowOfPair) => Result, results: Result[]): void {
    const [a, b] = [this.#a, this.#b]
    const end = Math.min(a.end, b.end)
    while (this.#next + this.window <= end) {
      results.push(use({ index: this.#next, a: a.window(), b: b.window() }))
      this.#next += this.hop
      a.forgetUntil(this.#next)
      b.forgetUntil(this.#next)
    }
  }

  #tooFar(lead: number): RangeError {
    const [first, other] = lead > 0 ? ['a', 'b'] : ['b', 'a']
    return new RangeError(
      `${first} must be at most ${this.maxAhead} samples ahead of ${other}, got ${Math.abs(lead)}: ` +
        "raise maxAhead, or set overflow: 'gap'",
    )
  }
}

/** No stream is longer. */
const FARTHEST = 2 ** 52
