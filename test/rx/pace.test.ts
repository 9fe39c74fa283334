import { EMPTY, NEVER, of, range, Subject, throwError } from 'rxjs'
import { pace } from 'tapline/rx'
import { describe, expect, test } from 'vitest'
import { marbles } from './support.js'

/** A consumer that becomes ready on command. */
function gate() {
  const waiting: (() => void)[] = []
  return {
    ready: () => new Promise<void>((resolve) => waiting.push(resolve)),
    open: async () => {
      waiting.shift()?.()
      await Promise.resolve()
      await Promise.resolve()
    },
  }
}

/** Records everything that is emitted. */
function noted(
  source: Subject<number>,
  ready: () => Promise<void>,
  options: Parameters<typeof pace>[1] = {},
) {
  const log: unknown[] = []
  const subscription = source.pipe(pace(ready, options)).subscribe({
    next: (value) => log.push(value),
    error: (error: Error) => log.push(error.message.slice(0, 14)),
    complete: () => log.push('complete'),
  })
  return { log, subscription }
}

describe('pace', () => {
  test('emits everything if the consumer is always ready: never, empty, one, many, an error', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const always = () => undefined
      expectObservable(NEVER.pipe(pace(always))).toBe('-')
      expectObservable(EMPTY.pipe(pace(always))).toBe('|')
      expectObservable(cold('--(a|)').pipe(pace(always))).toBe('--(a|)')
      expectObservable(cold('a-b-c-|').pipe(pace(always))).toBe('a-b-c-|')
      expectObservable(cold('a-#').pipe(pace(always))).toBe('a-#')
      const source = hot('-a-b-c-')
      expectObservable(source.pipe(pace(always)), '^--!').toBe('-a-')
      expectSubscriptions(source.subscriptions).toBe('^--!')
    })
  })

  test('handles a synchronous source of any length if the consumer is ready', () => {
    const values: number[] = []
    of(...Array.from({ length: 1000 }, (_, i) => i))
      .pipe(pace(() => undefined, { capacity: 1 }))
      .subscribe((value) => values.push(value))
    expect(values).toHaveLength(1000)
  })

  test('lets values wait, and ends after the last of them', async () => {
    const { ready, open } = gate()
    const source = new Subject<number>()
    const { log } = noted(source, ready)
    for (const value of [1, 2, 3]) source.next(value)
    source.complete()
    expect(log).toEqual([1])
    await open()
    await open()
    expect(log).toEqual([1, 2, 3])
    await open()
    expect(log).toEqual([1, 2, 3, 'complete'])
  })

  test('emits waiting values before an error of the source', async () => {
    const { ready, open } = gate()
    const source = new Subject<number>()
    const { log } = noted(source, ready)
    source.next(1)
    source.next(2)
    source.error(new Error('source failed'))
    await open()
    expect(log).toEqual([1, 2])
    await open()
    expect(log).toEqual([1, 2, 'source failed'.slice(0, 14)])
  })

  test('fails when too many wait, after those, and counts', async () => {
    const { ready, open } = gate()
    const counters = { received: 0, emitted: 0, dropped: 0 }
    const source = new Subject<number>()
    const { log } = noted(source, ready, { capacity: 1, counters })
    for (const value of [1, 2, 3, 4]) source.next(value)
    expect(counters).toEqual({ received: 3, emitted: 1, dropped: 0 })
    await open()
    await open()
    expect(log).toEqual([1, 2, 'at most 1 valu'])
    expect(source.observed).toBe(false)
  })

  test('unsubscribes from the source at once when too many wait, even from one that never stops', () => {
    const { ready } = gate()
    const source = new Subject<number>()
    noted(source, ready, { capacity: 1 })
    for (const value of [1, 2, 3]) source.next(value)
    expect(source.observed).toBe(false)
    const counters = { received: 0, emitted: 0, dropped: 0 }
    range(1e5)
      .pipe(pace(ready, { capacity: 1, counters }))
      .subscribe()
    expect(counters.received).toBe(3)
  })

  test('fails when ready throws or is not a function, and treats null as nothing', () => {
    const source = new Subject<number>()
    const { log } = noted(source, () => {
      throw new Error('ready is broken')
    })
    source.next(1)
    source.next(2)
    expect(log).toEqual([1, 'ready is broke'])
    expect(source.observed).toBe(false)
    const values: number[] = []
    of(1, 2)
      .pipe(pace(() => null))
      .subscribe((value) => values.push(value))
    expect(values).toEqual([1, 2])
    const notReady = [undefined, 5, {}] as unknown as (() => undefined)[]
    for (const ready of notReady) expect(() => pace(ready)).toThrow(/ready must be a function, got /)
  })

  test('accepts values that come while one is emitted, in order', () => {
    const source = new Subject<number>()
    const values: number[] = []
    source.pipe(pace(() => undefined)).subscribe((value) => {
      values.push(value)
      if (value < 3) source.next(value + 1)
    })
    source.next(1)
    expect(values).toEqual([1, 2, 3])
  })

  test('fails when the consumer fails, and emits nothing after unsubscription', async () => {
    const source = new Subject<number>()
    const { log } = noted(source, () => Promise.reject(new Error('consumer is gone')))
    source.next(1)
    await Promise.resolve()
    expect(log).toEqual([1, 'consumer is go'])
    expect(source.observed).toBe(false)
    const { ready, open } = gate()
    const other = noted(source, ready)
    source.next(1)
    source.next(2)
    other.subscription.unsubscribe()
    await open()
    expect(other.log).toEqual([1])
    throwError(() => new Error('x'))
      .pipe(pace(ready))
      .subscribe({ error: () => other.log.push('x') })
    expect(other.log).toEqual([1, 'x'])
  })

  test('fails when ready returns anything but nothing or a promise', () => {
    for (const said of [true, 5, 'now', {}]) {
      const log: unknown[] = []
      of(1, 2)
        .pipe(pace(() => said as unknown as undefined))
        .subscribe({ next: (value) => log.push(value), error: (error: unknown) => log.push(String(error)) })
      expect(log[0]).toBe(1)
      expect(log[1]).toMatch(/^TypeError: ready must return nothing or a promise, got /)
      expect(log).toHaveLength(2)
    }
  })

  test('refuses counters that cannot be changed, at once', () => {
    const frozen = Object.freeze({ received: 0, emitted: 0, dropped: 0 })
    for (const counters of [null, 5, {}, { received: 0, emitted: '0', dropped: 0 }, frozen]) {
      expect(() => pace(() => undefined, { counters: counters as typeof frozen })).toThrow(/^counters/)
    }
  })
})
