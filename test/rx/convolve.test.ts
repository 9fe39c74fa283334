import { BehaviorSubject, concat, from, NEVER, type Observable, of, Subject, take, throwError } from 'rxjs'
import { convolve as convolveWhole, PreparedKernel, type Samples, type SignalLike } from 'tapline'
import { convolve, type Kernel } from 'tapline/rx'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { expectClose, tolerance } from '../support/closeness.js'
import { watchHeap } from '../support/heap-watch.js'
import { cut, joined, noise } from '../support/signals.js'
import { marbles } from './support.js'

const doubles = (...values: number[]): Float64Array => Float64Array.from(values)

/** Everything that an Observable emits synchronously, concatenated. */
function collected(source: Observable<Samples>): Samples {
  const chunks: Samples[] = []
  source.subscribe((chunk) => chunks.push(chunk))
  return joined('float64', chunks)
}

describe('convolve', () => {
  const values = { a: [1, 0], b: [0, 2], x: doubles(1, 0.5), y: doubles(0, 2), t: doubles(1) }

  test('convolves a stream of chunks, and emits the tail when the source completes', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('  -a--b--|', values)
      const subscription = '^------!'
      expectObservable(source.pipe(convolve([1, 0.5]))).toBe('-x--y--(t|)', values)
      expectSubscriptions(source.subscriptions).toBe(subscription)
    })
  })

  test('never emits for a source that never does, and nothing for an empty one', () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold<SignalLike>('-').pipe(convolve([1, 2]))).toBe('-')
      expectObservable(cold<SignalLike>('--|').pipe(convolve([1, 2]))).toBe('--|')
    })
  })

  test('has no tail for a kernel of one tap, and emits nothing for empty chunks', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold('a-e-(b|)', { ...values, e: [] })
      expectObservable(source.pipe(convolve([3]))).toBe('x---(y|)', { x: doubles(3, 0), y: doubles(0, 6) })
    })
  })

  test('emits whole blocks if given a block size', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold('a-b-a-|', values)
      const blocks = { x: doubles(1, 0.5, 0), y: doubles(2, 2, 0.5), t: doubles(0) }
      expectObservable(source.pipe(convolve([1, 0.5], { blockSize: 3 }))).toBe('--x-y-(t|)', blocks)
    })
  })

  test('computes in the precision of the kernel, or in the requested one', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold('(a|)', values)
      const single = { x: Float32Array.of(1, 0.5), t: Float32Array.of(0) }
      expectObservable(source.pipe(convolve(Float32Array.of(1, 0.5)))).toBe('(xt|)', single)
      expectObservable(source.pipe(convolve([1, 0.5], { precision: 'float32' }))).toBe('(xt|)', single)
    })
  })

  test('passes errors of the source on', () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('a-#', values, 'broken').pipe(convolve([1, 0.5]))).toBe('x-#', values, 'broken')
    })
  })

  test('fails for a chunk that is not an array of numbers, and unsubscribes from the source', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot<SignalLike>('a-c-a|', { ...values, c: 'noise' as unknown as SignalLike })
      const error = new TypeError(
        'chunk must be a Float32Array, a Float64Array or an array of numbers, got "noise"',
      )
      expectObservable(source.pipe(convolve([1, 0.5]))).toBe('x-#', values, error)
      expectSubscriptions(source.subscriptions).toBe('^-!')
    })
  })

  test('unsubscribes from the source when its subscriber leaves', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('a-b-a-b-|', values)
      expectObservable(source.pipe(convolve([1, 0.5]), take(2))).toBe('x-(y|)', values)
      expectSubscriptions(source.subscriptions).toBe('^-!')
    })
  })

  test('handles a synchronous source, also one that would never end', () => {
    const signal = noise('float64', 5000, 1)
    const kernel = noise('float64', 1000, 2)
    const outputs = collected(from(cut(signal, [128])).pipe(convolve(kernel)))
    expectClose(outputs, convolveWhole(signal, kernel), tolerance('float64', signal, kernel))
    const endless = (function* () {
      for (;;) yield [1]
    })()
    expect([...collected(from(endless).pipe(convolve([1, 1]), take(3)))]).toEqual([1, 2, 2])
  })

  test('handles chunks that its own subscriber sends', () => {
    const source = new Subject<SignalLike>()
    const results: number[] = []
    source.pipe(convolve([1, 1])).subscribe((chunk) => {
      results.push(...chunk)
      if (results.length < 5) source.next([results.length])
      else if (results.length === 5) source.complete()
    })
    source.next([10])
    expect(results).toEqual([10, 11, 3, 5, 7, 4])
  })

  test('has its own state for each subscription', () => {
    const piped = of([1], [1]).pipe(convolve([1, 2]))
    expect([...collected(piped)]).toEqual([1, 3, 2])
    expect([...collected(piped)]).toEqual([1, 3, 2])
  })

  test('refuses an invalid kernel or option at the call', () => {
    expect(() => convolve([])).toThrow(RangeError)
    expect(() => convolve([NaN])).toThrow(RangeError)
    expect(() => convolve('kernel' as unknown as SignalLike)).toThrow(TypeError)
    expect(() => convolve([1], { blockSize: -1 })).toThrow(RangeError)
  })

  test('has the types of a stream of samples', () => {
    expectTypeOf(of([1]).pipe(convolve([1]))).toEqualTypeOf<Observable<Samples>>()
    expectTypeOf(convolve).parameter(0).toExtend<Kernel | Observable<Kernel>>()
  })
})

