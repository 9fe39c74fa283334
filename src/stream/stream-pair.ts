import { requireCount, requireOneOf } from '../require.js'
import type { Precision, TypedSignal } from '../samples.js'
import { HeldSamples } from './held-samples.js'
import { MOST_SAMPLES } from './snapshot/most-samples.js'
import type { SnapshotReader } from './snapshot/snapshot-reader.js'
import type { SnapshotWriter } from './snapshot/snapshot-writer.js'

/** What happens when one of two streams stalls. */
export interface StallOptions {
  /** The most samples by which one signal may be ahead of the other. They are held until the other catches up. */
  readonly maxAhead: number
  /**
   * What happens when one signal is further ahead because the other stalls. 'error': `take` throws, and takes nothing. 'gap': the
   * oldest missing samples of the other signal count as NaN, and are dropped if they come after all.
   */
  readonly overflow: 'error' | 'gap'
}

/** Two streams that need not come in step: what one is ahead by is held. */
export class StreamPair {
  readonly first: HeldSamples
  readonly second: HeldSamples
  readonly #names: readonly [string, string]
  readonly #maxAhead: number
  readonly #overflow: 'error' | 'gap'

  /**
   * @param names What messages call the two.
   * @throws TypeError, RangeError for options that are not as they say.
   */
  constructor(
    names: readonly [string, string],
    { maxAhead, overflow }: StallOptions,
    precision: Precision,
    windowLength: number,
  ) {
    requireCount(maxAhead, 0, 'maxAhead')
    requireOneOf(overflow, ['error', 'gap'], 'overflow')
    this.#names = names
    this.#maxAhead = maxAhead
    this.#overflow = overflow
    this.first = new HeldSamples(precision, windowLength)
    this.second = new HeldSamples(precision, windowLength)
  }

  /** The number of samples that both signals have. */
  get end(): number {
    return Math.min(this.first.end, this.second.end)
  }

  /** The number of samples that both signals have after these. @throws RangeError if one is then too far ahead. */
  endAfter(ofFirst: TypedSignal, ofSecond: TypedSignal): number {
    const { first, second } = this
    const ends = [first.end + first.inTime(ofFirst).length, second.end + second.inTime(ofSecond).length]
    const lead = ends[0] - ends[1]
    const excess = Math.max(Math.abs(lead) - this.#maxAhead, 0)
    if (excess > 0 && this.#overflow === 'error') throw this.#tooFar(lead)
    return Math.min(...ends) + excess
  }

  /**
   * Takes the new samples of both, piece by piece, and calls `use` after each piece.
   *
   * @throws RangeError if one is too far ahead. Nothing is taken then.
   */
  take(ofFirst: TypedSignal, ofSecond: TypedSignal, pieceLength: number, use: () => void): void {
    const { first, second } = this
    const end = this.endAfter(ofFirst, ofSecond)
    const length = Math.max(ofFirst.length, ofSecond.length)
    for (let from = 0; from < length; from += pieceLength) {
      first.take(ofFirst.subarray(from, from + pieceLength))
      second.take(ofSecond.subarray(from, from + pieceLength))
      use()
    }
    const owed = end - this.end
    if (owed === 0) return
    const behind = first.end < second.end ? first : second
    behind.owe(owed)
    use()
  }

  /** Forgets the samples of both before an index. */
  forgetUntil(index: number): void {
    this.first.forgetUntil(index)
    this.second.forgetUntil(index)
  }

  reset(): void {
    this.first.reset()
    this.second.reset()
  }

  save(writer: SnapshotWriter): void {
    const { first, second } = this
    const isFirstAhead = first.owed === 0 && first.end >= second.end
    const [ahead, behind] = isFirstAhead ? [first, second] : [second, first]
    writer.flag(isFirstAhead)
    for (const number of [behind.end, ahead.end - behind.end, behind.owed]) writer.number(number)
    first.save(writer)
    second.save(writer)
  }

  /** Reads the state. What is held begins at index `next`; from `least` to `most` samples have come of both. */
  load(reader: SnapshotReader, next: number, least: number, most: number): void {
    const { first, second } = this
    const maxAhead = this.#maxAhead
    const [ahead, behind] = reader.flag() ? [first, second] : [second, first]
    const end = reader.count(least, most)
    const lead = reader.count(0, maxAhead)
    const owed = reader.count(0, this.#overflow === 'gap' && lead === maxAhead ? MOST_SAMPLES : 0)
    ahead.place(end + lead, 0, next)
    behind.place(end, owed, next)
    first.load(reader)
    second.load(reader)
  }

  #tooFar(lead: number): RangeError {
    const [first, second] = this.#names
    const [ahead, behind] = lead > 0 ? [first, second] : [second, first]
    return new RangeError(
      `${ahead} must be at most ${this.#maxAhead} samples ahead of ${behind}, got ${Math.abs(lead)}: ` +
        "raise maxAhead, or set overflow: 'gap'",
    )
  }
}
