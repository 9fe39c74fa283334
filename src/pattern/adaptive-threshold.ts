/** How many false alarms a template may give in an hour, on the average, in a signal that holds no match. */
export interface FalseAlarmRate {
  readonly falseAlarmsPerHour: number
  /** In Hz. */
  readonly sampleRate: number
}

/** Of each batch, 128 scores are looked at, a sixteenth of the template apart; fewer than 32 tell nothing. */
const SCORES = 128
const PARTS = 16
const LEAST_SCORES = 32

/** The estimate follows the last 64 batches or so; nothing is found before the first four. */
const MEMORY = 64
const WARM_UP = 4

/** The median of |z| for a normal z of standard deviation 1. */
const MEDIAN = 0.6744897501960817

/** Rates above one window in a hundred are no rates of rare events, for which the estimate holds. */
const GREATEST_PORTION = 0.01

/**
 * A threshold for a rate of false alarms, estimated from the scores of the stream itself. Windows are taken in batches, which
 * lie on their absolute index; the threshold for one is that of the batches before it.
 *
 * By Fisher's transform, z = artanh r of windows that are not alike is nearly normal with mean 0. Its standard deviation σ is
 * taken from the median of |r| in each batch, which the few windows that match do not move, and averaged over the last
 * batches. A window exceeds u = tanh(σ·q) with the probability p when q is the normal quantile of 1 − p; p is the rate
 * wanted per window. As neighbouring windows are alike and give one event, there are fewer false alarms rather than more.
 */
export class AdaptiveThreshold {
  readonly #quantile: number
  /** The distance between the windows whose scores are looked at. */
  readonly step: number
  readonly #batchLength: number
  #batch = 0
  #scores: number[] = []
  #variance = 0
  #count = 0

  /**
   * @param length M, the template's length.
   * @param isBlind Whether windows with a score below −u count as well.
   */
  constructor(rate: FalseAlarmRate, length: number, isBlind: boolean) {
    const perWindow = rate.falseAlarmsPerHour / (3600 * rate.sampleRate)
    this.#quantile = normalQuantile(isBlind ? perWindow / 2 : perWindow)
    this.step = Math.ceil(length / PARTS)
    this.#batchLength = SCORES * this.step
  }

  /** The first window behind the batch to which a window belongs. */
  endOfBatch(window: number): number {
    return (Math.floor(window / this.#batchLength) + 1) * this.#batchLength
  }

  /** The threshold for the batch to which a window belongs: Infinity at first. Windows are asked for in their order. */
  at(window: number): number {
    const batch = Math.floor(window / this.#batchLength)
    if (batch !== this.#batch) this.#close()
    this.#batch = batch
    return this.#count < WARM_UP ? Infinity : Math.tanh(Math.sqrt(this.#variance) * this.#quantile)
  }

  /** The first window from a window on whose score is looked at. */
  firstFrom(window: number): number {
    return Math.ceil(window / this.step) * this.step
  }

  /** Takes note of a score of the batch that was asked for last. */
  observe(score: number): void {
    this.#scores.push(Math.min(Math.abs(score), 1))
  }

  reset(): void {
    this.#batch = 0
    this.#scores = []
    this.#variance = 0
    this.#count = 0
  }

  #close(): void {
    const scores = Float64Array.from(this.#scores).sort()
    this.#scores = []
    if (scores.length < LEAST_SCORES) return
    const median = Math.min(scores[scores.length >> 1], 1 - Number.EPSILON)
    this.#count++
    this.#variance += ((Math.atanh(median) / MEDIAN) ** 2 - this.#variance) / Math.min(this.#count, MEMORY)
  }
}

/** @throws TypeError, RangeError if the rate is not as it should be. */
export function requireFalseAlarmRate(rate: FalseAlarmRate | null): void {
  if (rate === null || typeof rate.falseAlarmsPerHour !== 'number' || typeof rate.sampleRate !== 'number') {
    throw new TypeError(
      'threshold is neither a number nor a rate: give a number in (0, 1] or { falseAlarmsPerHour, sampleRate }',
    )
  }
  const { falseAlarmsPerHour, sampleRate } = rate
  if (!(sampleRate > 0 && sampleRate < Infinity)) {
    throw new RangeError(`sampleRate is ${sampleRate}: give a positive number of Hz`)
  }
  const greatest = GREATEST_PORTION * 3600 * sampleRate
  if (!(falseAlarmsPerHour > 0 && falseAlarmsPerHour <= greatest)) {
    throw new RangeError(
      `falseAlarmsPerHour is ${falseAlarmsPerHour}: give a positive number of at most ${greatest}, one window in a hundred`,
    )
  }
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
