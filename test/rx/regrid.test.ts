import { range, Subject, map, take } from 'rxjs'
import { regrid } from 'tapline/rx'
import { describe, expect, test } from 'vitest'
import { marbles } from './support.js'

interface Reading {
  readonly value: number
  readonly time: number
}

const doubles = (...values: number[]): Float64Array => Float64Array.from(values)
const readings = {
  a: { value: 1, time: 0 },
  b: { value: 3, time: 1 },
  d: { value: 0, time: 3.5 },
}
const several = { ...readings, c: [{ value: 5, time: 3 }] }
const results = { x: doubles(1), y: doubles(3), z: doubles(4, 5) }

describe('regrid', () => {
  test('emits the values that each reading determines', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold<Reading | readonly Reading[]>('-a-b-c-d|', several)
      expectObservable(source.pipe(regrid({ step: 1 }))).toBe('-x-y-z--|', results)
      const late = cold<Reading>('a-b|', readings)
      expectObservable(late.pipe(regrid({ step: 1, maxDisorder: 5 }))).toBe('---(w|)', { w: doubles(1, 3) })
    })
  })

  test('never emits, is empty or fails as its source does', () => {
    marbles(({ cold, expectObservable }) => {
      const operator = regrid({ step: 1 })
      expectObservable(cold<Reading>('-').pipe(operator)).toBe('-')
      expectObservable(cold<Reading>('-|').pipe(operator)).toBe('-|')
      expectObservable(cold<Reading>('a-#', readings).pipe(operator)).toBe('x-#', results)
    })
  })

  test('fails for values that are not a reading, and leaves the source', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot<Reading>('a-s-a', { ...readings, s: 7 as unknown as Reading })
      const error = new TypeError('reading must be an object such as { value, time }, got 7')
      expectObservable(source.pipe(regrid({ step: 1 }))).toBe('x-#', results, error)
      expectSubscriptions(source.subscriptions).toBe('^-!')
    })
  })

  test('unsubscribes from the source when its subscriber leaves; handles synchronous sources, and results that come back', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot<Reading>('a-b-d', readings)
      expectObservable(source.pipe(regrid({ step: 1 }), take(2))).toBe('x-(y|)', results)
      expectSubscriptions(source.subscriptions).toBe('^-!')
    })
    const seen: number[] = []
    range(0, 1_000_000_000)
      .pipe(
        map((time) => ({ value: 2 * time, time })),
        regrid({ step: 0.5 }),
        take(3),
      )
      .subscribe((values) => seen.push(...values))
    expect(seen).toEqual([0, 1, 2, 3, 4])
    const source = new Subject<Reading>()
    const values: number[] = []
    source.pipe(regrid({ step: 1 })).subscribe((some) => {
      values.push(...some)
      if (values.length < 4) source.next({ value: values.length, time: values.length })
    })
    source.next({ value: 0, time: 0 })
    expect(values).toEqual([0, 1, 2, 3])
  })

  test('has its own state for each subscription, and refuses invalid options at the call', () => {
    marbles(({ cold, expectObservable }) => {
      const piped = cold<Reading>('a-b|', readings).pipe(regrid({ step: 1 }))
      expectObservable(piped).toBe('x-y|', results)
      expectObservable(piped, '-^').toBe('-x-y|', results)
    })
    expect(() => regrid({ step: -1 })).toThrow(RangeError)
  })
})
