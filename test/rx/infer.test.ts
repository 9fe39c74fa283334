import { Subject } from 'rxjs'
import type { SignalLike } from 'tapline'
import { Conv1d, GlobalPool, Sequential } from 'tapline/layers'
import { infer } from 'tapline/rx'
import { describe, expect, test } from 'vitest'
import { watchHeap } from '../support/heap-watch.js'
import { marbles } from './support.js'

type Chunk = readonly SignalLike[]
const network = new Sequential([
  new Conv1d({ inChannels: 1, outChannels: 1, kernelSize: 3, padding: 'same', weights: [1, 0, 1] }),
])

describe('infer', () => {
  test('emits the outputs as they are known, and the last ones at the end', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold('-a-b-|', { a: [[1, 2]], b: [[3]] })
      const [x, y, z] = [2, 4, 2].map((value) => [Float32Array.of(value)])
      expectObservable(source.pipe(infer(network))).toBe('-x-y-(z|)', { x, y, z })
    })
  })

  test('never emits, is empty or fails as its source does, and emits nothing that is empty', () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold<Chunk>('-').pipe(infer(network))).toBe('-')
      expectObservable(cold<Chunk>('-|').pipe(infer(network))).toBe('-|')
      expectObservable(cold<Chunk>('-#').pipe(infer(network))).toBe('-#')
      expectObservable(cold<Chunk>('-e-|', { e: [[]] }).pipe(infer(network))).toBe('---|')
      expectObservable(cold<Chunk>('-a-a', { a: [[1, 1]] }).pipe(infer(network)), '--!').toBe('-x', {
        x: [Float32Array.of(1)],
      })
    })
  })

  test('handles a source that emits during subscription', () => {
    const source = new Subject<Chunk>()
    const outputs: number[] = []
    source.pipe(infer(network)).subscribe(([out]) => {
      outputs.push(...out)
      if (outputs.length < 3) source.next([[outputs.length]])
    })
    source.next([[5, 0]])
    expect(outputs).toEqual([0, 6, 2])
  })

  test('makes a processor per subscription, frees it, and reports errors at the call', () => {
    const operator = infer(network)
    const heap = watchHeap()
    const source = new Subject<Chunk>()
    const seen: number[] = []
    source.pipe(operator).subscribe(([out]) => seen.push(...out))
    const second = source.pipe(operator).subscribe(([out]) => seen.push(...out))
    source.next([[1, 2]])
    second.unsubscribe()
    source.complete()
    expect(seen).toEqual([2, 2, 1])
    expect(heap.blocks).toBe(0)
    expect(() => infer(new Sequential([new GlobalPool('max')]))).toThrow('use a Pool')
    expect(() => infer(3 as unknown as Sequential)).toThrow(TypeError)
  })
})