describe('convolve with an Observable of kernels', () => {
  const values = { a: [1, 0, 0], k: [1, 10, 100], l: [2, 20, 200], m: [3] }

  test('waits for the first kernel, then swaps at each further one', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const kernels = hot('--k-----l-----m----', values)
      const source = cold('  -a--------a---a|', values)
      const whole = { x: doubles(1, 10, 100), y: doubles(2, 20, 200), z: doubles(3, 0, 0) }
      expectObservable(source.pipe(convolve(kernels))).toBe('---x--------y---z|', whole)
      expectSubscriptions(source.subscriptions).toBe('       --^--------------!')
      expectSubscriptions(kernels.subscriptions).toBe('      ^----------------!')
    })
  })

  test('applies the new kernel to the past as well', () => {
    const source = new Subject<SignalLike>()
    const kernels = new Subject<SignalLike>()
    const results: number[] = []
    source.pipe(convolve(kernels)).subscribe((chunk) => results.push(...chunk))
    source.next([7])
    kernels.next([1, 10, 100])
    source.next([1, 2])
    kernels.next([2, 20, 200])
    source.next([3])
    source.complete()
    expect(results).toEqual([1, 12, 200 + 40 + 6, 400 + 60, 600])
  })

  test('fails when no kernel comes', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('a-a|', values)
      const error = new RangeError('kernel must emit a kernel before it completes, got none')
      expectObservable(source.pipe(convolve(cold<Kernel>('--|')))).toBe('--#', undefined, error)
      expectSubscriptions(source.subscriptions).toBe([])
    })
  })

  test('never emits while no kernel comes', () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('a-a|', values).pipe(convolve(NEVER))).toBe('-')
    })
  })

  test('fails when the kernels fail, before and after the first one', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('a---a---|', values)
      const x = doubles(1, 10, 100)
      expectObservable(source.pipe(convolve(cold<Kernel>('--#')))).toBe('--#')
      expectObservable(source.pipe(convolve(cold<Kernel>('k-#', values)))).toBe('x-#', { x })
      expectSubscriptions(source.subscriptions).toBe(['^-!'])
    })
  })

  test('fails for an invalid kernel, as the first one and later', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold('a---a---|', values)
      const error = new RangeError('kernel must have at least one tap, got none')
      const bad = { ...values, e: [] }
      expectObservable(source.pipe(convolve(cold<Kernel>('-e', bad)))).toBe('-#', undefined, error)
      expectObservable(source.pipe(convolve(cold<Kernel>('k-e', bad)))).toBe(
        'x-#',
        { x: doubles(1, 10, 100) },
        error,
      )
    })
  })

  test('ends with the source even if kernels could still come, and continues when they end', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const x = doubles(3, 0, 0)
      const endless = cold<Kernel>('m-', values)
      const source = cold('a---a--|', values)
      expectObservable(source.pipe(convolve(endless))).toBe('x---x--|', { x })
      expectSubscriptions(endless.subscriptions).toBe('       ^------!')
      expectObservable(source.pipe(convolve(cold<Kernel>('(m|)', values)))).toBe('x---x--|', { x })
    })
  })

  test('fails when the source does', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const kernels = cold<Kernel>('m-', values)
      expectObservable(cold('a-#', values, 'broken').pipe(convolve(kernels))).toBe(
        'x-#',
        { x: doubles(3, 0, 0) },
        'broken',
      )
      expectSubscriptions(kernels.subscriptions).toBe('^-!')
    })
  })

  test('unsubscribes from source and kernels when the subscriber leaves', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const [source, kernels] = [hot('-a-a-a-', values), hot<Kernel>('m---m-', values)]
      expectObservable(source.pipe(convolve(kernels)), '---!').toBe('-x-', { x: doubles(3, 0, 0) })
      expectSubscriptions(source.subscriptions).toBe('^--!')
      expectSubscriptions(kernels.subscriptions).toBe('^--!')
    })
  })

  test('handles synchronous kernels and chunks', () => {
    expect([...collected(of([1, 1], [1]).pipe(convolve(of([1, 2]))))]).toEqual([1, 3, 3, 2])
    // The source is over before the second kernel comes.
    expect([...collected(of([1, 1], [1]).pipe(convolve(of([1, 2], [5]))))]).toEqual([1, 3, 3, 2])
    expect([...collected(of([1], [1]).pipe(convolve(concat(of([1, 2]), NEVER))))]).toEqual([1, 3, 2])
  })

  test('handles kernels that its own subscriber sends', () => {
    const source = new Subject<SignalLike>()
    const kernels = new Subject<SignalLike>()
    const results: number[] = []
    source.pipe(convolve(kernels)).subscribe((chunk) => {
      results.push(...chunk)
      if (results.length === 2) kernels.next([100, 1000])
    })
    kernels.next([1, 10])
    source.next([1, 1])
    source.next([1])
    source.complete()
    expect(results).toEqual([1, 11, 1100, 1000])
  })

  test('lets each kernel take over after the given delay, or after a sixteenth of its length', () => {
    for (const [next, options, at] of [
      [[2], {}, 1],
      [[2], { delay: 2 }, 3],
      [[2, ...new Array<number>(31).fill(0)], {}, 3],
      [new PreparedKernel([2, ...new Array<number>(47).fill(0)]), {}, 4],
    ] as const) {
      const [source, kernels] = [new Subject<SignalLike>(), new BehaviorSubject<Kernel>([1])]
      const results: number[] = []
      source.pipe(convolve(kernels, options)).subscribe((chunk) => results.push(...chunk))
      source.next([1])
      kernels.next(next)
      source.next([1, 1, 1, 1, 1])
      expect(results).toEqual(results.map((_, i) => (i < at ? 1 : 2)))
    }
    expect(() => convolve([1], { delay: -1 })).toThrow('delay must be a whole number of at least 0, got -1')
  })

  test('lets each kernel fade into the next one on request', () => {
    const source = new Subject<SignalLike>()
    const kernels = new Subject<SignalLike>()
    const results: number[] = []
    source.pipe(convolve(kernels, { fade: 3 })).subscribe((chunk) => results.push(...chunk))
    kernels.next([1])
    source.next([1, 1])
    kernels.next([0])
    source.next([1, 1, 1, 1, 1])
    source.complete()
    expectClose(results, [1, 1, 0.5 + Math.SQRT1_2 / 2, 0.5, 0.5 - Math.SQRT1_2 / 2, 0, 0], 1e-15)
  })

  test('takes prepared kernels, which stay with their owner', () => {
    using first = new PreparedKernel([1, 2])
    using second = new PreparedKernel([3])
    const kernels = new Subject<Kernel>()
    const source = new Subject<SignalLike>()
    const results: number[] = []
    source.pipe(convolve(kernels)).subscribe((chunk) => results.push(...chunk))
    kernels.next(first)
    source.next([1])
    kernels.next(second)
    source.next([1])
    source.complete()
    expect(results).toEqual([1, 3])
    expect([...collected(of([1]).pipe(convolve(first)))]).toEqual([1, 2])
  })
})

