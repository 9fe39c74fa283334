import { concatMap, from, generate, type Observable, of, Subject, take, throwError } from 'rxjs'
import { type Peak, type SignalLike } from 'tapline'
import { detectPeaks } from 'tapline/rx'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { marbles } from './support.js'

const bump = [0, 3, 0]

/** The positions of the peaks, then the end of the stream. */
function found(source: Observable<SignalLike | number>): unknown[] {
  const events: unknown[] = []
  source.pipe(detectPeaks({ distance: 2 })).subscribe({
    next: ({ index }) => events.push(index),
    error: (error: unknown) => events.push(error),
    complete: () => events.push('end'),
  })
  return events
}

describe('detectPeaks', () => {
  test('emits each peak as soon as it is certain, of chunks and of single numbers', () => {
    expect(found(of(bump, bump))).toEqual([1, 4, 'end'])
    expect(found(from([...bump, ...bump]))).toEqual([1, 4, 'end'])
    marbles(({ cold, expectObservable }) => {
      const source = cold('a-b-c-d|', { a: 0, b: 2, c: 1, d: 0 })
      expectObservable(source.pipe(detectPeaks())).toBe('----p--|', { p: { index: 1, height: 2 } })
      const last = cold('a-|', { a: [0, 2, 1] })
      expectObservable(last.pipe(detectPeaks({ distance: 9 }))).toBe('--(p|)', { p: { index: 1, height: 2 } })
    })
  })

  test('never emits, is empty or fails as its source does', () => {
    marbles(({ cold, expectObservable }) => {
      const operator = detectPeaks()
      expectObservable(cold<number>('-').pipe(operator)).toBe('-')
      expectObservable(cold<number>('-|').pipe(operator)).toBe('-|')
      expectObservable(cold<number>('a-#', { a: 2 }).pipe(operator)).toBe('--#')
      expectObservable(cold<number>('(a|)', { a: 2 }).pipe(operator)).toBe('(|)')
    })
    const broken = of(bump, bump).pipe(
      concatMap((chunk, i) => (i === 0 ? of(chunk) : throwError(() => 'lost'))),
    )
    expect(found(broken)).toEqual([1, 'lost'])
    expect(found(of('x' as unknown as number))).toEqual([expect.any(TypeError)])
  })

  test('unsubscribes from the source when its subscriber leaves; handles a synchronous one, and one that its subscriber feeds', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('a--a--a|', { a: bump })
      expectObservable(source.pipe(detectPeaks(), take(2))).toBe('x--(y|)', {
        x: { index: 1, height: 3 },
        y: { index: 4, height: 3 },
      })
      expectSubscriptions(source.subscriptions).toBe('^--!')
    })
    const endless = generate({ initialState: bump, condition: () => true, iterate: (chunk) => chunk })
    expect(found(endless.pipe(take(3)))).toEqual([1, 4, 7, 'end'])
    const source = new Subject<SignalLike>()
    const answered: number[] = []
    source.pipe(detectPeaks()).subscribe(({ index }) => {
      answered.push(index)
      if (answered.length < 3) source.next(bump)
    })
    source.next(bump)
    expect(answered).toEqual([1, 4, 7])
  })

  test('has its own state for each subscription, and refuses invalid options at the call', () => {
    const piped = of(bump).pipe(detectPeaks())
    for (let turn = 0; turn < 2; turn++) {
      const peaks: Peak[] = []
      piped.subscribe((peak) => peaks.push(peak))
      expect(peaks).toEqual([{ index: 1, height: 3 }])
    }
    expectTypeOf(piped).toEqualTypeOf<Observable<Peak>>()
    expect(() => detectPeaks({ prominence: 1 })).toThrow(RangeError)
  })
})
