import { describe } from '../../describe.js'
import {
  type OptionNames,
  readList,
  readOptions,
  requireCount,
  requireInRange,
  requireObject,
  requireOneOf,
  requirePositive,
} from '../../require.js'
import type { OwnFloat64Array, OwnUint8Array } from '../../samples.js'
import type { Resumable } from '../../stream/resumable.js'
import { decodeSnapshot } from '../../stream/snapshot/decode-snapshot.js'
import { encodeSnapshot } from '../../stream/snapshot/encode-snapshot.js'
import { impossibleState } from '../../stream/snapshot/impossible-state.js'
import { resumed } from '../../stream/snapshot/resumed.js'
import type { Settings } from '../../stream/snapshot/settings.js'
import type { SnapshotReader } from '../../stream/snapshot/snapshot-reader.js'
import { GridValues } from './grid-values.js'
import { ReadingsInOrder } from './readings-in-order.js'
import type { TimedSample } from './timestamps.js'
import { bandLimited, linear } from './value-between.js'

/** The options of `Regrid`. Times and durations are in the unit of the readings' times. */
export interface RegridOptions {
  /** The distance between the points of the grid. */
  readonly step: number
  /** The time of the first point. Default: that of the first reading. */
  readonly start?: number
  /** 'linear' (default): on straight lines between the readings. 'sinc': on a band-limited curve through 16 readings. */
  readonly method?: 'linear' | 'sinc'
  /** Points between two readings that are further apart than this are NaN. Default: Infinity. */
  readonly maxGap?: number
  /** How much earlier than a previous reading's time a reading's time may be. Default: 0. */
  readonly maxDisorder?: number
}

/** The names of `RegridOptions`. */
export const REGRID_OPTIONS: OptionNames<RegridOptions> = {
  step: true,
  start: true,
  method: true,
  maxGap: true,
  maxDisorder: true,
}

/** The most points that one reading may add. */
const MOST_POINTS = 2 ** 20

/**
 * Puts readings with uneven times on an even grid, as all matchers and filters need it. Readings come as `{ value, time }`, one
 * by one or several in an array; values of the grid come as arrays of numbers.
 *
 * Point k of the grid has the time start + k·step. By 'linear' its value is on the straight line between the readings before and
 * after it. By 'sinc' it is the estimate of least mean square error, from the 8 readings on either side, of a signal below 0.4
 * times their rate: a sum of sinc functions, one for each reading, wherever it lies. It takes some microseconds for each point,
 * and follows a signal at a quarter of the readings' rate to a thousandth, where 'linear' is off by a fifth. A point within a
 * millionth of a step of a reading has exactly its value. Neither method filters: if readings come more often than points,
 * frequencies above half the grid's rate alias. Take a smaller step then, and `resample`.
 *
 * Points between readings that are more than `maxGap` apart are NaN, and no point is computed from readings on both sides of such
 * a gap. Points before the first reading are NaN; there are none after the last one. A value that is not finite makes NaN of
 * exactly the points that are computed from it: use NaN for a missing reading.
 *
 * Readings may come out of order by up to `maxDisorder`: each waits until one arrives that is later by that much. A reading that
 * arrives too late, or has the time of another one, is ignored, and counted by `ignoredCount`. So a point is known when `latency`
 * readings after it have arrived, and another one `maxDisorder` later, or at the end. Results depend neither on how the readings
 * are cut into arrays nor, within the bound, on their order.
 *
 * Memory: the readings of `maxDisorder`, and 16 more. Computed in float64. A reading more than 2²⁰ steps after the one before it
 * is refused, because the clock must have jumped.
 *
 * References: J. L. Yen, On nonuniform sampling of bandwidth-limited signals, IRE Trans. Circuit Theory 3 (1956).
 *
 * @example
 * const regrid = new Regrid({ step: 1, maxGap: 3 })
 * regrid.process({ value: 1, time: 10 }) // Float64Array [1]
 * regrid.process([{ value: 3, time: 10.5 }, { value: 6, time: 12 }]) // Float64Array [4, 6]
 * regrid.process({ value: 0, time: 16 }) // Float64Array [NaN, NaN, NaN, 0]
 * regrid.timeOf(1) // 11
 * @see Timed, TimedMatcher
 */
export class Regrid implements Resumable<
  TimedSample<number> | readonly TimedSample<number>[],
  OwnFloat64Array
