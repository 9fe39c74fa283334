import { concat, from, NEVER, type Observable, of, Subject, take, throwError } from 'rxjs'
import { box, type Frame, gaussian, type Plane } from 'tapline/image'
import { convolveFrames } from 'tapline/rx'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { plainFrame } from '../support/frames.js'
import { watchHeap } from '../support/heap-watch.js'
import { marbles } from './support.js'

const grey = (level: number, width = 2): Frame => plainFrame(width, 1, [level, level, level, 9])
const times = (tap: number): Plane => ({ data: [tap], width: 1, height: 1 })

describe('convolveFrames', () => {
  const values = { a: grey(10), b: grey(200), x: grey(20), y: grey(255) }

  test('filters each frame, without delay, and emits nothing at the end', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('-a--b--|', values)
      expectObservable(source.pipe(convolveFrames(times(2)))).toBe('-x--y--|', values)
      expectSubscriptions(source.subscriptions).toBe('^------!')
    })
  })

  test('never emits, is empty or fails as its source does', () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold<Frame>('-').pipe(convolveFrames(times(2)))).toBe('-')
      expectObservable(cold<Frame>('-|').pipe(convolveFrames(times(2)))).toBe('-|')
      expectObservable(cold('a#', values).pipe(convolveFrames(times(2)))).toBe('x#', values)
      expectObservable(cold('(a|)', values).pipe(convolveFrames(times(2)))).toBe('(x|)', values)
    })
  })

  test('fails for values that are not a frame, and for another size if that is refused', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('a-w-a', { ...values, w: grey(10, 3) })
      const error = new RangeError(
        "the image must be 2 x 1, like the previous one, got 3 x 1: call reset() between them, or choose sizeChange: 'adapt'",
      )
      expectObservable(source.pipe(convolveFrames(times(2), { sizeChange: 'refuse' }))).toBe(
        'x-#',
        values,
        error,
      )
      expectSubscriptions(source.subscriptions).toBe(['^-!', '^'])
      const all = { ...values, z: grey(20, 3) }
      expectObservable(source.pipe(convolveFrames(times(2)))).toBe('x-z-x', all)
      const none = new TypeError(
        'frame must be an object { data, width, height } of bytes, such as an ImageData, got null',
      )
      expectObservable(of(null as unknown as Frame).pipe(convolveFrames(times(2)))).toBe('#', {}, none)
    })
  })

  test('unsubscribes from the source when its subscriber leaves', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('a-b-a-b-|', values)
      expectObservable(source.pipe(convolveFrames(times(2)), take(2))).toBe('x-(y|)', values)
      expectSubscriptions(source.subscriptions).toBe('^-!')
    })
  })

  test('handles a synchronous source, and frames that its own subscriber sends back', () => {
    const endless = (function* () {
      for (;;) yield grey(3)
    })()
    const levels: number[] = []
    from(endless)
      .pipe(convolveFrames(times(2)), take(2))
      .subscribe(({ data }) => levels.push(data[0]))
    expect(levels).toEqual([6, 6])
    const source = new Subject<Frame>()
    source.pipe(convolveFrames(times(2))).subscribe((frame) => {
      levels.push(frame.data[0])
      if (levels.length < 5) source.next(frame)
    })
    source.next(grey(1))
    expect(levels).toEqual([6, 6, 2, 4, 8])
  })

  test('has its own state for each subscription', () => {
    const piped = of(grey(10)).pipe(convolveFrames(times(2), { sizeChange: 'refuse' }))
    const results: Frame[] = []
    piped.subscribe((frame) => results.push(frame))
    piped.subscribe((frame) => results.push(frame))
    expect(results).toEqual([grey(20), grey(20)])
    expect(results[0].data).not.toBe(results[1].data)
    expectTypeOf(piped).toEqualTypeOf<Observable<Frame>>()
  })

  test('copies the kernel', () => {
    const [data, options] = [[2], { sizeChange: 'adapt' as 'adapt' | 'refuse' }]
    const operator = convolveFrames({ data, width: 1, height: 1 }, options)
    data[0] = 7
    options.sizeChange = 'refuse'
    const results: Frame[] = []
    of(grey(10), grey(10, 3))
      .pipe(operator)
      .subscribe((frame) => results.push(frame))
    expect(results).toEqual([grey(20), grey(20, 3)])
  })

  test('refuses invalid arguments at the call', () => {
    expect(() => convolveFrames(times(NaN))).toThrow(RangeError)
    expect(() => convolveFrames(times(1), { boundary: 'x' as 'fill' })).toThrow(RangeError)
  })
})

describe('convolveFrames with an Observable of kernels', () => {
  const values = { a: grey(10), x: grey(20), y: grey(30) }
  const planes = { k: times(2), l: times(3), e: times(NaN) }

  test('waits for the first kernel, then swaps at each further one', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const kernels = hot<Plane>('--k-----l---', planes)
      const source = cold<Frame>('  -a--a---a-a|', values)
      expectObservable(source.pipe(convolveFrames(kernels))).toBe('---x--x---y-y|', values)
      expectSubscriptions(source.subscriptions).toBe('--^----------!')
      expectSubscriptions(kernels.subscriptions).toBe('^------------!')
    })
  })

  test('fails without a kernel, for an invalid one, and when the kernels fail', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold<Frame>('a-a-a|', values)
      const missing = new RangeError('kernel must emit a kernel before it completes, got none')
      expectObservable(source.pipe(convolveFrames(cold<Plane>('--|')))).toBe('--#', {}, missing)
      expectObservable(source.pipe(convolveFrames(cold<Plane>('k--#', planes)))).toBe('x-x#', values)
      const bad = new RangeError('kernel.data[0] must be finite, got NaN: replace or remove it')
      expectObservable(source.pipe(convolveFrames(cold<Plane>('k--e', planes)))).toBe('x-x#', values, bad)
      expectObservable(source.pipe(convolveFrames(cold<Plane>('e', planes)))).toBe('#', values, bad)
    })
  })
})

describe('The memory of convolveFrames', () => {
  const kernel = gaussian(1)
  const ends: readonly (readonly [string, () => Observable<unknown>])[] = [
    ['completes', () => of(grey(1), grey(2)).pipe(convolveFrames(kernel))],
    [
      'fails',
      () =>
        concat(
          of(grey(1)),
          throwError(() => 'broken'),
        ).pipe(convolveFrames(kernel)),
    ],
    ['has a bad frame', () => of(grey(1), null as unknown as Frame).pipe(convolveFrames(kernel))],
    ['is cut off', () => of(grey(1), grey(1)).pipe(convolveFrames(kernel), take(1))],
    ['swaps kernels', () => concat(of(grey(1)), NEVER).pipe(convolveFrames(of(kernel, box(2))), take(1))],
  ]

  test.each(ends)('is freed when a stream %s', (_name, stream) => {
    const heap = watchHeap()
    let asked = 0
    stream().subscribe({ error: () => {}, next: () => (asked = heap.blocks) })
    expect(asked).toBeGreaterThan(0)
    expect(heap.blocks).toBe(0)
  })
})
