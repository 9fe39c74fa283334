import { Observable, type OperatorFunction, Subject, type Subscriber, takeUntil } from 'rxjs'
import { requireCount, requireFunction, requireOneOf } from '../require.js'

/** What is counted of a flow; made by the caller, who may look at it at any time. */
export interface FlowCounters {
  /** Values that came. */
  received: number
  /** Values that were handed on. */
  emitted: number
  /** Values that were dropped, as too many waited. */
  dropped: number
}

/** Says when the next value can be taken: at once (nothing), or when a promise resolves. If it throws, or that rejects, the flow fails. */
export type Ready = () => PromiseLike<unknown> | null | undefined

/** What is done with values that come while none can be taken. */
export interface PaceOptions {
  /**
   * What happens when more than `capacity` values wait. `'error'`: the source is left, and the stream fails after the values
   * that wait. `'drop-oldest'`: the one that came first is dropped, and counted. Default: `'error'`.
   */
  readonly overflow?: 'error' | 'drop-oldest'
  /** How many values may wait. Default: 64. */
  readonly capacity?: number
  /** Where to count. */
  readonly counters?: FlowCounters
}

/**
 * Hands values on no faster than the consumer is ready for them. For sources that push and cannot be held (a microphone, a socket, a
 * Subject), before a consumer that needs time; a source that can be held is better held, by `fromReadable`.
 *
 * RxJS knows no back-pressure, and `concatMap` and `observeOn` let as many values wait as may come. Here no more wait than
 * `capacity`, and what happens then is stated.
 *
 * @param ready Called behind each value.
 * @param options Overflow policy, capacity, counters.
 * @throws TypeError, RangeError if `ready` is no function or an option is not as it says: at once. In the stream, RangeError where too
 *   many values wait, and what `ready` fails with.
 * @example
 * const counters = { received: 0, emitted: 0, dropped: 0 }
 * const nextTurn = () => new Promise((resolve) => setTimeout(resolve))
 * of(1, 2, 3, 4).pipe(pace(nextTurn, { overflow: 'drop-oldest', capacity: 1, counters })) // 1, 4
 * counters // { received: 4, emitted: 2, dropped: 2 }
 */
export function pace<T>(ready: Ready, options: PaceOptions = {}): OperatorFunction<T, T> {
  const { overflow = 'error', capacity = 64, counters } = options
  requireFunction(ready, 'ready')
  requireOneOf(overflow, ['error', 'drop-oldest'], 'overflow')
  requireCount(capacity, 1, 'capacity')
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

interface Limits {
  readonly ready: Ready
  readonly overflow: 'error' | 'drop-oldest'
  readonly capacity: number
}

/** The values of one subscription that wait. */
class Queue<T> {
  /** Says that nothing more can be taken. */
  readonly overflowed = new Subject<void>()
  readonly #subscriber: Subscriber<T>
  readonly #limits: Limits
  readonly #counters: FlowCounters
  readonly #waiting: T[] = []
  /** Whether the consumer has not said yet that it is ready. */
  #isBusy = false
  /** What to do when none waits any more. */
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
    const readiness = this.#readiness()
    if (readiness === undefined || readiness === null) {
      this.#isBusy = false
      return
    }
    readiness.then(
      () => {
        this.#isBusy = false
        this.#proceed()
      },
      (error: unknown) => this.#subscriber.error(error),
    )
  }

  #readiness(): ReturnType<Ready> {
    try {
      return this.#limits.ready()
    } catch (error) {
      this.#subscriber.error(error)
      return undefined
    }
  }
}

function tooMany(capacity: number): RangeError {
  return new RangeError(
    `${capacity} values wait and another one came: the consumer is too slow for this source: hold the source ` +
      "(fromReadable with ready), give more capacity, or overflow: 'drop-oldest'",
  )
}
