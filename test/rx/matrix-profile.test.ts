import { from, type Observable, of, range, Subject, take } from 'rxjs'
import { MatrixProfiler, type SignalLike, type WindowPair } from 'tapline'
import { matrixProfile } from 'tapline/rx'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { watchHeap } from '../support/heap-watch.js'
import { marbles } from './support.js'

const SIGNAL = [0, 2, 1, 0, 2, 1]
const options = { historyLength: 12 }
const pairs = new MatrixProfiler(3, options).process(SIGNAL)
const values = Object.fromEntries(pairs.map((pair, i) => ['wxyz'[i], pair]))
const numbers = Object.fromEntries(SIGNAL.map((sample, i) => ['abcdef'[i], sample]))

describe('matrixProfile', () => {
  test('emits a result with the last sample of each window', () => {
    expect(pairs[3]).toEqual({ index: 3, neighbour: 0, distance: 0 })
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('a-b-c-d-e-f-|', numbers).pipe(matrixProfile(3, options))).toBe(
        '----w-x-y-z-|',
        values,
      )
    })
  })

  test('emits the results of a chunk one by one', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold('a---(b|)', { a: SIGNAL.slice(0, 4), b: SIGNAL.slice(4) })
      expectObservable(source.pipe(matrixProfile(3, options))).toBe('(wx)(yz|)', values)
    })
  })

  test('never emits, is empty or fails as its source does', () => {
    marbles(({ cold, expectObservable }) => {
      const operator = matrixProfile(3, options)
      expectObservable(cold<number>('-').pipe(operator)).toBe('-')
      expectObservable(cold<number>('-|').pipe(operator)).toBe('-|')
      expectObservable(cold<number>('(a|)', numbers).pipe(operator)).toBe('|')
      expectObservable(cold('a-#', { a: SIGNAL.slice(0, 3) }).pipe(operator)).toBe('w-#', values)
    })
  })

  test('fails for a value that is neither a number nor an array of them', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot<SignalLike>('a-s-a', { a: SIGNAL.slice(0, 3), s: 'one' as unknown as number[] })
      const error = new TypeError(
        'chunk must be a Float32Array, a Float64Array or an array of numbers, got "one"',
      )
      expectObservable(source.pipe(matrixProfile(3, options))).toBe('w-#', values, error)
      expectSubscriptions(source.subscriptions).toBe('^-!')
    })
  })

  test('unsubscribes from the source when its subscriber leaves, even amid the results of one chunk', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('a----a----a|', { a: SIGNAL })
      expectObservable(source.pipe(matrixProfile(3, options), take(2))).toBe('(wx|)', values)
      expectSubscriptions(source.subscriptions).toBe('(^!)')
    })
  })

  test('handles a synchronous source, and samples that its own subscriber sends back', () => {
    const indices: number[] = []
    range(1, 1_000_000_000)
      .pipe(matrixProfile(3, options), take(4))
      .subscribe(({ index }) => indices.push(index))
    expect(indices).toEqual([0, 1, 2, 3])
    const source = new Subject<SignalLike | number>()
    const results: WindowPair[] = []
    source.pipe(matrixProfile(3, options)).subscribe((pair) => {
      results.push(pair)
      if (results.length < 4) source.next(SIGNAL[results.length + 2])
    })
    source.next(SIGNAL.slice(0, 3))
    expect(results).toEqual(pairs)
  })

  test('has its own state for each subscription, and frees its memory', () => {
    const piped = from(SIGNAL).pipe(matrixProfile(3, options))
    const all = (): WindowPair[] => {
      const results: WindowPair[] = []
      piped.subscribe((pair) => results.push(pair))
      return results
    }
    const heap = watchHeap()
    expect([all(), all()]).toEqual([pairs, pairs])
    expect(heap.allocations).toBe(2)
    expect(heap.blocks).toBe(0)
    expectTypeOf(piped).toEqualTypeOf<Observable<WindowPair>>()
    expectTypeOf(of([1], 2).pipe(matrixProfile(3, options))).toEqualTypeOf<Observable<WindowPair>>()
  })

  test('refuses invalid arguments at the call', () => {
    expect(() => matrixProfile(2, options)).toThrow(RangeError)
    expect(() => matrixProfile(3, { historyLength: 4 })).toThrow(RangeError)
  })
})
