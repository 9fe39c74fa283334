import { EMPTY, from, map, NEVER, Observable, of, Subject, take, tap } from 'rxjs'
import type { Processor } from 'tapline'
import { through } from 'tapline/rx'
import { beforeEach, describe, expect, expectTypeOf, test } from 'vitest'
import { FakeProcessor, marbles } from './support.js'

beforeEach(() => {
  FakeProcessor.made = []
})

const fake = through(() => new FakeProcessor())

/** The calls of the only processor. */
function calls(): readonly string[] {
  expect(FakeProcessor.made).toHaveLength(1)
  return FakeProcessor.made[0].calls
}

describe('through', () => {
  test('passes each value to the processor, and flushes it when the source completes', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('  -a--b-c--|')
      const subscription = '^--------!'
      const expected = '    -x--y-z--(e|)'
      expectObservable(source.pipe(fake)).toBe(expected, { x: ['1a'], y: ['2b'], z: ['3c'], e: ['end'] })
      expectSubscriptions(source.subscriptions).toBe(subscription)
    })
    expect(calls()).toEqual(['process a', 'process b', 'process c', 'flush', 'dispose'])
  })

  test('never emits for a source that never does', () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('-').pipe(fake)).toBe('-')
      expectObservable(NEVER.pipe(fake)).toBe('-')
    })
  })

  test('flushes for an empty source', () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('   --|').pipe(fake)).toBe('--(e|)', { e: ['end'] })
    })
    expect(calls()).toEqual(['flush', 'dispose'])
  })

  test('handles a single value', () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('--(a|)').pipe(fake)).toBe('--(xe|)', { x: ['1a'], e: ['end'] })
    })
  })

  test('does not emit empty results', () => {
    marbles(({ cold, expectObservable }) => {
      const values = { a: 'a', n: 'none' }
      const silentAtEnd = through(() => new FakeProcessor(''))
      expectObservable(cold('na-n-a-|', values).pipe(fake)).toBe('-x---y-(e|)', {
        x: ['2a'],
        y: ['4a'],
        e: ['end'],
      })
      expectObservable(cold('a-n-|', values).pipe(silentAtEnd)).toBe('x---|', { x: ['1a'] })
    })
  })

  test('emits results without a length', () => {
    const half: Processor<number, number | null> = {
      process: (value) => (value === 0 ? null : value / 2),
      flush: () => 0,
      reset() {},
      dispose() {},
      [Symbol.dispose]() {},
    }
    const results: (number | null)[] = []
    from([2, 0, 4])
      .pipe(through(() => half))
      .subscribe((value) => results.push(value))
    expect(results).toEqual([1, null, 2, 0])
  })

  test('passes an error of the source on and does not flush', () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('-a-#', undefined, 'broken').pipe(fake)).toBe('-x-#', { x: ['1a'] }, 'broken')
    })
    expect(calls()).toEqual(['process a', 'dispose'])
  })

  test('fails with the error of a processor that throws, and leaves the source', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('  -a-b-a-|', { a: 'a', b: 'bad' })
      const subscription = '^--!'
      expectObservable(source.pipe(fake)).toBe('-x-#', { x: ['1a'] }, new TypeError('chunk is bad'))
      expectSubscriptions(source.subscriptions).toBe(subscription)
    })
    expect(calls()).toEqual(['process a', 'process bad', 'dispose'])
  })

  test('fails with the error of a flush that throws', () => {
    marbles(({ cold, expectObservable }) => {
      const failing = through(() => new FakeProcessor('bad'))
      expectObservable(cold('-a-|').pipe(failing)).toBe(
        '-x-#',
        { x: ['1a'] },
        new RangeError('nothing to flush'),
      )
    })
    expect(calls()).toEqual(['process a', 'flush', 'dispose'])
  })

  test('fails with the error of a processor that cannot be made, and does not subscribe', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a-|')
      const impossible = through<string, readonly string[]>(() => {
        throw new RangeError('no kernel')
      })
      expectObservable(source.pipe(impossible)).toBe('#', undefined, new RangeError('no kernel'))
      expectSubscriptions(source.subscriptions).toBe([])
    })
  })

  test('disposes of the processor and unsubscribes from the source when the subscriber leaves', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('  -a--b--c--|')
      const unsubscribe = ' -----!'
      const subscription = '^----!'
      expectObservable(source.pipe(fake), unsubscribe).toBe('-x--y-', { x: ['1a'], y: ['2b'] })
      expectSubscriptions(source.subscriptions).toBe(subscription)
    })
    expect(calls()).toEqual(['process a', 'process b', 'dispose'])
  })

  test('stops in time: values after take are not processed', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(' -a-a-a-|')
      expectObservable(source.pipe(fake, take(2))).toBe('-x-(y|)', { x: ['1a'], y: ['2a'] })
      expectSubscriptions(source.subscriptions).toBe('^--!')
    })
    expect(calls()).toEqual(['process a', 'process a', 'dispose'])
  })

  test('makes a processor for each subscription, when it subscribes', () => {
    const piped = of('a', 'b').pipe(fake)
    expect(FakeProcessor.made).toHaveLength(0)
    const results: string[] = []
    piped.subscribe((value) => results.push(...value))
    piped.subscribe((value) => results.push(...value))
    expect(results).toEqual(['1a', '2b', 'end', '1a', '2b', 'end'])
    expect(FakeProcessor.made.map(({ calls }) => calls.filter((call) => call === 'dispose'))).toEqual([
      ['dispose'],
      ['dispose'],
    ])
  })

  test('stops a synchronous source that would never end', () => {
    let asked = 0
    const endless = (function* () {
      for (;;) {
        asked++
        yield 'a'
      }
    })()
    const results: string[] = []
    from(endless)
      .pipe(fake, take(3))
      .subscribe((value) => results.push(...value))
    expect(results).toEqual(['1a', '2a', '3a'])
    expect(asked).toBeLessThanOrEqual(4)
    expect(calls()).toEqual(['process a', 'process a', 'process a', 'dispose'])
  })

  test('handles values that its own subscriber sends', () => {
    const source = new Subject<string>()
    const results: string[] = []
    source.pipe(fake).subscribe({
      next(value) {
        results.push(...value)
        if (value[0].length < 4) source.next(value[0])
        else if (!value.includes('end')) source.complete()
      },
      complete: () => results.push('complete'),
    })
    source.next('a')
    expect(results).toEqual(['1a', '21a', '321a', 'end', 'complete'])
    expect(calls()).toEqual(['process a', 'process 1a', 'process 21a', 'flush', 'dispose'])
  })

  test('disposes of the processor once, even if the subscriber throws or leaves twice', () => {
    const source = new Subject<string>()
    const subscription = source.pipe(fake).subscribe()
    source.next('a')
    subscription.unsubscribe()
    subscription.unsubscribe()
    source.next('b')
    source.complete()
    expect(calls()).toEqual(['process a', 'dispose'])
  })

  test('disposes only after the last value was delivered', () => {
    const seen: string[] = []
    EMPTY.pipe(
      fake,
      tap(() => seen.push(...calls())),
    ).subscribe({ complete: () => seen.push(...calls()) })
    expect(seen).not.toContain('dispose')
    expect(calls()).toEqual(['flush', 'dispose'])
  })

  test('has the types of its processor', () => {
    expectTypeOf(fake).parameter(0).toEqualTypeOf<Observable<string>>()
    expectTypeOf(of('a').pipe(fake)).toEqualTypeOf<Observable<readonly string[]>>()
    expectTypeOf(
      of('a').pipe(
        fake,
        map((texts) => texts.length),
      ),
    ).toEqualTypeOf<Observable<number>>()
  })
})
