import { NEVER, take } from 'rxjs'
import { DelayTracker } from 'tapline'
import { trackDelay } from 'tapline/rx'
import { describe, expect, test } from 'vitest'
import { generate, noise } from '../support/signals.js'
import { marbles } from './support.js'

const options = { window: 100, maxLag: 20 }
const a = noise('float64', 200, 1)
const b = generate('float64', 200, (n) => a[Math.max(n - 3, 0)])
const [x, y] = new DelayTracker(options).process({ a, b })
const values = { a, b, c: a.subarray(0, 100), d: b.subarray(0, 150) }

describe('trackDelay', () => {
  test('emits the delay of each pair of windows, and completes when either signal has', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const [first, second] = [cold('a--|', values), cold('-d-b--', values)]
      expectObservable(first.pipe(trackDelay(second, options))).toBe('-x-(y|)', {
        x,
        y: new DelayTracker(options).process({ a, b: [...values.d, ...b.subarray(0, 50)] })[1],
      })
      expectSubscriptions(second.subscriptions).toBe('^--!')
    })
  })

  test('never emits, is empty or fails as its sources do', () => {
    marbles(({ cold, expectObservable }) => {
      const failing = cold<number>('--#')
      expectObservable(cold<number>('-').pipe(trackDelay(NEVER, options))).toBe('-')
      expectObservable(cold<number>('-|').pipe(trackDelay(NEVER, options))).toBe('-|')
      expectObservable(failing.pipe(trackDelay(NEVER, options))).toBe('--#')
      expectObservable(cold('c', values).pipe(trackDelay(failing, options))).toBe('--#')
    })
  })

  test('unsubscribes from both when its subscriber leaves', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const [first, second] = [cold('a--', values), cold('-b-', values)]
      expectObservable(first.pipe(trackDelay(second, options), take(1))).toBe('-(x|)', { x })
      expectSubscriptions(first.subscriptions).toBe('^!')
      expectSubscriptions(second.subscriptions).toBe('^!')
    })
    expect([x, y].map(({ delay }) => Math.round(delay))).toEqual([3, 3])
  })

  test('refuses invalid arguments at the call', () => {
    expect(() => trackDelay(NEVER, { window: 0 })).toThrow(RangeError)
    expect(() => trackDelay([] as never, options)).toThrow(TypeError)
  })
})
