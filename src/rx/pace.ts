import { Observable, type OperatorFunction, Subject, type Subscriber, takeUntil } from 'rxjs'
import { describe } from '../describe.js'
import {
  type OptionNames,
  readOptions,
  requireCount,
  requireFunction,
  requireNumber,
  requireObject,
  requireOneOf,
} from '../require.js'

/** The counters of a flow. You create the object, and can read it at any time. */
export interface FlowCounters {
  /** Values that came. */
  received: number
  /** Values that were emitted. */
  emitted: number
  /** Values that were dropped because too many were waiting. */
  dropped: number
}

/**
 * Reports when the consumer can take the next value: at once (returns nothing), or when a promise resolves. If it throws, rejects,
 * or returns anything else, the flow fails.
 */
export type Ready = () => PromiseLike<unknown> | null | undefined

/** What happens to values that come while the consumer is busy. */
export interface PaceOptions {
  /**
   * What happens when more than `capacity` values wait. `'error'`: the source is unsubscribed from, and the stream fails after the
   * waiting values. `'drop-oldest'`: the oldest value is dropped, and counted. Default: `'error'`.
   */
  readonly overflow?: 'error' | 'drop-oldest'
  /** The number of values that may wait. Default: 64. */
  readonly capacity?: number
  /** The object whose three counters are incremented. */
  readonly counters?: FlowCounters
}

export const PACE_OPTIONS: OptionNames<PaceOptions> = { overflow: true, capacity: true, counters: true }

/**
 * Emits values no faster than the consumer is ready for them. Use it between a source that pushes and cannot be held back (a
 * microphone, a socket, a Subject) and a consumer that needs time. If the source can be held back, use `fromReadable` instead.
 *
 * RxJS does not have backpressure: the queues of `concatMap` and `observeOn` are unbounded. Here at most `capacity` values wait,
 * and you choose what happens beyond that.
 *
 * @param ready Called after each value.
 * @param options Overflow policy, capacity, counters.
 * @throws TypeError, RangeError at once, if `ready` is not a function or an option is invalid. In the stream, RangeError if too
 *   many values wait, the error of `ready`, and TypeError if it returns anything but nothing or a promise.
 * @example
 * const counters = { received: 0, emitted: 0, dropped: 0 }
 * const nextTurn = () => new Promise((resolve) => setTimeout(resolve))
 * of(1, 2, 3, 4).pipe(pace(nextTurn, { overflow: 'drop-oldest', capacity: 1, counters })) // 1, 4
 * counters // { received: 4, emitted: 2, dropped: 2 }
 */
export function pace<T>(ready: Ready, options?: PaceOptions): OperatorFunction<T, T> {
  requireFunction(ready, 'ready')
  const { overflow = 'error', capacity = 64, counters } = readOptions(options, PACE_OPTIONS)
  requireOneOf(overflow, ['error', 'drop-oldest'], 'overflow')
  requireCount(capacity, 1, 'capacity')
  if (counters !== undefined) requireCounters(counters)
  const limits = { ready, overflow, capacity }
  return (source) =>
    new Observable<T>((subscriber) => {
      const queue = new Queue<T>(subscriber, limits, counters)
      subscriber.add(
        source.pipe(takeUntil(queue.overflowed)).subscribe({
          next: (value) => queue.take(value),
          error: (error: unknown) => queue.endWith(() => subscriber.error(error)),
          complete: () => queue.endWith(() => subscriber.complete()),
        }),
      )
    })
}

/** Throws unless the counters can be updated. */
function requireCounters(counters: FlowCounters): void {
  requireObject(counters, 'counters', '{ received: 0, emitted: 0, dropped: 0 }')
  for (const name of ['received', 'emitted', 'dropped'] as const) {
    requireNumber(counters[name], `counters.${name}`)
    if (Reflect.set(counters, name, counters[name])) continue
    throw new TypeError(`counters.${name} must be a writable number, got a read-only one`)
  }
}

/** The result of `ready`. @throws What it throws; TypeError if it returns anything but nothing or a promise. */
export function readiness(ready: Ready): PromiseLike<unknown> | undefined {
  const said: unknown = ready()
  if (said === undefined || said === null) return undefined
  if (isPromise(said)) return said
  throw new TypeError(
    `ready must return nothing or a promise, got ${describe(said)}: for a Node Writable, use () => drained(writable)`,
  )
}

export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

interface Limits {
  readonly ready: Ready
  readonly overflow: 'error' | 'drop-oldest'
  readonly capacity: number
}

/** The values of one subscription that wait. */
class Queue<T> {
  /** Reports that nothing more can be taken. */
  readonly overflowed = new Subject<void>()
  readonly #subscriber: Subscriber<T>
  readonly #limits: Limits
  readonly #counters: FlowCounters
  readonly #waiting: T[] = []
  /** Whether the consumer has not reported yet that it is ready. */
  #isBusy = false
  /** What to do when no more values wait. */
  #end: (() => void) | undefined

  constructor(
    subscriber: Subscriber<T>,
    limits: Limits,
    counters: FlowCounters = { received: 0, emitted: 0, dropped: 0 },
  ) {
    this.#subscriber = subscriber
    this.#limits = limits
    this.#counters = counters
  }

  take(value: T): void {
    if (this.#end !== undefined) return
    const { capacity, overflow } = this.#limits
    this.#counters.received++
    if (this.#waiting.length === capacity) {
      if (overflow === 'error') {
        this.endWith(() => this.#subscriber.error(tooMany(capacity)))
        this.overflowed.next()
        return
      }
      this.#waiting.shift()
      this.#counters.dropped++
    }
    this.#waiting.push(value)
    this.#proceed()
  }

  endWith(end: () => void): void {
    this.#end ??= end
    this.#proceed()
  }

  #proceed(): void {
    while (!this.#isBusy && !this.#subscriber.closed) {
      if (this.#waiting.length === 0) {
        this.#end?.()
        break
      }
      this.#hand(this.#waiting.shift() as T)
    }
  }

  #hand(value: T): void {
    this.#counters.emitted++
    this.#isBusy = true
    this.#subscriber.next(value)
    try {
      const next = readiness(this.#limits.ready)
      if (next === undefined) this.#isBusy = false
      else next.then(this.#onReady, this.#onError)
    } catch (error) {
      this.#onError(error)
    }
  }

  readonly #onReady = (): void => {
    this.#isBusy = false
    this.#proceed()
  }

  readonly #onError = (error: unknown): void => this.#subscriber.error(error)
}

function tooMany(capacity: number): RangeError {
  return new RangeError(
    `at most ${capacity} values may wait, got one more: the consumer is too slow for this source; hold the source back ` +
      "(fromReadable with ready), raise the capacity, or use overflow: 'drop-oldest'",
  )
}
