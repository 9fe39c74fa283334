import type { Samples } from '../samples.js'

/** How many false alarms a template may give in an hour, on the average, in a signal that holds no match. */
export interface FalseAlarmRate {
  readonly falseAlarmsPerHour: number
  /** In Hz. */
  readonly sampleRate: number
}

/** Of each block so many scores are looked at, and fewer than `LEAST_SCORES` tell nothing. */
const SCORES = 256
const LEAST_SCORES = 32

/** The estimate follows the last 64 blocks or so; nothing is reported in the first four. */
const MEMORY = 64
const WARM_UP = 4

/** The median of |z| for a normal z of standard deviation 1. */
const MEDIAN = 0.6744897501960817

/** Rates above one window in a hundred are no rates of rare events, for which the estimate holds. */
const GREATEST_PORTION = 0.01

/**
 * A threshold for a rate of false alarms, estimated from the scores of the stream itself, block by block.
 *
 * By Fisher's transform, z = artanh r of windows that are not alike is nearly normal with mean 0. Its standard deviation σ is
 * taken from the median of |r| in each block, which the few windows that match do not move, and averaged over the last
 * blocks. A window exceeds u = tanh(σ·q) with the probability p when q is the normal quantile of 1 − p; p is the rate
 * wanted per window. As neighbouring windows are alike and give one event, there are fewer false alarms rather than more.
 */
export class AdaptiveThreshold {
  readonly #quantile: number
  #variance = 0
  #blocks = 0

  /** @param isBlind Whether windows with a score below −u count as well. */
  constructor(rate: FalseAlarmRate, isBlind: boolean) {
    const perWindow = rate.falseAlarmsPerHour / (3600 * rate.sampleRate)
    this.#quantile = normalQuantile(isBlind ? perWindow / 2 : perWindow)
  }

  /** The threshold for the block that was observed last: Infinity at first. */
  get value(): number {
    return this.#blocks < WARM_UP ? Infinity : Math.tanh(Math.sqrt(this.#variance) * this.#quantile)
  }

  /** Takes note of a block's scores products[at + j]·inverses[j], from <= j < to. Inverses of 0 are passed over. */
  observe(products: Samples, at: number, inverses: Samples, from: number, to: number): void {
    const step = Math.max(Math.floor((to - from) / SCORES), 1)
    const scores: number[] = []
    for (let j = from; j < to; j += step) {
      if (inverses[j] > 0) scores.push(Math.min(Math.abs(products[at + j]) * inverses[j], 1))
    }
    if (scores.length < LEAST_SCORES) return
    const median = Float64Array.from(scores).sort()[scores.length >> 1]
    const deviation = Math.atanh(Math.min(median, 1 - Number.EPSILON)) / MEDIAN
    this.#blocks++
    this.#variance += (deviation ** 2 - this.#variance) / Math.min(this.#blocks, MEMORY)
  }

  reset(): void {
    this.#variance = 0
    this.#blocks = 0
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
 * The q that a normal variable exceeds with probability p ≤ 0.01, by p = φ(q)/q. That is the upper bound of Mills' ratio, so q
 * is some 1 % too great.
 */
function normalQuantile(p: number): number {
  let q = 3
  for (let i = 0; i < 60; i++) q = Math.sqrt(-2 * Math.log(p * q * Math.sqrt(2 * Math.PI)))
  return q
}
