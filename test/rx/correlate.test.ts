import { from } from 'rxjs'
import { correlate as correlateWhole, type Samples, type SignalLike } from 'tapline'
import { correlate } from 'tapline/rx'
import { describe, expect, test } from 'vitest'
import { expectClose, tolerance } from '../support/closeness.js'
import { cut, joined, noise } from '../support/signals.js'
import { marbles } from './support.js'

describe('correlate', () => {
  test('correlates a stream of chunks with a template', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold('-a-b-|', { a: [0, 1], b: [2, 0] })
      const expected = { x: Float64Array.of(0, 2), y: Float64Array.of(5, 2), t: Float64Array.of(0) }
      expectObservable(source.pipe(correlate([1, 2]))).toBe('-x-y-(t|)', expected)
    })
  })

  test('never emits, is empty or fails as its source does', () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold<SignalLike>('-').pipe(correlate([1, 2]))).toBe('-')
      expectObservable(cold<SignalLike>('-|').pipe(correlate([1, 2]))).toBe('-|')
      expectObservable(cold<SignalLike>('-#').pipe(correlate([1, 2]))).toBe('-#')
      expectObservable(cold<SignalLike>('-a-a', { a: [1] }).pipe(correlate([1])), '--!').toBe('-x', {
        x: Float64Array.of(1),
      })
    })
  })

  test.each(['float32', 'float64'] as const)(
    'emits the correlation of the whole signal, in %s',
    (precision) => {
      const [signal, template] = [noise(precision, 3000, 1), noise(precision, 701, 2)]
      const before = template.slice()
      for (const blockSize of [0, 64]) {
        const chunks: Samples[] = []
        from(cut(signal, [100, 1]))
          .pipe(correlate(template, { blockSize }))
          .subscribe((chunk) => chunks.push(chunk))
        const outputs = joined(precision, chunks)
        expect(chunks[0].constructor).toBe(signal.constructor)
        expectClose(outputs, correlateWhole(signal, template), tolerance(precision, signal, template))
      }
      expect(template).toEqual(before)
    },
  )

  test('refuses an invalid template at the call', () => {
    expect(() => correlate('abc' as unknown as SignalLike)).toThrow(
      new TypeError('template must be a Float32Array, a Float64Array or an array of numbers, got "abc"'),
    )
    expect(() => correlate([])).toThrow(new RangeError('template must have at least one tap, got none'))
    expect(() => correlate([1, Infinity])).toThrow(RangeError)
    expect(() => correlate([1], { precision: 'half' as 'float32' })).toThrow(RangeError)
  })
})
