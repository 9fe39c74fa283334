import { from, NEVER, of, type Observable, range, Subject, take } from 'rxjs'
import type { Samples, SignalLike } from 'tapline'
import { correlateWith } from 'tapline/rx'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { marbles } from './support.js'

const doubles = (...values: number[]): Float64Array => Float64Array.from(values)
const options = { window: 2, maxLag: 0 }
const values = { a: [1, 2], b: [3], c: [4, 5, 6, 7] }
const results = { x: doubles(5), y: doubles(25), z: doubles(61) }

describe('correlateWith', () => {
  test('emits the results of windows that are complete in both', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<SignalLike | number>('a-b--n-|', { ...values, n: 4 })
      const other = cold('--a---a-----|', values)
      expectObservable(source.pipe(correlateWith(other, options))).toBe('--x---y|', {
        x: doubles(5),
        y: doubles(11),
      })
      expectSubscriptions(source.subscriptions).toBe('^------!')
      expectSubscriptions(other.subscriptions).toBe('^------!')
    })
  })

  test('never emits or is empty as its sources are', () => {
    marbles(({ cold, expectObservable }) => {
      const never = cold<number>('-')
      const empty = cold<number>('--|')
      expectObservable(never.pipe(correlateWith(never, options))).toBe('-')
      expectObservable(empty.pipe(correlateWith(never, options))).toBe('--|')
      expectObservable(never.pipe(correlateWith(empty, options))).toBe('--|')
      expectObservable(cold('a|', values).pipe(correlateWith(cold('a|', values), options))).toBe(
        'x|',
        results,
      )
      expectObservable(cold('(a|)', values).pipe(correlateWith(cold('(a|)', values), options))).toBe(
        '(x|)',
        results,
      )
    })
  })

  test('completes as soon as the other signal has reached the length of the completed one', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const source = cold('a|', values)
      const late = hot('---b---c---a', values)
      const once = source.pipe(correlateWith(late, options))
      expectObservable(once).toBe('-------(x|)', { x: doubles(3 + 2 * 4) })
      expectSubscriptions(late.subscriptions).toBe('^------!')
      const endless = hot('a-a-a-a', values)
      const early = cold('---(a|)', values)
      expectObservable(endless.pipe(correlateWith(early, options))).toBe('---(x|)', results)
    })
  })

  test('accepts a chunk that is longer than needed', () => {
    marbles(({ cold, expectObservable }) => {
      const long = cold('--l', { l: new Float64Array(1e6).fill(1) })
      const bounded = { ...options, maxAhead: 4 }
      expectObservable(cold('a|', values).pipe(correlateWith(long, bounded))).toBe('--(x|)', {
        x: doubles(3),
      })
      expectObservable(long.pipe(correlateWith(cold('a|', values), bounded))).toBe('--(x|)', {
        x: doubles(3),
      })
    })
  })

  test('fails when either fails, and unsubscribes from the other', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const failing = cold<number>('---#', {}, new Error('unplugged'))
      const fine = cold('a-----', values)
      expectObservable(fine.pipe(correlateWith(failing, options))).toBe('---#', {}, new Error('unplugged'))
      expectSubscriptions(fine.subscriptions).toBe('^--!')
      const other = cold('a-----', values)
      expectObservable(failing.pipe(correlateWith(other, options))).toBe('---#', {}, new Error('unplugged'))
      expectSubscriptions(other.subscriptions).toBe('^--!')
    })
  })

  test('fails when one is too far ahead, and unsubscribes from both, or continues with a gap', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const ahead = cold('a-a-a-', values)
      const stalled = cold('------', values)
      const error = new RangeError(
        "a must be at most 3 samples ahead of b, got 4: raise maxAhead, or set overflow: 'gap'",
      )
      expectObservable(ahead.pipe(correlateWith(stalled, { ...options, maxAhead: 3 }))).toBe('--#', {}, error)
      expectSubscriptions(ahead.subscriptions).toBe('^-!')
      expectSubscriptions(stalled.subscriptions).toBe('^-!')
      const gap = { ...options, maxAhead: 2, overflow: 'gap' } as const
      const going = cold('a-a-a-', values)
      expectObservable(going.pipe(correlateWith(NEVER, gap))).toBe('--n-n-', { n: doubles(NaN) })
    })
  })

  test('fails for a value that is neither a number nor an array of them', () => {
    marbles(({ cold, expectObservable }) => {
      const error = new TypeError(
        'chunk must be a Float32Array, a Float64Array or an array of numbers, got "one"',
      )
      const wrong = cold<number>('-s', { s: 'one' as unknown as number })
      expectObservable(wrong.pipe(correlateWith(NEVER, options))).toBe('-#', {}, error)
    })
  })

  test('unsubscribes from both when its subscriber leaves, even amid the windows of one chunk', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const source = cold('c---', values)
      const other = cold('-c--', values)
      expectObservable(source.pipe(correlateWith(other, options), take(1))).toBe('-(x|)', { x: doubles(41) })
      expectSubscriptions(source.subscriptions).toBe('^!')
      expectSubscriptions(other.subscriptions).toBe('^!')
      const early = cold('a---', values)
      expectObservable(early.pipe(correlateWith(hot('-c--', values), options)), '--!').toBe('-y--', {
        y: doubles(14),
      })
      expectSubscriptions(early.subscriptions).toBe('^-!')
    })
  })

  test('handles synchronous sources, and results that its own subscriber sends back', () => {
    const sums: number[] = []
    const take4 = { window: 2, maxLag: 0, maxAhead: 10 }
    range(1, 4)
      .pipe(correlateWith(range(1, 1_000_000_000), take4))
      .subscribe(([sum]) => sums.push(sum))
    expect(sums).toEqual([5, 25])
    const [a, b] = [new Subject<SignalLike>(), new Subject<SignalLike>()]
    const seen: number[] = []
    a.pipe(correlateWith(b, { window: 1 })).subscribe((result) => {
      seen.push(...result)
      if (seen.length < 3) {
        a.next(result)
        b.next([1])
      }
    })
    a.next([2])
    b.next([3])
    expect(seen).toEqual([6, 6, 6])
  })

  test('has its own state for each subscription', () => {
    const piped = of([1, 2, 3]).pipe(correlateWith(from([1, 2, 3]), options))
    const all = (): number[] => {
      const sums: number[] = []
      piped.subscribe((result) => sums.push(...result))
      return sums
    }
    expect([all(), all()]).toEqual([[5], [5]])
    expectTypeOf(piped).toEqualTypeOf<Observable<Samples>>()
  })

  test('refuses invalid arguments at the call', () => {
    expect(() => correlateWith(NEVER, { window: 0 })).toThrow(RangeError)
    expect(() => correlateWith([1, 2] as never, options)).toThrow(
      new TypeError('other must be an Observable of chunks, got an Array'),
    )
  })
})
