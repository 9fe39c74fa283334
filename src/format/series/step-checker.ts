import { type OptionNames, readOptions, requireInRange } from '../../require.js'
import type { OwnUint8Array } from '../../samples.js'
import type { Resumable } from '../../stream/resumable.js'
import { decodeSnapshot } from '../../stream/snapshot/decode-snapshot.js'
import { encodeSnapshot } from '../../stream/snapshot/encode-snapshot.js'
import { MOST_SAMPLES } from '../../stream/snapshot/most-samples.js'
import { readRestoreArguments, type RestoreArguments } from '../../stream/snapshot/restore-arguments.js'
import { resumed } from '../../stream/snapshot/resumed.js'
import type { Settings } from '../../stream/snapshot/settings.js'
import type { SnapshotReader } from '../../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../../stream/snapshot/snapshot-writer.js'
import { type Instant, instantOf } from './instant-of.js'
import { readTimes, type SeriesTime } from './series.js'

/** A step between two times that differs from the median. */
export interface UnevenStep {
  /** The row it leads to, counted from 0. */
  readonly row: number
  /** Its length: in seconds where times are dates, else in the unit of the times. */
  readonly step: number
  /** The median of the first 100 steps, in the same unit. */
  readonly median: number
  /** Whether the times are dates, so that `step` and `median` are in seconds. */
  readonly isInSeconds: boolean
}

/** The options of `StepChecker`. */
export interface StepCheckerOptions {
  /** How far a step may be from the median, as a fraction of that. Default: 0.1, which lets months pass. */
  readonly tolerance?: number
}

const OPTIONS: OptionNames<StepCheckerOptions> = { tolerance: true }

/** All steps are compared with the median of this many. */
const COMPARED = 100

/**
 * Tells whether the times of a series are unevenly spaced. A convolution counts readings, not time, so its result would be wrong.
 *
 * With `m` the median of the first 100 steps, a step `d` is uneven if `|d − m| > tolerance · |m|`, which includes times that
 * stand still or go back. Times may be numbers, texts of numbers (of any number of digits), or ISO 8601 dates such as
 * `2024-03-31`, `2024-03-31 12:00` or `2024-03-31T12:00:00.000001+02:00`; dates without a zone are UTC. Checking ends at the
 * first time of another kind.
 *
 * The first uneven step is returned once, by the call that finds it; all other calls return undefined. It is the same for any
 * chunking. Holds 100 steps.
 *
 * @example
 * const checker = new StepChecker()
 * checker.process(['2024-01-01', '2024-01-02', '2024-01-03', '2024-01-08']) // undefined
 * checker.flush() // { row: 3, step: 432000, median: 86400, isInSeconds: true }
 */
export class StepChecker implements Resumable<readonly SeriesTime[], UnevenStep | undefined> {
  readonly #tolerance: number
  #last: Instant | undefined
  /** The first steps, until their median is known. */
  #steps: number[] = []
  #median: number | undefined
  #row = 0
  #isDone = false

  /**
   * @param given The tolerance.
   * @throws TypeError or RangeError if `tolerance` is not a number of at least 0.
   */
  constructor(given?: StepCheckerOptions) {
    const { tolerance = 0.1 } = readOptions(given, OPTIONS)
    requireInRange(tolerance, 0, Infinity, 'tolerance')
    this.#tolerance = tolerance
  }

