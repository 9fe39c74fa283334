import { describe } from '../describe.js'

/** An Observable of any library. */
export interface ObservableLike<T> {
  subscribe(observer: { next: (value: T) => void; error: (error: unknown) => void; complete: () => void }): {
    unsubscribe(): void
  }
}

/** A source of values. */
export type Source<T> = Iterable<T> | AsyncIterable<T> | ObservableLike<T>

/** The number of values of an Observable that may wait, because it cannot be held back. */
const MOST_WAITING = 10_000

/**
 * The values of a source, one by one.
 *
 * @throws TypeError if it is not a source; RangeError if more than 10,000 values of an Observable wait.
 */
export function valuesOf<T>(source: Source<T>, name: string): AsyncIterable<T> | Iterable<T> {
  const given: unknown = source
  if (typeof given === 'object' && given !== null) {
    if (Symbol.asyncIterator in given || Symbol.iterator in given) return given as Iterable<T>
    if ('subscribe' in given && typeof given.subscribe === 'function')
      return observed(given as ObservableLike<T>)
  }
  throw new TypeError(
    `${name} must be an iterable, an async iterable or an Observable, got ${describe(source)}`,
  )
}

async function* observed<T>(source: ObservableLike<T>): AsyncGenerator<T> {
  const waiting: T[] = []
  let end: { readonly error?: unknown } | undefined
  let wake = (): void => undefined
  const finish = (how: { readonly error?: unknown }): void => {
    end ??= how
    wake()
  }
  const subscription = source.subscribe({
    next: (value) => {
      if (waiting.push(value) > MOST_WAITING) finish({ error: tooManyWait() })
      wake()
    },
    error: (error) => finish({ error }),
    complete: () => finish({}),
  })
  try {
    for (;;) {
      while (waiting.length > 0 && end?.error === undefined) yield waiting.shift() as T
      if (end !== undefined) break
      await new Promise<void>((resolve) => (wake = resolve))
    }
    if ('error' in end) throw end.error
  } finally {
    subscription.unsubscribe()
  }
}

function tooManyWait(): RangeError {
  return new RangeError(
    `at most ${MOST_WAITING} values of an Observable may wait, got more than can be stored: ` +
      'sample or buffer them, or pass an async iterable, which can be held back',
  )
}
