import { type OptionNames, readOptions, requireNumber, requirePositive } from '../../require.js'
import { impossibleState } from '../../stream/snapshot/impossible-state.js'
import type { SnapshotReader } from '../../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../../stream/snapshot/snapshot-writer.js'
import { LogHistogram } from './log-histogram.js'

/** The average number of false alarms per hour that a template may give in a signal without a match. */
export interface FalseAlarmRate {
  readonly falseAlarmsPerHour: number
  /** In Hz. */
  readonly sampleRate: number
}

/** A block is half a template, and at least `LEAST_BLOCK` windows. Nothing is found in the first `WARM_UP` blocks. */
const LEAST_BLOCK = 32
const WARM_UP = 64

/** The number of blocks after which the threshold is re-estimated. */
const RENEWAL = 16

/** The number of blocks after which the counts of all earlier ones are halved. */
const MEMORY = 8192

/** A window with a higher score counts as a match, not as a false alarm. */
const ALIKE = 0.9

/** The events in a block, on the average, above the lower and the higher place from which the tail is continued. */
const BODY = Math.LN2
const TAIL = 0.02
const LEAST_EVENTS = 4

/** The tail of a score is not heavier than that of a power law of this exponent. */
const MOST_SHAPE = 0.5

/** The greatest rate, in events per window. The estimate holds for rare events only. */
const GREATEST_PORTION = 0.01

/**
 * A threshold for a rate of false alarms, estimated from the scores of the stream itself. Windows are taken in blocks, on an
 * absolute grid; the threshold for a block comes from the blocks before it, or from a whole signal once it is frozen.
 *
 * What counts is the highest score r of each block, as w = −ln(1 − r²): neighbouring windows are alike and give one event.
 * In noise of any color w has an exponential tail. In speech or music the tail is heavier. A generalised Pareto distribution is fitted through
 * the values that ln 2, some 0.1 and 0.02 events a block exceed, and extrapolated to the rate asked for. So events in less than one block of fifty do not move the threshold, nor do windows
 * with a score above 0.9, which are taken for matches. It is at least what independent windows of white noise need.
 *
 * S. Coles, An introduction to statistical modeling of extreme values (2001), chapter 4.
 */
export class AdaptiveThreshold {
  /** The average number of events that a block may have. */
  readonly #events: number
  readonly #blockLength: number
  /** What white noise needs. */
  readonly #floor: number
  readonly #maxima = new LogHistogram()
  #block = 0
  #best = 0
  #threshold = Infinity
  #due = WARM_UP
  #isFrozen = false

