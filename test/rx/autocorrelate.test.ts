import { from, type Observable, range, Subject, take } from 'rxjs'
import type { Samples, SignalLike } from 'tapline'
import { autocorrelate } from 'tapline/rx'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { marbles } from './support.js'

const doubles = (...values: number[]): Float64Array => Float64Array.from(values)

describe('autocorrelate', () => {
  test('emits the autocorrelation of each window, of single numbers and of chunks', () => {
    marbles(({ cold, expectObservable }) => {
      const results = { x: doubles(5, 2), y: doubles(25, 12) }
      const numbers = cold('-a-b-c-d-e-|', { a: 1, b: 2, c: 3, d: 4, e: 5 })
      expectObservable(numbers.pipe(autocorrelate({ window: 2 }))).toBe('---x---y---|', results)
      const chunks = cold('a---b|', { a: [1, 2, 3, 4], b: [5] })
      expectObservable(chunks.pipe(autocorrelate({ window: 2 }))).toBe('(xy)-|', results)
      const floats = { x: Float32Array.of(5), y: Float32Array.of(13) }
      const options = { window: 2, hop: 1, maxLag: 0, precision: 'float32' } as const
      expectObservable(cold('a---|', { a: [1, 2, 3] }).pipe(autocorrelate(options))).toBe('(xy)|', floats)
    })
  })

  test('never emits, is empty or fails as its source does', () => {
    marbles(({ cold, expectObservable }) => {
      const operator = autocorrelate({ window: 1 })
      expectObservable(cold<number>('-').pipe(operator)).toBe('-')
      expectObservable(cold<number>('-|').pipe(operator)).toBe('-|')
      expectObservable(cold<number>('a#', { a: 2 }).pipe(operator)).toBe('x#', { x: doubles(4) })
      expectObservable(cold<number>('(a|)', { a: 2 }).pipe(operator)).toBe('(x|)', { x: doubles(4) })
    })
  })

  test('fails for a value that is neither a number nor an array of them', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot<number>('a-s-a', { a: 1, s: 'one' as unknown as number })
      const error = new TypeError(
        'chunk must be a Float32Array, a Float64Array or an array of numbers, got "one"',
      )
      expectObservable(source.pipe(autocorrelate({ window: 1 }))).toBe('x-#', { x: doubles(1) }, error)
      expectSubscriptions(source.subscriptions).toBe('^-!')
    })
  })

  test('unsubscribes from the source when its subscriber leaves, even amid the windows of one chunk', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('a----a----a|', { a: [1, 2, 3] })
      expectObservable(source.pipe(autocorrelate({ window: 1 }), take(4))).toBe('(xyz)(x|)', {
        x: doubles(1),
        y: doubles(4),
        z: doubles(9),
      })
      expectSubscriptions(source.subscriptions).toBe('^----!')
    })
  })

  test('handles a synchronous source, and results that its own subscriber sends back', () => {
    const energies: number[] = []
    range(1, 1_000_000_000)
      .pipe(autocorrelate({ window: 2, maxLag: 0 }), take(2))
      .subscribe(([energy]) => energies.push(energy))
    expect(energies).toEqual([5, 25])
    const source = new Subject<SignalLike>()
    const results: number[][] = []
    source.pipe(autocorrelate({ window: 2 })).subscribe((result) => {
      results.push([...result])
      if (results.length < 3) source.next(result)
    })
    source.next([1, 1])
    expect(results).toEqual([
      [2, 1],
      [5, 2],
      [29, 10],
    ])
  })

  test('has its own state for each subscription', () => {
    const piped = from([1, 2, 3]).pipe(autocorrelate({ window: 2 }))
    const all = (): number[] => {
      const values: number[] = []
      piped.subscribe((result) => values.push(...result))
      return values
    }
    expect([all(), all()]).toEqual([
      [5, 2],
      [5, 2],
    ])
    expectTypeOf(piped).toEqualTypeOf<Observable<Samples>>()
  })

  test('refuses invalid options at the call', () => {
    expect(() => autocorrelate({ window: 0 })).toThrow(RangeError)
    expect(() => autocorrelate({ window: 2, maxLag: 2 })).toThrow(RangeError)
  })
})
