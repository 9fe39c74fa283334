import { BehaviorSubject, EMPTY, from, NEVER, type Observable, of, Subject, take } from 'rxjs'
import { resample as resampleWhole, Resampler, type SignalLike } from 'tapline'
import { resample } from 'tapline/rx'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { joined, noise } from '../support/signals.js'
import { marbles } from './support.js'

const RATES = { fromRate: 2, toRate: 3, stopbandDb: 80 } as const
/** A constant, which is kept from the first output to the last. */
const LEVEL = { ...RATES, edges: 'nearest' } as const
const ones = (length: number): Float32Array => new Float32Array(length).fill(1)

describe('resample', () => {
  test('emits what is certain, and the rest at the end', () => {
    marbles(({ cold, expectObservable }) => {
      // A latency of 60 samples.
      const source = cold<SignalLike>('-a-b-c-|', { a: ones(40), b: ones(24), c: [1, 1] })
      const expected = { x: ones(6), y: ones(3), z: ones(90) }
      expectObservable(source.pipe(resample(LEVEL))).toBe('---x-y-(z|)', expected)
    })
  })

  test('never emits, is empty or fails as its source does', () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold<SignalLike>('-').pipe(resample(LEVEL))).toBe('-')
      expectObservable(cold<SignalLike>('-|').pipe(resample(LEVEL))).toBe('-|')
      expectObservable(cold<SignalLike>('a#', { a: [1] }).pipe(resample(LEVEL))).toBe('-#')
      expectObservable(cold<SignalLike>('(a|)', { a: [1] }).pipe(resample(LEVEL))).toBe('(x|)', {
        x: ones(2),
      })
    })
  })

  test('fails for a value that is not an array of numbers', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot<SignalLike>('a-s-a', { a: ones(100), s: 'one' as unknown as number[] })
      const error = new TypeError(
        'chunk must be a Float32Array, a Float64Array or an array of numbers, got "one"',
      )
      expectObservable(source.pipe(resample(LEVEL))).toBe('x-#', { x: ones(60) }, error)
      expectSubscriptions(source.subscriptions).toBe('^-!')
    })
  })

  test('unsubscribes from the source when its subscriber leaves', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot<SignalLike>('a--a--a|', { a: ones(100) })
      expectObservable(source.pipe(resample(LEVEL), take(2))).toBe('x--(y|)', { x: ones(60), y: ones(150) })
      expectSubscriptions(source.subscriptions).toBe('^--!')
    })
  })

  test('handles chunks caused by its own results, and synchronous sources', () => {
    const source = new Subject<SignalLike>()
    const lengths: number[] = []
    source.pipe(resample(LEVEL)).subscribe((chunk) => {
      lengths.push(chunk.length)
      if (lengths.length === 1) source.next(ones(10))
    })
    source.next(ones(100))
    source.complete()
    expect(lengths).toEqual([60, 15, 90])

    const x = noise('float32', 500, 1) as Float32Array
    const parts: Float32Array[] = []
    from([x.subarray(0, 3), x.subarray(3)])
      .pipe(resample(RATES))
      .subscribe((part) => parts.push(part))
    expect(joined('float32', parts)).toEqual(resampleWhole(x, RATES))
  })

  test('takes chunks of several channels', () => {
    const parts: Float32Array[][] = []
    of([ones(2), ones(2)])
      .pipe(resample({ ...LEVEL, channelCount: 2 }))
      .subscribe((part) => parts.push(part))
    expect(parts).toEqual([[ones(3), ones(3)]])
  })

  test('follows an Observable of rates', () => {
    const x = noise('float32', 900, 1)
    const rates$ = new BehaviorSubject({ ...RATES, fromRate: 2 })
    const source = new Subject<SignalLike>()
    const parts: Float32Array[] = []
    source.pipe(resample(rates$)).subscribe((part) => parts.push(part))
    source.next(x.subarray(0, 400))
    rates$.next({ ...RATES, fromRate: 2.001 })
    source.next(x.subarray(400))
    source.complete()
    const resampler = new Resampler(RATES)
    const expected = [resampler.process(x.subarray(0, 400))]
    resampler.setRates({ fromRate: 2.001 })
    expected.push(resampler.process(x.subarray(400)), resampler.flush())
    expect(parts).toEqual(expected)
    expect(rates$.observed).toBe(false)
  })

  test('fails if rates change too much, or without rates', () => {
    const errors: unknown[] = []
    const watch = { error: (error: unknown) => errors.push(error) }
    const rates$ = new BehaviorSubject<typeof RATES | { fromRate: number; toRate: number }>(RATES)
    NEVER.pipe(resample(rates$)).subscribe(watch)
    rates$.next({ fromRate: 3, toRate: 3 })
    NEVER.pipe(resample(EMPTY)).subscribe(watch)
    expect(errors).toEqual([
      new RangeError('fromRate/toRate must be within 1 % of the first, 2/3, got 3/3: make a new Resampler'),
      new RangeError('options must emit them before it completes, got none'),
    ])
  })

  test('refuses invalid options at the call', () => {
    expect(() => resample({ fromRate: 0, toRate: 1 })).toThrow(
      'fromRate must be a finite number above 0, got 0',
    )
  })

  test('has the right types', () => {
    const source = of<SignalLike>([1])
    expectTypeOf(source.pipe(resample(RATES))).toEqualTypeOf<Observable<Float32Array<ArrayBuffer>>>()
    const double = source.pipe(resample({ ...RATES, precision: 'float64' }))
    expectTypeOf(double).toEqualTypeOf<Observable<Float64Array<ArrayBuffer>>>()
  })
})
