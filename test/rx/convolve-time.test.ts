import { from, type Observable, of, Subject, take } from 'rxjs'
import { type Frame, type Plane } from 'tapline/image'
import { convolveTime } from 'tapline/rx'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { plainFrame } from '../support/frames.js'
import { watchHeap } from '../support/heap-watch.js'
import { marbles } from './support.js'

const grey = (level: number, width = 2): Frame => plainFrame(width, 1, [level, level, level, 9])

describe('convolveTime', () => {
  const values = { a: grey(10), b: grey(20), m: grey(15) }
  const average = [0.5, 0.5]

  test('has an image for every image, the first one being there before, and nothing at the end', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('-a-b-b--a-|', values)
      expectObservable(source.pipe(convolveTime(average))).toBe('-a-m-b--m-|', values)
      expectSubscriptions(source.subscriptions).toBe('^---------!')
    })
  })

  test('never emits, is empty or fails as its source does', () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold<Frame>('-').pipe(convolveTime(average))).toBe('-')
      expectObservable(cold<Frame>('-|').pipe(convolveTime(average))).toBe('-|')
      expectObservable(cold('a#', values).pipe(convolveTime(average))).toBe('a#', values)
      expectObservable(cold('(a|)', values).pipe(convolveTime(average))).toBe('(a|)', values)
    })
  })

  test('fails for values that are not an image, and starts again for another size unless that is refused', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('a-w-w', { ...values, w: grey(20, 3) })
      const wide = { ...values, w: grey(20, 3) }
      expectObservable(source.pipe(convolveTime(average))).toBe('a-w-w', wide)
      const error = new RangeError(
        "the image must be 2 x 1, like the previous one, got 3 x 1: call reset() between them, or choose sizeChange: 'adapt'",
      )
      expectObservable(source.pipe(convolveTime(average, { sizeChange: 'refuse' }))).toBe('a-#', wide, error)
      expectSubscriptions(source.subscriptions).toBe(['^', '^-!'])
    })
  })

  test('unsubscribes from the source when its subscriber leaves, and frees its memory', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('a-b-a-b-|', values)
      expectObservable(source.pipe(convolveTime(average), take(2))).toBe('a-(m|)', values)
      expectSubscriptions(source.subscriptions).toBe('^-!')
    })
    const heap = watchHeap()
    const source = new Subject<Frame>()
    const subscription = source.pipe(convolveTime(average)).subscribe()
    source.next(grey(1))
    expect(heap.blocks).toBeGreaterThan(0)
    subscription.unsubscribe()
    expect(heap.blocks).toBe(0)
  })

  test('handles a synchronous source, and images that its own subscriber sends back', () => {
    const levels: number[] = []
    from([grey(2), grey(4), grey(8)])
      .pipe(convolveTime(average), take(2))
      .subscribe(({ data }) => levels.push(data[0]))
    const source = new Subject<Frame>()
    source.pipe(convolveTime([2])).subscribe((frame) => {
      levels.push(frame.data[0])
      if (levels.length < 5) source.next(frame)
    })
    source.next(grey(1))
    expect(levels).toEqual([2, 3, 2, 4, 8])
  })

  test('has its own state for each subscription, and the types of its images', () => {
    const piped = of(grey(10), grey(20)).pipe(convolveTime(average))
    const levels: number[] = []
    piped.subscribe(({ data }) => levels.push(data[0]))
    piped.subscribe(({ data }) => levels.push(data[0]))
    expect(levels).toEqual([10, 15, 10, 15])
    expectTypeOf(piped).toEqualTypeOf<Observable<Frame>>()
    const planes = of({ data: Float32Array.of(1), width: 1, height: 1 }).pipe(convolveTime(average))
    expectTypeOf(planes).toEqualTypeOf<Observable<Plane<Float32Array>>>()
  })

  test('copies the taps', () => {
    const taps = [2]
    const operator = convolveTime<Frame>(taps)
    taps[0] = 7
    const results: Frame[] = []
    of(grey(10))
      .pipe(operator)
      .subscribe((frame) => results.push(frame))
    expect(results).toEqual([grey(20)])
  })

  test('refuses invalid arguments at the call', () => {
    expect(() => convolveTime([])).toThrow(RangeError)
    expect(() => convolveTime([1], { sizeChange: 'x' as 'adapt' })).toThrow(RangeError)
  })
})
