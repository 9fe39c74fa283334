import { Observable } from 'rxjs'
import { describe } from '../describe.js'
import { type OptionNames, readOptions, requireOneOf, withNames } from '../require.js'
import {
  type FlowCounters,
  isPromise,
  pace,
  PACE_OPTIONS,
  type PaceOptions,
  readiness,
  type Ready,
} from './pace.js'

/** A source of values: an array, a Node `Readable`, any iterable, or a Web `ReadableStream` of any host. */
export type ReadableLike<T> =
  | AsyncIterable<T>
  | Iterable<T>
  | {
      getReader(): {
        read(): Promise<{ readonly done: boolean; readonly value?: T | undefined }>
        cancel(reason?: unknown): Promise<void>
      }
    }

/** How a source is read. */
export interface FromReadableOptions {
  /** Resolves when the next value is requested, as `() => drained(writable)` does. Default: at once. */
  readonly ready?: Ready
  /**
   * What happens while no value is requested. `'block'` stops reading and so holds the source back. `'error'` and `'drop-oldest'` keep
   * reading, as live sources require, while up to `capacity` values wait; see `pace`. Default: `'block'`.
   */
  readonly overflow?: 'error' | 'drop-oldest' | 'block'
  /** The number of values that may wait if the source is not held back. Default: 64. */
  readonly capacity?: number
  /** The object whose counters are updated. */
  readonly counters?: FlowCounters
}

export const FROM_READABLE_OPTIONS: OptionNames<FromReadableOptions> = /* @__PURE__ */ withNames(
  PACE_OPTIONS,
  { ready: true },
)

/**
 * Emits the values of a source, no faster than they are requested.
 *
 * The next value is requested after the last one was emitted and when `ready` allows it. On unsubscription the source is closed,
 * even while it is idle: a Node stream is destroyed, a Web stream is cancelled. A source can be read only once.
 *
 * @param source A Node `Readable`, a Web `ReadableStream`, any iterable.
 * @param options When to read the next value, and what happens until then.
 * @throws TypeError, RangeError at once, if the source cannot be read or an option is invalid. In the stream, the error of the
 *   source.
 * @example
 * fromReadable([[1, 0], [0, 2]]).pipe(convolve([1, 0.5])) // Float64Array [1, 0.5], [0, 2], [1]
 * @see fromPcm for raw audio, toWritable for the other end
 */
export function fromReadable<T>(source: ReadableLike<T>, options?: FromReadableOptions): Observable<T> {
  requireReadable(source)
  const read = readOptions(options, FROM_READABLE_OPTIONS)
  const { ready = () => undefined, overflow = 'block', capacity, counters } = read
  requireOneOf(overflow, ['error', 'drop-oldest', 'block'], 'overflow')
  const waiting: PaceOptions = {
    ...(capacity !== undefined && { capacity }),
    ...(counters !== undefined && { counters }),
  }
  // Checks the options in any case.
  const paced = pace<T>(ready, { ...waiting, ...(overflow !== 'block' && { overflow }) })
  return overflow === 'block' ? held(source, ready, counters) : paced(held(source, () => undefined))
}

/** A source has at least one of these members. */
const WAYS_TO_READ = ['getReader', Symbol.asyncIterator, Symbol.iterator] as const

function requireReadable(source: unknown): void {
  if (typeof source === 'object' && source !== null) {
    const methods: Partial<Record<string | symbol, unknown>> = source
    if (WAYS_TO_READ.some((name) => typeof methods[name] === 'function')) return
  }
  throw new TypeError(
    `source must be a Node Readable, a Web ReadableStream or an iterable, such as an array, got ${describe(source)}` +
      (isPromise(source) ? ': await it' : ''),
  )
}

/** Reads the next value after the previous one was emitted, when it is requested. */
function held<T>(source: ReadableLike<T>, ready: Ready, counters?: FlowCounters): Observable<T> {
  return new Observable((subscriber) => {
    const { next, close } = cursorOf(source)
    let isOver = false
    const isWanted = () => !subscriber.closed
    const hand = async (value: T): Promise<void> => {
      if (counters !== undefined) {
        counters.received++
        counters.emitted++
      }
      subscriber.next(value)
      await readiness(ready)
    }
    const run = async (): Promise<void> => {
      let result = await next()
      while (result.done !== true && isWanted()) {
        await hand(result.value as T)
        if (!isWanted()) return
        result = await next()
      }
      isOver = true
      subscriber.complete()
    }
    subscriber.add(() => {
      if (!isOver) close()
    })
    run().catch((error: unknown) => subscriber.error(error))
  })
}

interface Cursor<T> {
  readonly next: () => PromiseLike<{ readonly done?: boolean | undefined; readonly value?: T | undefined }>
  /** Closes the source at once. */
  readonly close: () => void
}

function cursorOf<T>(source: ReadableLike<T>): Cursor<T> {
  if (hasReader(source)) {
    const reader = source.getReader()
    return { next: () => reader.read(), close: () => void reader.cancel().catch(ignore) }
  }
  const iterator = iteratorOf(source)
  const next = async () => iterator.next()
  // The iterator of a Node stream would wait for the next value before it closes.
  if (isDestroyable(source)) return { next, close: () => source.destroy() }
  const close = async () => iterator.return?.()
  return { next, close: () => void close().catch(ignore) }
}

type WithReader<T> = Extract<ReadableLike<T>, { getReader: unknown }>

function hasReader<T>(source: ReadableLike<T>): source is WithReader<T> {
  return 'getReader' in source && typeof source.getReader === 'function'
}

function iteratorOf<T>(source: AsyncIterable<T> | Iterable<T>): AsyncIterator<T> | Iterator<T> {
  return Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]()
}

function isDestroyable(source: object): source is { destroy(): void } {
  return 'destroy' in source && typeof source.destroy === 'function'
}

function ignore(): undefined {
  return undefined
}
