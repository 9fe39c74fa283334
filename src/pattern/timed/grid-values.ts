import { impossibleState } from '../../stream/snapshot/impossible-state.js'
import type { SnapshotReader } from '../../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../../stream/snapshot/snapshot-writer.js'
import type { TimedSample } from './timestamps.js'
import type { Interpolation } from './value-between.js'

type Reading = TimedSample<number>

/** The places of the points of a grid, and how their values are computed. */
export interface Grid {
  readonly step: number
  /** The time of point 0. Default: that of the first reading. */
  readonly start: number | undefined
  readonly maxGap: number
  readonly interpolation: Interpolation
}

/** No grid has more points. */
const MOST = 2 ** 52

/** The values of the points of a grid, from readings in the order of their times. */
export class GridValues {
  readonly #grid: Grid
  #start: number | undefined
  /** The next point. */
  #index = 0
  /** The readings that later points are computed from. */
  #readings: Reading[] = []

  constructor(grid: Grid) {
    this.#grid = grid
    this.#start = grid.start
  }

  /** The time of point 0, if it is known. */
  get start(): number | undefined {
    return this.#start
  }

  /** The time of the next point, if it is known. */
  get time(): number | undefined {
    return this.#start === undefined ? undefined : this.#start + this.#index * this.#grid.step
  }

  /** The time of the last reading; −Infinity before the first. */
  get newest(): number {
    return this.#readings.at(-1)?.time ?? -Infinity
  }

  /** Takes the next reading, and appends the values that are known then. */
  add(reading: Reading, values: number[]): void {
    this.#start ??= reading.time
    this.#readings.push(reading)
    this.#append(values, false)
  }

  /** Appends the values up to the last reading. */
  finish(values: number[]): void {
    this.#append(values, true)
  }

  reset(): void {
    this.#start = this.#grid.start
    this.#index = 0
    this.#readings = []
  }

  save(writer: SnapshotWriter): void {
    writer.number(this.#start ?? NaN)
    writer.number(this.#index)
    writer.number(this.#readings.length)
    for (const { value, time } of this.#readings) {
      writer.number(value)
      writer.number(time)
    }
  }

  load(reader: SnapshotReader): void {
    const start = reader.number()
    const given = this.#grid.start
    if (Number.isNaN(start) ? given !== undefined : !(Number.isFinite(start) && start === (given ?? start))) {
      throw impossibleState()
    }
    this.#start = Number.isNaN(start) ? undefined : start
    this.#index = reader.count(0, MOST)
    const count = reader.count(0, MOST)
    let last = -Infinity
    this.#readings = []
    for (let i = 0; i < count; i++) {
      const value = reader.number()
      const time = reader.finite()
      if (time <= last) throw impossibleState()
      last = time
      this.#readings.push({ value, time })
    }
  }

  #append(values: number[], isAtEnd: boolean): void {
    const readings = this.#readings
    let after = 0
    for (;;) {
      const time = this.time
      if (time === undefined) break
      const nearness = NEARNESS * this.#grid.step + 2 * Number.EPSILON * Math.abs(time)
      while (after < readings.length && readings[after].time < time - nearness) after++
      if (after === readings.length) break
      const value =
        readings[after].time <= time + nearness ? readings[after].value : this.#between(time, after, isAtEnd)
      if (value === undefined) break
      values.push(Number.isFinite(value) ? value : NaN)
      this.#index++
    }
    readings.splice(0, Math.max(after - this.#grid.interpolation.reach, 0))
  }

  /** The value before reading `after`; undefined if it depends on later readings. */
  #between(time: number, after: number, isAtEnd: boolean): number | undefined {
    const { maxGap, interpolation } = this.#grid
    const { reach, valueAt } = interpolation
    const readings = this.#readings
    const isGapBefore = (i: number): boolean => readings[i].time - readings[i - 1].time > maxGap
    if (after === 0 || isGapBefore(after)) return NaN
    let end = after + 1
    while (end < readings.length && end < after + reach && !isGapBefore(end)) end++
    if (end === readings.length && end < after + reach && !isAtEnd) return undefined
    let first = after - 1
    while (first > 0 && first > after - reach && !isGapBefore(first)) first--
    return valueAt(time, readings.slice(first, end))
  }
}

/** A point that is this near to a reading, in steps, has its value. */
const NEARNESS = 1e-6
