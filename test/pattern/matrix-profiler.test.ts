import fc from 'fast-check'
import { MatrixProfiler, type SignalLike, type WindowPair } from 'tapline'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { naiveMatrixProfile } from '../naive/matrix-profile.js'
import { expectPairs } from '../support/window-pairs.js'
import { watchHeap } from '../support/heap-watch.js'
import { hardSignals } from '../support/window-signals.js'
import { SEED } from '../support/seed.js'
import { cut, noise } from '../support/signals.js'

/** All results of a profiler for the chunks and the end. */
function streamed(profiler: MatrixProfiler, chunks: readonly (SignalLike | number)[]): WindowPair[] {
  return [...chunks.flatMap((chunk) => profiler.process(chunk)), ...profiler.flush()]
}

describe('A matrix profiler', () => {
  const signals = hardSignals(600)

  test.each(Object.keys(signals))('equals the definition within the history, for %s', (name) => {
    const signal = signals[name]
    for (const [windowLength, historyLength] of [
      [3, 600],
      [12, 77],
      [40, 150],
    ]) {
      const exclusion = Math.ceil(windowLength / 4)
      using profiler = new MatrixProfiler(windowLength, { historyLength })
      expect(profiler).toMatchObject({ windowLength, historyLength, exclusion })
      const expected = naiveMatrixProfile(signal, windowLength, exclusion, {
        onlyEarlier: true,
        lagBack: historyLength - windowLength,
      })
      expectPairs(streamed(profiler, [signal]), expected, windowLength)
    }
  })

  test('looks back exactly as far as it should', () => {
    for (let historyLength = 9; historyLength < 40; historyLength++) {
      using profiler = new MatrixProfiler(6, { historyLength })
      const signal = noise('float64', 80, historyLength)
      const expected = naiveMatrixProfile(signal, 6, 2, { onlyEarlier: true, lagBack: historyLength - 6 })
      expectPairs(streamed(profiler, [signal]), expected, 6)
    }
  })

  test('runs forever in the same memory, and forgets', () => {
    using profiler = new MatrixProfiler(8, { historyLength: 100 })
    const heap = watchHeap()
    const phrase = noise('float64', 8, 1)
    const signal = noise('float64', 30_000, 2)
    signal.set(phrase, 25_000)
    signal.set(phrase, 25_092)
    signal.set(phrase, 25_185)
    const pairs = cut(signal, [1009]).flatMap((chunk) => profiler.process(chunk))
    expect(pairs.length).toBe(30_000 - 7)
    expect(pairs[25_092]).toEqual({ index: 25_092, neighbour: 25_000, distance: 0 })
    expect(pairs[25_185].distance).toBeGreaterThan(0.1)
    const late = noise('float64', 30_000, 2).subarray(29_000)
    const expected = naiveMatrixProfile(late, 8, 2, { onlyEarlier: true, lagBack: 92 }).slice(92)
    for (const { index, neighbour, distance } of expected) {
      expect(pairs[29_000 + index].neighbour).toBe(29_000 + neighbour)
      expect(pairs[29_000 + index].distance).toBeCloseTo(distance, 10)
    }
    expect(heap.allocations).toBe(0)
  })

  test(`gives the same bits for any chunking (seed ${SEED})`, () => {
    const names = Object.keys(hardSignals(1))
    const long = hardSignals(3000)
    const wholes = new Map<string, WindowPair[]>()
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.constantFrom(3, 10, 33),
        fc.constantFrom(60, 500, 2900),
        fc.array(fc.oneof(fc.nat(9), fc.nat(300), fc.nat(2000)), { minLength: 1, maxLength: 8 }),
        fc.boolean(),
        (name, windowLength, historyLength, lengths, isReset) => {
          const make = (): MatrixProfiler => new MatrixProfiler(windowLength, { historyLength })
          const key = [name, windowLength, historyLength].join()
          using whole = make()
          const expected = wholes.get(key) ?? streamed(whole, [long[name]])
          wholes.set(key, expected)
          using profiler = make()
          if (isReset) {
            profiler.process(noise('float64', 700, 1))
            profiler.reset()
          }
          const positive = lengths.some((length) => length > 0) ? lengths : [1]
          expect(streamed(profiler, cut(long[name], positive))).toEqual(expected)
        },
      ),
      { seed: SEED, numRuns: 40 },
    )
  })

  test('takes single numbers, and gives each window with its last sample', () => {
    const signal = noise('float64', 2500, 4)
    using whole = new MatrixProfiler(10, { historyLength: 120 })
    using single = new MatrixProfiler(10, { historyLength: 120 })
    const expected = whole.process(signal)
    for (const [i, sample] of signal.entries()) {
      expect(single.process(sample)).toEqual(i < 9 ? [] : [expected[i - 9]])
    }
    expect(single.flush()).toEqual([])
    expectTypeOf(single.process(1)).toEqualTypeOf<WindowPair[]>()
  })

  test('starts again after flush and reset, and ends with dispose', () => {
    const signal = noise('float64', 100, 5)
    const profiler = new MatrixProfiler(5, { historyLength: 50 })
    const first = profiler.process(signal)
    profiler.flush()
    expect(profiler.process(signal)).toEqual(first)
    profiler.reset()
    expect(profiler.process(signal)).toEqual(first)
    const heap = watchHeap()
    profiler.dispose()
    profiler.dispose()
    expect(heap.blocks).toBe(0)
    expect(() => profiler.process(1)).toThrow('this object was disposed: make a new one')
    expect(() => profiler.flush()).toThrow('this object was disposed: make a new one')
  })

  test('refuses invalid arguments, and keeps its state', () => {
    const wrong = (value: unknown): never => value as never
    expect(() => new MatrixProfiler(2, { historyLength: 100 })).toThrow(
      new RangeError('windowLength must be a whole number of at least 3, got 2'),
    )
    expect(() => new MatrixProfiler(8, { historyLength: 10 })).toThrow(
      new RangeError('historyLength must be a whole number of at least 11, got 10'),
    )
    expect(() => new MatrixProfiler(8, { historyLength: 100, exclusion: 0.5 })).toThrow(
      new RangeError('exclusion must be a whole number of at least 0, got 0.5'),
    )
    expect(() => new MatrixProfiler(8, wrong({}))).toThrow(
      new TypeError('historyLength must be a whole number of at least 11, got undefined'),
    )
    using profiler = new MatrixProfiler(3, { historyLength: 20 })
    profiler.process([1, 2])
    expect(() => profiler.process(wrong('3'))).toThrow(TypeError)
    expect(() => profiler.process(wrong(null))).toThrow(TypeError)
    expect(profiler.process(3)).toEqual([{ index: 0, neighbour: -1, distance: Infinity }])
  })
})
