import { type OptionNames, requireCount } from '../../require.js'
import type { Precision, Samples } from '../../samples.js'
import { impossibleState } from '../../stream/snapshot/impossible-state.js'
import { MOST_SAMPLES } from '../../stream/snapshot/most-samples.js'
import type { Settings } from '../../stream/snapshot/settings.js'
import type { SnapshotReader } from '../../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../../stream/snapshot/snapshot-writer.js'
import { StreamPair } from '../../stream/stream-pair.js'
import { readPair, type SignalPair } from './signal-pair.js'

/** How two streams are cut into windows. */
export interface PairedWindowsOptions {
  /** The length of a window in samples. */
  readonly window: number
  /** The distance between the starts of neighbouring windows. Default: `window`. */
  readonly hop?: number
  /**
   * The most samples by which one signal may be ahead of the other. They are held until the other catches up. Default: 16
   * windows.
   */
  readonly maxAhead?: number
  /**
   * What happens when one signal is further ahead because the other stalls. 'error' (default): `process` throws, and takes
   * nothing. 'gap': the oldest missing samples of the other signal count as NaN, and are dropped if they come after all.
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

/** A window of each signal, over the same indices: views that are valid only for the moment. */
export interface WindowOfPair {
  /** The index of the first sample. */
  readonly index: number
  readonly a: Samples
  readonly b: Samples
}

/**
 * Cuts two streams into windows over the same indices, on a grid that counts from the start. The streams need not come in step:
 * samples of the stream that is ahead are held.
 */
export class PairedWindows {
  readonly window: number
  readonly hop: number
  readonly maxAhead: number
  readonly overflow: 'error' | 'gap'
  readonly #pair: StreamPair
  #next = 0

  /** @throws TypeError, RangeError for options that are not as they say. */
  constructor(options: PairedWindowsOptions, precision: Precision) {
    const { window, hop = window, overflow = 'error' } = options
    requireCount(window, 1, 'window')
    requireCount(hop, 1, 'hop')
    const { maxAhead = 16 * window } = options
    this.#pair = new StreamPair(['a', 'b'], { maxAhead, overflow }, precision, window)
    this.window = window
    this.hop = hop
    this.maxAhead = maxAhead
    this.overflow = overflow
  }

  /** The index of the next window. */
  get next(): number {
    return this.#next
  }

  /** The settings that a snapshot must be restored with. */
  get settings(): Settings {
    const { window, hop, maxAhead, overflow } = this
    return { window, hop, maxAhead, overflow }
  }

  /** Takes new samples, and returns the results of `use` for the windows that they complete in both signals. */
  process<Result>(pair: SignalPair, use: (window: WindowOfPair) => Result): Result[] {
    const { a, b } = readPair(pair)
    const results: Result[] = []
    // In pieces of a window, so that long chunks need little memory.
    this.#pair.take(a, b, this.window, () => {
      this.#complete(use, results)
    })
    return results
  }

  reset(): void {
    this.#pair.reset()
    this.#next = 0
  }

  save(writer: SnapshotWriter): void {
    writer.number(this.#next)
    this.#pair.save(writer)
  }

  load(reader: SnapshotReader): void {
    const { window, hop } = this
    const next = reader.count(0, MOST_SAMPLES)
    if (next % hop !== 0) throw impossibleState()
    this.#next = next
    // Both have completed the window before, and one of them lacks the next one.
    this.#pair.load(reader, next, next === 0 ? 0 : next - hop + window, next + window - 1)
  }

  #complete<Result>(use: (window: WindowOfPair) => Result, results: Result[]): void {
    const { first, second, end } = this.#pair
    while (this.#next + this.window <= end) {
      results.push(use({ index: this.#next, a: first.window(), b: second.window() }))
      this.#next += this.hop
      this.#pair.forgetUntil(this.#next)
    }
  }
}