> {
  readonly step: number
  readonly method: 'linear' | 'sinc'
  readonly maxGap: number
  readonly maxDisorder: number
  readonly #given: number | undefined
  readonly #order: ReadingsInOrder
  readonly #grid: GridValues

  /**
   * @param options Step, start, method, greatest gap, and greatest disorder.
   * @throws TypeError if an option is of the wrong kind or unknown. RangeError if the step is not above 0, if another number is
   *   not finite or is negative (`maxGap` may be Infinity), or if the method is unknown.
   */
  constructor(options: RegridOptions) {
    const {
      step,
      start,
      method = 'linear',
      maxGap = Infinity,
      maxDisorder = 0,
    } = readOptions(options, REGRID_OPTIONS)
    requirePositive(step, 'step')
    if (start !== undefined) requireInRange(start, -Infinity, Infinity, 'start')
    requireOneOf(method, ['linear', 'sinc'], 'method')
    if (maxGap !== Infinity) requireInRange(maxGap, 0, Infinity, 'maxGap')
    requireInRange(maxDisorder, 0, Infinity, 'maxDisorder')
    this.step = step
    this.method = method
    this.maxGap = maxGap
    this.maxDisorder = maxDisorder
    this.#given = start
    this.#order = new ReadingsInOrder(maxDisorder)
    const interpolation = method === 'linear' ? linear : bandLimited
    this.#grid = new GridValues({ step, start, maxGap, interpolation })
  }

  /**
   * Makes a regrid that continues where another one was when the snapshot was taken.
   *
   * @param options The options of the other one.
   * @param bytes What `snapshot` returned.
   * @throws TypeError, RangeError as the constructor. TypeError if the last argument is not bytes. RangeError if they are not a
   *   snapshot, are damaged, or were taken with other options.
   */
  static restore(options: RegridOptions, bytes: Uint8Array): Regrid {
    return resumed(new Regrid(options), (restored) => {
      decodeSnapshot(bytes, 'Regrid', restored.#settings, (reader) => {
        restored.#load(reader)
      })
    })
  }

  /** The time of the first point; undefined before the first reading if it sets that time. */
  get start(): number | undefined {
    return this.#grid.start
  }

  /**
   * The number of readings after a point that must be known before it is: 1 for 'linear', 8 for 'sinc'. `maxDisorder` adds to it.
   */
  get latency(): number {
    return this.method === 'linear' ? linear.reach : bandLimited.reach
  }

  /** The number of readings ignored so far: those with the time of an earlier one, and those too late. */
  get ignoredCount(): number {
    return this.#order.ignoredCount
  }

  /**
   * The time of a point, by its index from the start. NaN if the start is not known yet.
   *
   * @throws TypeError, RangeError if the index is not a whole number of at least 0.
   */
  timeOf(index: number): number {
    requireCount(index, 0, 'index')
    return (this.start ?? NaN) + index * this.step
  }

  /**
   * Takes the next readings, and returns the values of the points that have become known.
   *
   * @throws TypeError if it is neither a reading, with numbers as `value` and `time`, nor an array of readings. RangeError if a
   *   time is not finite, or more than 2²⁰ steps after the times before it. Nothing is taken then.
   */
  process(readings: TimedSample<number> | readonly TimedSample<number>[]): OwnFloat64Array {
    const read = readReadings(readings)
    this.#requireNear(read)
    const values: number[] = []
    for (const reading of read) this.#append(this.#order.add(reading), values)
    return Float64Array.from(values)
  }

  /** Returns the values up to the last reading. Then resets. */
  flush(): OwnFloat64Array {
    const values: number[] = []
    this.#append(this.#order.rest(), values)
    this.#grid.finish(values)
    this.reset()
    return Float64Array.from(values)
  }

  /** Returns the state as bytes, for `restore`: the readings that later points are computed from. */
  snapshot(): OwnUint8Array {
    return encodeSnapshot('Regrid', this.#settings, (writer) => {
      this.#order.save(writer)
      this.#grid.save(writer)
    })
  }

  reset(): void {
    this.#order.reset()
    this.#grid.reset()
  }

  /** Same as `reset`: readings are ordinary objects, so there is nothing to free. */
  dispose(): void {
    this.reset()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  get #settings(): Settings {
    const { step, method, maxGap, maxDisorder } = this
    return { step, start: this.#given ?? 'first', method, maxGap, maxDisorder }
  }

  #load(reader: SnapshotReader): void {
    this.#order.load(reader)
    this.#grid.load(reader)
    const { newest, settled } = this.#order
    const { start, time = Infinity } = this.#grid
    // The grid has the readings that are settled, and begins with them; no more points are owed than those between the ones that wait.
    const isBegun =
      this.#given !== undefined || (start === undefined ? settled === -Infinity : start <= settled)
    const owed = (newest - time - this.maxDisorder) / this.step
    if (this.#grid.newest !== settled || !isBegun || owed > (this.latency + 1) * MOST_POINTS)
      throw impossibleState()
  }

  #append(readings: readonly TimedSample<number>[], values: number[]): void {
    for (const reading of readings) this.#grid.add(reading, values)
  }

  #requireNear(readings: readonly TimedSample<number>[]): void {
    let newest = Math.max(this.#order.newest, this.#given ?? -Infinity)
    for (const { time } of readings) {
      if ((time - newest) / this.step > MOST_POINTS && newest !== -Infinity) {
        throw new RangeError(
          `time must be at most ${MOST_POINTS} steps after ${newest}, got ${time}: if the clock was set, flush() first`,
        )
      }
      newest = Math.max(newest, time)
    }
  }
}

function readReadings(
  readings: TimedSample<number> | readonly TimedSample<number>[],
): readonly TimedSample<number>[] {
  if (!Array.isArray(readings)) return [readReading(readings as TimedSample<number>, 'reading')]
  const list = readList(readings as readonly TimedSample<number>[], 'reading', 'readings')
  return list.map((reading, i) => readReading(reading, `reading[${i}]`))
}

function readReading(reading: TimedSample<number>, name: string): TimedSample<number> {
  requireObject(reading, name, '{ value, time }')
  const { value, time } = reading
  if (typeof value !== 'number') {
    throw new TypeError(
      `value of ${name} must be a number, got ${describe(value)}: use NaN for a missing reading`,
    )
  }
  if ((time as unknown) instanceof Date)
    throw new TypeError(`time of ${name} must be a number, got a Date: pass date.getTime(), in ms`)
  requireInRange(time, -Infinity, Infinity, `time of ${name}`)
  return { value, time }
}
