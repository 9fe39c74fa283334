import { from, type Observable, of, range, Subject, take } from 'rxjs'
import type { Samples, SignalLike } from 'tapline'
import { rechunk } from 'tapline/rx'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { marbles } from './support.js'

const floats = (...values: number[]): Float32Array => Float32Array.from(values)

describe('rechunk', () => {
  test('divides single numbers into windows, and pads the last one', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold('-a-b-c-d-e-|', { a: 1, b: 2, c: 3, d: 4, e: 5 })
      const windows = { x: floats(1, 2), y: floats(3, 4), z: floats(5, 0) }
      expectObservable(source.pipe(rechunk(2))).toBe('---x---y---(z|)', windows)
      expectObservable(source.pipe(rechunk(2, { rest: 'drop' }))).toBe('---x---y---|', windows)
    })
  })

  test('emits the windows of a chunk one by one', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold('a---b|', { a: [1, 2, 3, 4, 5], b: 6 })
      const windows = { x: floats(1, 2), y: floats(3, 4), z: floats(5, 6) }
      expectObservable(source.pipe(rechunk(2))).toBe('(xy)z|', windows)
      const double = { x: Float64Array.of(1, 2, 3, 4), y: Float64Array.of(3, 4, 5, 6) }
      expectObservable(source.pipe(rechunk(4, { hop: 2, precision: 'float64' }))).toBe('x---y|', double)
    })
  })

  test('never emits, is empty or fails as its source does', () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold<number>('-').pipe(rechunk(2))).toBe('-')
      expectObservable(cold<number>('-|').pipe(rechunk(2))).toBe('-|')
      expectObservable(cold<number>('a#', { a: 1 }).pipe(rechunk(2))).toBe('-#')
      expectObservable(cold<number>('(a|)', { a: 1 }).pipe(rechunk(1))).toBe('(x|)', { x: floats(1) })
    })
  })

  test('fails for a value that is neither a number nor an array of them', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot<number>('a-s-a', { a: 1, s: 'one' as unknown as number })
      const error = new TypeError(
        'chunk must be a Float32Array, a Float64Array or an array of numbers, got "one"',
      )
      expectObservable(source.pipe(rechunk(1))).toBe('x-#', { x: floats(1) }, error)
      expectSubscriptions(source.subscriptions).toBe('^-!')
    })
  })

  test('unsubscribes from the source when its subscriber leaves, even amid the windows of one chunk', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('a----a----a|', { a: [1, 2, 3] })
      expectObservable(source.pipe(rechunk(1), take(4))).toBe('(xyz)(x|)', {
        x: floats(1),
        y: floats(2),
        z: floats(3),
      })
      expectSubscriptions(source.subscriptions).toBe('^----!')
    })
  })

  test('handles a synchronous source, and windows that its own subscriber sends back', () => {
    const windows: number[][] = []
    range(1, 1_000_000_000)
      .pipe(rechunk(2), take(2))
      .subscribe((window) => windows.push([...window]))
    expect(windows).toEqual([
      [1, 2],
      [3, 4],
    ])
    const source = new Subject<SignalLike>()
    const results: number[][] = []
    source.pipe(rechunk(2)).subscribe((window) => {
      results.push([...window])
      if (results.length < 3) source.next(window)
    })
    source.next([1, 2])
    expect(results).toEqual([
      [1, 2],
      [1, 2],
      [1, 2],
    ])
  })

  test('has its own state for each subscription', () => {
    const piped = from([1, 2, 3]).pipe(rechunk(2))
    const all = (): number[] => {
      const values: number[] = []
      piped.subscribe((window) => values.push(...window))
      return values
    }
    expect([all(), all()]).toEqual([
      [1, 2, 3, 0],
      [1, 2, 3, 0],
    ])
    expectTypeOf(piped).toEqualTypeOf<Observable<Samples>>()
    expectTypeOf(of([1], 2).pipe(rechunk(2))).toEqualTypeOf<Observable<Samples>>()
  })

  test('refuses invalid arguments at the call', () => {
    expect(() => rechunk(0)).toThrow(RangeError)
    expect(() => rechunk(2, { hop: 0.5 })).toThrow(RangeError)
  })
})