describe('The memory of convolve', () => {
  const kernel = noise('float64', 1000, 3)
  const ends: readonly (readonly [string, () => Observable<unknown>])[] = [
    ['completes', () => of([1, 2], [3]).pipe(convolve(kernel))],
    [
      'fails',
      () =>
        concat(
          of([1]),
          throwError(() => 'broken'),
        ).pipe(convolve(kernel)),
    ],
    ['has a bad chunk', () => of([1], null as unknown as SignalLike).pipe(convolve(kernel))],
    ['is cut off', () => of([1], [2], [3]).pipe(convolve(kernel), take(1))],
    ['completes with swapped kernels', () => of([1]).pipe(convolve(of(kernel, kernel)))],
    ['has a bad kernel', () => concat(of([1]), NEVER).pipe(convolve(of(kernel, [])))],
    [
      'has failing kernels',
      () =>
        concat(of([1]), NEVER).pipe(
          convolve(
            concat(
              of(kernel),
              throwError(() => 'broken'),
            ),
          ),
        ),
    ],
    [
      'is cut off with swapped kernels',
      () => concat(of([1]), NEVER).pipe(convolve(of(kernel, kernel)), take(1)),
    ],
  ]

  test.each(ends)('is where it was when a stream %s', (_name, stream) => {
    // The operator itself holds the kernel that it has prepared.
    const made = stream()
    const heap = watchHeap()
    let asked = 0
    made.subscribe({ error: () => {}, next: () => (asked = heap.blocks) })
    expect(asked).toBeGreaterThan(0)
    expect(heap.blocks).toBe(0)
  })

  test('is freed when the subscriber leaves a stream that continues', () => {
    const source = new Subject<SignalLike>()
    const piped = source.pipe(convolve(kernel))
    const heap = watchHeap()
    const subscriptions = [piped.subscribe(), piped.subscribe()]
    source.next([1])
    expect(heap.blocks).toBeGreaterThan(0)
    const both = heap.blocks
    subscriptions[0].unsubscribe()
    expect(heap.blocks).toBe(both / 2)
    subscriptions[1].unsubscribe()
    expect(heap.blocks).toBe(0)
  })
})