  /**
   * @param length M, the template's length.
   * @param channelCount The number of independent channels whose mean the score is.
   */
  constructor(rate: FalseAlarmRate, length: number, channelCount = 1) {
    this.#blockLength = Math.max(Math.ceil(length / 2), LEAST_BLOCK)
    this.#events = (this.#blockLength * rate.falseAlarmsPerHour) / (3600 * rate.sampleRate)
    this.#floor = scoreOf(
      normalQuantile(Math.min(this.#events, GREATEST_PORTION)) ** 2 / (channelCount * (length - 1)),
    )
  }

  /** The first window after the block of a window. */
  endOfBlock(window: number): number {
    return (Math.floor(window / this.#blockLength) + 1) * this.#blockLength
  }

  /** The threshold for the block of a window: Infinity at first. Ask for windows in ascending order. */
  at(window: number): number {
    const block = Math.floor(window / this.#blockLength)
    if (block !== this.#block) this.#close()
    this.#block = block
    return this.#threshold
  }

  /** `observe` need not be told of scores up to this. Infinity once the threshold is frozen. */
  get best(): number {
    return this.#isFrozen ? Infinity : this.#best
  }

  /** Takes note of a score, or of its modulus, in the block that was asked for last. */
  observe(score: number): void {
    if (score > this.#best) this.#best = score
  }

  /** Estimates the threshold from everything observed so far, and keeps it from then on. */
  freeze(): void {
    this.#close()
    this.#renew()
    this.#isFrozen = true
  }

  /** Starts again with the window 0; forgets what was observed, unless it is frozen. */
  reset(): void {
    this.#block = 0
    this.#best = 0
    if (this.#isFrozen) return
    this.#maxima.clear()
    this.#threshold = Infinity
    this.#due = WARM_UP
  }

  /** Writes what was observed. Not for a threshold that is frozen. */
  save(writer: SnapshotWriter): void {
    for (const number of [this.#block, this.#best, this.#threshold, this.#due]) writer.number(number)
    this.#maxima.save(writer)
  }

  /** Reads what `save` wrote. @param next The first window not requested yet. @throws RangeError if the state is impossible. */
  load(reader: SnapshotReader, next: number): void {
    this.#block = reader.count(0, Math.floor(next / this.#blockLength))
    this.#best = reader.finite(0, 1)
    this.#threshold = reader.number()
    this.#due = reader.finite(0, 2 * MEMORY)
    this.#maxima.load(reader, 2 * MEMORY)
    const isThreshold = this.#threshold === Infinity || (this.#threshold >= 0 && this.#threshold <= 1)
    if (!isThreshold || this.#due <= this.#maxima.count) throw impossibleState()
  }

  #close(): void {
    if (this.#best > 0 && this.#best < ALIKE) this.#maxima.add(-Math.log1p(-(this.#best ** 2)))
    this.#best = 0
    if (this.#isFrozen || this.#maxima.count < this.#due) return
    this.#renew()
    if (this.#maxima.count >= MEMORY) this.#maxima.halve()
    this.#due = this.#maxima.count + RENEWAL
  }

  #renew(): void {
    const { count } = this.#maxima
    if (count === 0) {
      this.#threshold = this.#floor
      return
    }
    const exceededBy = (events: number): number => this.#maxima.quantile(Math.exp(-events))
    const events = Math.min(Math.max(TAIL, LEAST_EVENTS / count), BODY / 2)
    const wanted = this.#events
    this.#threshold = Math.max(
      scoreOf(wanted >= events ? exceededBy(wanted) : tailAt(wanted, events, exceededBy)),
      this.#floor,
    )
  }
}

/** What `wanted` events exceed, by the Pareto tail through what more of them do. */
function tailAt(wanted: number, events: number, exceededBy: (events: number) => number): number {
  const ratio = Math.sqrt(BODY / events)
  const [body, shoulder, tail] = [BODY, events * ratio, events].map(exceededBy)
  const far = tail - shoulder
  const near = shoulder - body
  const shape = near > 0 ? Math.min(Math.max(Math.log(far / near) / Math.log(ratio), 0), MOST_SHAPE) : 0
  return tail + (far * boxCox(events / wanted, shape)) / -boxCox(1 / ratio, shape)
}

/** (xᵃ − 1)/a, and ln x for a = 0. */
function boxCox(x: number, a: number): number {
  return a < 1e-6 ? Math.log(x) : (x ** a - 1) / a
}

/** The score r of w = −ln(1 − r²). */
function scoreOf(w: number): number {
  return Math.sqrt(-Math.expm1(-w))
}

const RATE: OptionNames<FalseAlarmRate> = { falseAlarmsPerHour: true, sampleRate: true }

/**
 * Returns the rate, read once.
 *
 * @throws TypeError, RangeError if it is invalid.
 */
export function requireFalseAlarmRate(rate: FalseAlarmRate): FalseAlarmRate {
  const read = readOptions(rate, RATE, 'threshold')
  const { falseAlarmsPerHour, sampleRate } = read
  requirePositive(sampleRate, 'sampleRate')
  requireNumber(falseAlarmsPerHour, 'falseAlarmsPerHour')
  const greatest = GREATEST_PORTION * 3600 * sampleRate
  if (!(falseAlarmsPerHour > 0 && falseAlarmsPerHour <= greatest)) {
    throw new RangeError(
      `falseAlarmsPerHour must be above 0 and at most ${greatest}, one window in a hundred, got ${falseAlarmsPerHour}`,
    )
  }
  return read
}

/**
 * The q that a normal variable exceeds with probability p ≤ 0.01, by p = φ(q)/q: the upper bound of Mills' ratio, so that q
 * is a little too great (by 4 % at p = 0.01, by 1 % at 10⁻⁶).
 */
function normalQuantile(p: number): number {
  let q = 3
  for (let i = 0; i < 60; i++) q = Math.sqrt(-2 * Math.log(p * q * Math.sqrt(2 * Math.PI)))
  return q
}