  /**
   * Makes a checker that resumes where another one was when the snapshot was taken.
   *
   * @param rest The options of the other one, if it was given any, and what `snapshot` returned.
   * @throws TypeError, RangeError as the constructor. TypeError if the last argument is not bytes. RangeError if they are not a
   *   snapshot, are damaged, or were taken with another tolerance.
   */
  static restore(...rest: RestoreArguments<StepCheckerOptions>): StepChecker {
    const [options, bytes] = readRestoreArguments(rest)
    return resumed(new StepChecker(options), (checker) => {
      decodeSnapshot(bytes, 'StepChecker', checker.#settings, (reader) => {
        checker.#load(reader)
      })
    })
  }

  /**
   * Takes the next times, such as `times` of a `SeriesChunk`.
   *
   * @throws TypeError if `times` is not an array of numbers and strings. Nothing of it is taken then.
   */
  process(times: readonly SeriesTime[]): UnevenStep | undefined {
    const read = readTimes(times)
    for (let i = 0; i < read.length && !this.#isDone; i++) {
      const found = this.#add(read[i])
      if (found !== undefined) return found
    }
    return undefined
  }

  /** Compares the steps of a series with fewer than 100 of them. Then resets. */
  flush(): UnevenStep | undefined {
    const found = this.#isDone || this.#median !== undefined ? undefined : this.#settle()
    this.reset()
    return found
  }

  /** Returns the state as bytes, for `restore`: the last time, and the first steps or their median. */
  snapshot(): OwnUint8Array {
    return encodeSnapshot('StepChecker', this.#settings, (writer) => {
      this.#save(writer)
    })
  }

  reset(): void {
    this.#last = undefined
    this.#steps = []
    this.#median = undefined
    this.#row = 0
    this.#isDone = false
  }

  /** Same as `reset`: steps are ordinary numbers, so there is nothing to free. */
  dispose(): void {
    this.reset()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  get #settings(): Settings {
    return { tolerance: this.#tolerance }
  }

  #save(writer: SnapshotWriter): void {
    writer.flag(this.#isDone)
    // Nothing more is looked at then.
    if (this.#isDone) return
    writer.number(this.#row)
    if (this.#last === undefined) return
    const { coarse, fine, isDate } = this.#last
    for (const number of [coarse, fine]) writer.number(number)
    writer.flag(isDate)
    for (const number of this.#median === undefined ? this.#steps : [this.#median]) writer.number(number)
  }

  #load(reader: SnapshotReader): void {
    this.#isDone = reader.flag()
    if (this.#isDone) return
    this.#row = reader.count(0, MOST_SAMPLES)
    if (this.#row === 0) return
    this.#last = { coarse: reader.finite(), fine: reader.finite(), isDate: reader.flag() }
    if (this.#row > COMPARED) this.#median = reader.number()
    else this.#steps = Array.from({ length: this.#row - 1 }, () => reader.number())
  }

  #add(time: SeriesTime): UnevenStep | undefined {
    const last = this.#last
    const instant = instantOf(time)
    if (instant === undefined || (last !== undefined && last.isDate !== instant.isDate)) return this.#end()
    this.#last = instant
    const row = this.#row++
    if (last === undefined) return undefined
    const step = instant.coarse - last.coarse + (instant.fine - last.fine)
    if (this.#median !== undefined) return this.#compare(step, row, this.#median)
    this.#steps.push(step)
    return this.#steps.length === COMPARED ? this.#settle() : undefined
  }

  /** At a time that says nothing: what came before it still counts. */
  #end(): UnevenStep | undefined {
    const found = this.#median === undefined ? this.#settle() : undefined
    this.#isDone = true
    return found
  }

  /** Finds the median of the first steps, and compares these with it. */
  #settle(): UnevenStep | undefined {
    const median = medianOf(this.#steps)
    this.#median = median
    for (const [i, step] of this.#steps.entries()) {
      const found = this.#compare(step, i + 1, median)
      if (found !== undefined) return found
    }
    this.#steps = []
    return undefined
  }

  #compare(step: number, row: number, median: number): UnevenStep | undefined {
    if (Math.abs(step - median) <= this.#tolerance * Math.abs(median)) return undefined
    this.#isDone = true
    return { row, step, median, isInSeconds: this.#last?.isDate === true }
  }
}

/** The lower one of the two in the middle of an even number. */
function medianOf(steps: readonly number[]): number {
  if (steps.length === 0) return 0
  return [...steps].sort((a, b) => a - b)[Math.floor((steps.length - 1) / 2)]
}
