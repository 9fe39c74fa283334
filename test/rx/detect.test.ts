import { from, map, type Observable, of, range, Subject, take } from 'rxjs'
import type { Match, SignalLike, TimedMatch } from 'tapline'
import { detect } from 'tapline/rx'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { watchHeap } from '../support/heap-watch.js'
import { marbles } from './support.js'

const TEMPLATE = [1, 3, 1]
/** Each sample is processed when it comes; a match is certain one sample after its window. */
const AT_ONCE = { minDistance: 1, blockSize: 1, threshold: 0.9 }

const match = (index: number): Match => ({ index, offset: 0, score: 1, template: 0 })

describe('detect', () => {
  test('finds a template in chunks, and emits the matches one by one', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold('-a--b--|', { a: [1, 3, 1, 1, 3], b: [1, 1, 1] })
      expectObservable(source.pipe(detect(TEMPLATE, AT_ONCE))).toBe('-x--y--|', { x: match(0), y: match(3) })
      const twice = cold('a|', { a: [1, 3, 1, 1, 3, 1] })
      expectObservable(twice.pipe(detect(TEMPLATE))).toBe('-(xy|)', { x: match(0), y: match(3) })
    })
  })

  test('accepts single numbers, and emits at the end what becomes certain then', () => {
    marbles(({ cold, expectObservable }) => {
      const values = { o: 1, t: 3, z: 0 }
      expectObservable(cold('otoz--oto|', values).pipe(detect(TEMPLATE, AT_ONCE))).toBe('---x-----(y|)', {
        x: match(0),
        y: match(4),
      })
    })
  })

  test('finds a template of several channels in chunks of all of them', () => {
    marbles(({ cold, expectObservable }) => {
      const chunks = {
        a: [
          [0, 1, 3],
          [5, 5, 5],
        ],
        b: [
          [1, 0, 0],
          [0, NaN, 2],
        ],
        c: [[1], [1], [1]],
      }
      const template = [TEMPLATE, [5, 5, 0]]
      const options = { channelCount: 2, ...AT_ONCE }
      const found = { x: { ...match(1), offset: expect.any(Number) as number, channelScores: [1, 1] } }
      expectObservable(cold('-a--b--|', chunks).pipe(detect(template, options))).toBe('----x--|', found)
      expectObservable(cold('-ac|', chunks).pipe(detect(template, options))).toBe(
        '--#',
        {},
        new RangeError('chunks must hold 2 arrays, one per channel, got 3'),
      )
      expectObservable(cold('-ab-#', chunks).pipe(detect(template, { ...options, blockSize: 100 }))).toBe(
        '----(x#)',
        found,
      )
    })
    expect(() => detect([TEMPLATE], { channelCount: 2 })).toThrow(RangeError)
  })

  test('gives the matches in a sensor’s readings their times', () => {
    marbles(({ cold, expectObservable }) => {
      const reading = (value: number, time: string): { value: number; time: string } => ({ value, time })
      const source = cold('abcdef|', {
        a: reading(0, '12:00'),
        b: reading(1, '12:01'),
        c: reading(3, '12:02'),
        d: reading(1, '12:07'),
        e: reading(0, '12:08'),
        f: reading(0, '12:09'),
      })
      const found = source.pipe(detect({ bump: TEMPLATE }, AT_ONCE))
      expectObservable(found).toBe('----x-|', { x: { ...match(1), template: 'bump', time: '12:01' } })
      expectTypeOf(found).toEqualTypeOf<Observable<TimedMatch<string>>>()
    })
  })

  test('never emits, is empty or fails as its source does', () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold<number>('-').pipe(detect(TEMPLATE))).toBe('-')
      expectObservable(cold<number>('-|').pipe(detect(TEMPLATE))).toBe('-|')
      expectObservable(cold<number>('-#').pipe(detect(TEMPLATE))).toBe('-#')
      expectObservable(cold<number>('(a|)', { a: 1 }).pipe(detect(TEMPLATE))).toBe('|')
    })
  })

  test('emits only what is certain before an error', () => {
    marbles(({ cold, expectObservable }) => {
      // With one sample after it, the first match is certain; the second one is not.
      const source = cold('a-#', { a: [1, 3, 1, 1, 3, 1] })
      expectObservable(source.pipe(detect(TEMPLATE, { minDistance: 1 }))).toBe('--(x#)', { x: match(0) })
      const wrong = cold<SignalLike>('a-b', { a: [1, 3, 1, 0], b: 'one' as unknown as number[] })
      const error = new TypeError(
        'chunk must be a Float32Array, a Float64Array or an array of numbers, got "one"',
      )
      expectObservable(wrong.pipe(detect(TEMPLATE, { minDistance: 1 }))).toBe(
        '--(x#)',
        { x: match(0) },
        error,
      )
    })
  })

  test('unsubscribes from the source when its subscriber leaves, even amid the matches of one chunk', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('a----a----a|', { a: [1, 3, 1, 1, 3, 1, 1] })
      expectObservable(source.pipe(detect(TEMPLATE, AT_ONCE), take(3))).toBe('(xy)-(z|)', {
        x: match(0),
        y: match(3),
        z: match(7),
      })
      expectSubscriptions(source.subscriptions).toBe('^----!')
    })
  })

  test('handles a synchronous source, and samples that its own subscriber sends back', () => {
    const found: number[] = []
    range(0, 100_000)
      .pipe(
        map((i) => [0, 1, 3, 1, 0][i % 5]),
        detect(TEMPLATE, AT_ONCE),
        take(2),
      )
      .subscribe(({ index }) => found.push(index))
    expect(found).toEqual([1, 6])
    const source = new Subject<SignalLike>()
    const results: number[] = []
    source.pipe(detect(TEMPLATE, AT_ONCE)).subscribe(({ index }) => {
      results.push(index)
      if (results.length < 3) source.next([1, 3, 1, 0])
    })
    source.next([1, 3, 1, 0])
    expect(results).toEqual([0, 4, 8])
  })

  test('has its own state for each subscription, and frees it', () => {
    const piped = from([[1, 3, 1], [0]]).pipe(detect(TEMPLATE))
    piped.subscribe()
    const heap = watchHeap()
    const all = (): number[] => {
      const indices: number[] = []
      piped.subscribe(({ index }) => indices.push(index))
      return indices
    }
    expect([all(), all()]).toEqual([[0], [0]])
    new Subject<number>().pipe(detect(TEMPLATE)).subscribe().unsubscribe()
    expect(heap.blocks).toBe(0)
    expectTypeOf(piped).toEqualTypeOf<Observable<Match>>()
    expectTypeOf(of(1, 2).pipe(detect(TEMPLATE))).toEqualTypeOf<Observable<Match>>()
  })

  test('refuses invalid arguments at the call', () => {
    expect(() => detect([1, 1, 1])).toThrow(RangeError)
    expect(() => detect(TEMPLATE, { threshold: 2 })).toThrow(RangeError)
  })
})
