import { from, of, Subject } from 'rxjs'
import { type KernelMatrix, PreparedMatrix, type Samples, type SignalLike } from 'tapline'
import { convolveMatrix } from 'tapline/rx'
import { describe, expect, test } from 'vitest'
import { watchHeap } from '../support/heap-watch.js'
import { marbles } from './support.js'

const MATRIX: KernelMatrix = [[[1, 0.5]], [[0, 1]]]
type Frame = readonly SignalLike[]

describe('convolveMatrix', () => {
  test('mixes channels, and emits the tail at the end', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold('-a-b-|', { a: [[4], [1]], b: [[0], [2]] })
      const [x, y, t] = [5, 5, 2].map((_, i) => [Float64Array.of([4, 3, 2][i])])
      expectObservable(source.pipe(convolveMatrix(MATRIX))).toBe('-x-y-(t|)', { x, y, t })
    })
  })

  test('never emits, is empty or fails as its source does, and emits nothing that is empty', () => {
    marbles(({ cold, expectObservable }) => {
      const one = { a: [[1], [0]] }
      const single = { x: [Float64Array.of(1)] }
      expectObservable(cold<Frame>('-').pipe(convolveMatrix(MATRIX))).toBe('-')
      expectObservable(cold<Frame>('-|').pipe(convolveMatrix(MATRIX))).toBe('-|')
      expectObservable(cold<Frame>('-#').pipe(convolveMatrix(MATRIX))).toBe('-#')
      expectObservable(cold<Frame>('-a-a', one).pipe(convolveMatrix(MATRIX)), '--!').toBe('-x', single)
      expectObservable(cold<Frame>('-a-|', one).pipe(convolveMatrix([[[1]], [[1]]]))).toBe('-x-|', single)
      expectObservable(cold<Frame>('-e-|', { e: [[], []] }).pipe(convolveMatrix(MATRIX))).toBe('---|')
    })
  })

  test('handles a source that emits during subscription', () => {
    const source = new Subject<Frame>()
    const outputs: number[] = []
    source.pipe(convolveMatrix([[[1]]])).subscribe(([out]) => {
      outputs.push(...out)
      if (outputs.length < 4) source.next([[outputs.length]])
    })
    source.next([[0]])
    expect(outputs).toEqual([0, 1, 2, 3])
  })

  test('shares prepared kernels between subscriptions, and frees each stream when it ends', () => {
    using prepared = new PreparedMatrix(MATRIX)
    const operator = convolveMatrix(prepared)
    of([[1], [1]])
      .pipe(operator)
      .subscribe()
    const heap = watchHeap()
    const outputs: Samples[][] = []
    for (let i = 0; i < 2; i++) {
      from([
        [[1], [1]],
        [[2], [2]],
      ])
        .pipe(operator)
        .subscribe((output) => outputs.push(output))
    }
    expect(outputs.map(([out]) => [...out])).toEqual([[1], [3.5], [3], [1], [3.5], [3]])
    expect(heap.blocks).toBe(0)
  })

  test('refuses kernels at once, and chunks in the stream', () => {
    expect(() => convolveMatrix([])).toThrow(RangeError)
    expect(() => convolveMatrix(3 as unknown as KernelMatrix)).toThrow(TypeError)
    let failure: unknown
    of([[1]])
      .pipe(convolveMatrix(MATRIX))
      .subscribe({ error: (error: unknown) => (failure = error) })
    expect(String(failure)).toContain('RangeError: chunks must hold 2 arrays, one per input, got 1')
  })
})
