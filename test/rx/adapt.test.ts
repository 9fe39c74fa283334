import { from, NEVER, of, range, Subject, take } from 'rxjs'
import { AdaptiveConvolver, type AdaptiveOutput, type SignalLike } from 'tapline'
import { adapt } from 'tapline/rx'
import { describe, expect, test } from 'vitest'
import { marbles } from './support.js'

const options = { length: 1, step: 1 } as const
const values = { a: [1, 2], b: [1], c: [2, 4] }
const result = (output: number[], error: number[]): AdaptiveOutput => ({
  output: Float32Array.from(output),
  error: Float32Array.from(error),
})
/** One tap learns from the first pair of samples, 1 and 2, that it is 2, less what keeps the step from being too long. */
const learned = 2 / 1.01

describe('adapt', () => {
  test('emits outputs and errors of what has come of both', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<SignalLike | number>('a---b-n|', { ...values, n: 0 })
      const desired = cold('--b--b-----|', values)
      expectObservable(source.pipe(adapt(desired, options))).toBe('--x--y-----|', {
        x: result([0], [1]),
        y: result([Math.fround(2 / 1.01)], [Math.fround(1 - Math.fround(2 / 1.01))]),
      })
      expectSubscriptions(source.subscriptions).toBe('^------!')
      expectSubscriptions(desired.subscriptions).toBe('^----------!')
    })
  })

  test('is never and empty where its sources are', () => {
    marbles(({ cold, expectObservable }) => {
      const never = cold<number>('-')
      const empty = cold<number>('--|')
      expectObservable(never.pipe(adapt(never, options))).toBe('-')
      expectObservable(empty.pipe(adapt(never, options))).toBe('--|')
      expectObservable(never.pipe(adapt(empty, options))).toBe('--|')
    })
  })

  test('fails when either does, and leaves the other', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const failing = cold<number>('---#', {}, new Error('unplugged'))
      const fine = cold('a-----', values)
      expectObservable(fine.pipe(adapt(failing, options))).toBe('---#', {}, new Error('unplugged'))
      expectSubscriptions(fine.subscriptions).toBe('^--!')
      const other = cold('a-----', values)
      expectObservable(failing.pipe(adapt(other, options))).toBe('---#', {}, new Error('unplugged'))
      expectSubscriptions(other.subscriptions).toBe('^--!')
    })
  })

  test('fails when one is too far ahead, and on what is not a chunk', () => {
    marbles(({ cold, expectObservable }) => {
      const error = new RangeError(
        "reference must be at most 3 samples ahead of desired, got 4: raise maxAhead, or set overflow: 'gap'",
      )
      const ahead = cold('a-a-a-', values)
      expectObservable(ahead.pipe(adapt(NEVER, { ...options, maxAhead: 3 }))).toBe('--#', {}, error)
      const wrong = cold<number>('-s', { s: 'one' as unknown as number })
      expectObservable(wrong.pipe(adapt(NEVER, options))).toBe(
        '-#',
        {},
        new TypeError('chunk must be a Float32Array, a Float64Array or an array of numbers, got "one"'),
      )
    })
  })

  test('leaves both when its subscriber does', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('a---', values)
      const desired = cold('-c--', values)
      const first = source.pipe(adapt(desired, options), take(1))
      const second = 2 * learned
      expectObservable(first).toBe('-(x|)', {
        x: result([0, Math.fround(2 * Math.fround(learned))], [2, Math.fround(4 - Math.fround(second))]),
      })
      expectSubscriptions(source.subscriptions).toBe('^!')
      expectSubscriptions(desired.subscriptions).toBe('^!')
    })
  })

  test('takes synchronous sources, and results that its own subscriber sends back', () => {
    const counts: number[] = []
    range(1, 4)
      .pipe(adapt(range(1, 1_000_000_000), options))
      .subscribe(({ output }) => counts.push(output.length))
    expect(counts).toEqual([1, 1, 1, 1])
    const [reference, desired] = [new Subject<SignalLike>(), new Subject<SignalLike>()]
    const seen: number[] = []
    reference.pipe(adapt(desired, options)).subscribe(({ error }) => {
      seen.push(...error)
      if (seen.length < 3) {
        reference.next([0])
        desired.next([seen.length])
      }
    })
    reference.next([1])
    desired.next([5])
    expect(seen).toEqual([5, 1, 2])
  })

  test('has a state of its own for each subscription', () => {
    const piped = of([1, 2, 3]).pipe(adapt(from([2, 4, 6]), options))
    const all = (): number[] => {
      const outputs: number[] = []
      piped.subscribe(({ output }) => outputs.push(...output))
      return outputs
    }
    expect(all()).toEqual(all())
    expect(all()).toHaveLength(3)
  })

  test('takes a function that makes the filter, which can be read and frozen meanwhile', () => {
    const made: AdaptiveConvolver[] = []
    const create = (): AdaptiveConvolver => {
      const filter = new AdaptiveConvolver(options)
      made.push(filter)
      return filter
    }
    const kernels: number[] = []
    const piped = of([1, 2], [3, 4]).pipe(adapt(of([2, 4], [9, 9]), create))
    expect(made).toHaveLength(0)
    for (let i = 0; i < 2; i++) {
      piped.subscribe(() => {
        kernels.push(...made[i].kernel)
        made[i].setLearning(false)
      })
    }
    expect(made).toHaveLength(2)
    // It is frozen after the first chunk.
    expect(kernels).toEqual(new Array<number>(4).fill(kernels[0]))
    expect(kernels[0]).toBeGreaterThan(1.9)
    expect(() => made[0].kernel).toThrow('this object was disposed')
    const failing = of([1]).pipe(adapt(of([1]), () => ({}) as never))
    let failure: unknown
    failing.subscribe({ error: (error: unknown) => (failure = error) })
    expect(failure).toBeInstanceOf(TypeError)
  })

  test('refuses what is wrong where it is given', () => {
    expect(() => adapt(NEVER, { length: 0 })).toThrow(RangeError)
    expect(() => adapt([1, 2] as never, options)).toThrow(
      new TypeError('desired must be an Observable of chunks, got an Array'),
    )
  })
})
