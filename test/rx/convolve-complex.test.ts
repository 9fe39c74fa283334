import { from, of, Subject } from 'rxjs'
import type { ComplexSignal } from 'tapline'
import { convolveComplex } from 'tapline/rx'
import { describe, expect, test } from 'vitest'
import { watchHeap } from '../support/heap-watch.js'
import { marbles } from './support.js'

/** y[n] = i·x[n] + x[n − 1] */
const KERNEL = { re: [0, 1], im: [1, 0] }
const sample = (re: number, im: number) => ({ re: Float64Array.of(re), im: Float64Array.of(im) })

describe('convolveComplex', () => {
  test('convolves each chunk, and emits the tail at the end', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold('-a-b-|', { a: sample(1, 0), b: sample(0, 2) })
      const results = { x: sample(0, 1), y: sample(-1, 0), t: sample(0, 2) }
      expectObservable(source.pipe(convolveComplex(KERNEL))).toBe('-x-y-(t|)', results)
    })
  })

  test('is never, empty or failed when its source is, and emits no empty chunk', () => {
    marbles(({ cold, expectObservable }) => {
      const one = { a: { re: [1], im: [2] } }
      const single = { x: sample(-2, 1) }
      expectObservable(cold<ComplexSignal>('-').pipe(convolveComplex(KERNEL))).toBe('-')
      expectObservable(cold<ComplexSignal>('-|').pipe(convolveComplex(KERNEL))).toBe('-|')
      expectObservable(cold<ComplexSignal>('-#').pipe(convolveComplex(KERNEL))).toBe('-#')
      expectObservable(cold('-a-a', one).pipe(convolveComplex(KERNEL)), '--!').toBe('-x', single)
      const short = convolveComplex({ re: [0], im: [1] })
      expectObservable(cold('-a-|', one).pipe(short)).toBe('-x-|', single)
      expectObservable(cold('-e-|', { e: { re: [], im: [] } }).pipe(convolveComplex(KERNEL))).toBe('---|')
    })
  })

  test('takes a source that emits during subscription', () => {
    const source = new Subject<ComplexSignal>()
    const outputs: number[] = []
    source.pipe(convolveComplex([1])).subscribe(({ re }) => {
      outputs.push(...re)
      if (outputs.length < 4) source.next({ re: [outputs.length], im: [0] })
    })
    source.next({ re: [0], im: [0] })
    expect(outputs).toEqual([0, 1, 2, 3])
  })

  test('prepares its kernel at the call, for all subscriptions, and frees each stream when it ends', () => {
    const kernel = { re: [1, 1], im: [0, 0] }
    const operator = convolveComplex(kernel)
    kernel.re[0] = 5
    of(sample(1, 1)).pipe(operator).subscribe()
    const heap = watchHeap()
    const outputs: number[] = []
    for (let i = 0; i < 2; i++) {
      from([sample(1, 2), sample(3, 4)])
        .pipe(operator)
        .subscribe(({ re, im }) => outputs.push(re[0], im[0]))
    }
    expect(outputs).toEqual([1, 2, 4, 6, 3, 4, 1, 2, 4, 6, 3, 4])
    expect(heap.blocks).toBe(0)
  })

  test('refuses kernels at once, and chunks in the stream', () => {
    expect(() => convolveComplex([])).toThrow(RangeError)
    expect(() => convolveComplex({ re: [1], im: [] })).toThrow(RangeError)
    let failure: unknown
    of({ re: [1], im: [] })
      .pipe(convolveComplex(KERNEL))
      .subscribe({ error: (error: unknown) => (failure = error) })
    expect(String(failure)).toContain('RangeError: chunk.im must have 1 samples, as chunk.re, got 0')
  })
})
