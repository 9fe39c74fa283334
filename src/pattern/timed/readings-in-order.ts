import { impossibleState } from '../../stream/snapshot/impossible-state.js'
import type { SnapshotReader } from '../../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../../stream/snapshot/snapshot-writer.js'
import type { TimedSample } from './timestamps.js'

type Reading = TimedSample<number>

/** No stream has more readings. */
const MOST = 2 ** 52

/** Sorts readings by time, if they are out of order by no more than a bound. */
export class ReadingsInOrder {
  /** The number of readings ignored: those with the time of an earlier one, and those too late. */
  ignoredCount = 0
  readonly #maxDisorder: number
  #newest = -Infinity
  #settled = -Infinity
  /** The others, in their order. */
  #waiting: Reading[] = []

  constructor(maxDisorder: number) {
    this.#maxDisorder = maxDisorder
  }

  /** The latest time; −Infinity before the first. */
  get newest(): number {
    return this.#newest
  }

  /** The time of the last reading that was passed on; −Infinity before the first. */
  get settled(): number {
    return this.#settled
  }

  /** Takes a reading, and returns those that are certain to come next. */
  add(reading: Reading): Reading[] {
    const { time } = reading
    const before = this.#waiting.findLastIndex((other) => other.time <= time)
    if (time <= this.#settled || (before >= 0 && this.#waiting[before].time === time)) {
      this.ignoredCount++
      return []
    }
    this.#waiting.splice(before + 1, 0, reading)
    this.#newest = Math.max(this.#newest, time)
    return this.#take(this.#newest - this.#maxDisorder)
  }

  /** The readings that still wait. */
  rest(): Reading[] {
    return this.#take(Infinity)
  }

  reset(): void {
    this.ignoredCount = 0
    this.#newest = -Infinity
    this.#settled = -Infinity
    this.#waiting = []
  }

  save(writer: SnapshotWriter): void {
    for (const number of [this.ignoredCount, this.#settled, this.#waiting.length]) writer.number(number)
    for (const { value, time } of this.#waiting) {
      writer.number(value)
      writer.number(time)
    }
  }

  load(reader: SnapshotReader): void {
    this.ignoredCount = reader.count(0, MOST)
    const settled = reader.number()
    if (!(Number.isFinite(settled) || settled === -Infinity)) throw impossibleState()
    const count = reader.count(0, MOST)
    let last = settled
    this.#waiting = []
    for (let i = 0; i < count; i++) {
      const value = reader.number()
      const time = reader.finite()
      if (time <= last) throw impossibleState()
      last = time
      this.#waiting.push({ value, time })
    }
    // Those that are earlier than this do not wait.
    if (count > 0 && this.#waiting[0].time <= last - this.#maxDisorder) throw impossibleState()
    this.#settled = settled
    this.#newest = last
  }

  #take(until: number): Reading[] {
    const count = this.#waiting.findLastIndex(({ time }) => time <= until) + 1
    const taken = this.#waiting.splice(0, count)
    this.#settled = taken.at(-1)?.time ?? this.#settled
    return taken
  }
}
