import { matrixProfile, type MatrixProfile, type WindowPair } from 'tapline'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { naiveDistance, naiveMatrixProfile, zNormalized } from '../naive/matrix-profile.js'
import { expectPairs } from '../support/window-pairs.js'
import { watchHeap } from '../support/heap-watch.js'
import { hardSignals } from '../support/window-signals.js'
import { noise } from '../support/signals.js'

function pairsOf({ distances, indices }: MatrixProfile): WindowPair[] {
  return Array.from(distances, (distance, index) => ({ index, neighbour: indices[index], distance }))
}

describe('The matrix profile', () => {
  const signals = hardSignals(500)

  test.each(Object.keys(signals))('equals the definition for %s', (name) => {
    const signal = signals[name]
    for (const windowLength of [3, 4, 25, 50]) {
      const exclusion = Math.ceil(windowLength / 4)
      const profile = matrixProfile(signal, windowLength)
      expect(profile).toMatchObject({ windowLength, exclusion })
      expectPairs(pairsOf(profile), naiveMatrixProfile(signal, windowLength, exclusion), windowLength)
      expectTrueNeighbours(signal, profile)
    }
  })

  test.each([0, 1, 7, 8, 9, 60, 138, 139])(
    'leaves out the windows within an exclusion of %i',
    (exclusion) => {
      const signal = noise('float64', 150, 3)
      const profile = matrixProfile(signal, 10, { exclusion })
      expectPairs(pairsOf(profile), naiveMatrixProfile(signal, 10, exclusion), 10)
      expectTrueNeighbours(signal, profile)
    },
  )

  test('is correct for all small numbers of windows, and over many recomputations', () => {
    for (let length = 6; length < 40; length++) {
      const signal = noise('float64', length, length)
      expectPairs(pairsOf(matrixProfile(signal, 4)), naiveMatrixProfile(signal, 4, 1), 4)
    }
    // Every window again, 5000 samples on, and only there.
    const half = noise('float64', 5000, 5)
    const profile = matrixProfile([...half, ...half.map((x) => 3 * x - 1e3)], 20)
    for (let i = 0; i < 4981; i++) {
      expect(profile.indices[i]).toBe(i + 5000)
      expect(profile.indices[i + 5000]).toBe(i)
      expect(profile.distances[i]).toBeLessThan(1e-11)
    }
  })

  test('has distance zero between equal windows', () => {
    const phrase = noise('float64', 64, 1)
    const signal = noise('float64', 1000, 2)
    signal.set(phrase, 100)
    signal.set(phrase, 777)
    const { distances, indices } = matrixProfile(signal, 64)
    expect([indices[100], indices[777]]).toEqual([777, 100])
    expect([distances[100], distances[777]]).toEqual([0, 0])
  })

  test('resolves differences that correlations in double precision cannot', () => {
    // Three phrases, equal but for 1e-9 and 1e-10: 1 − r is 1e-18 and 1e-20.
    const phrase = noise('float64', 50, 1)
    const signal = noise('float64', 600, 2)
    const near = (size: number, seed: number): number[] => {
      const other = noise('float64', 50, seed)
      return Array.from(phrase, (x, k) => x + size * other[k])
    }
    signal.set(phrase, 50)
    signal.set(near(1e-9, 3), 200)
    signal.set(near(1e-10, 4), 400)
    const { indices, distances } = matrixProfile(signal, 50)
    expect([indices[50], indices[200], indices[400]]).toEqual([400, 400, 50])
    expect(distances[50]).toBeGreaterThan(1e-10)
    expect(distances[50]).toBeLessThan(1e-8)
  })

  test.each([
    ['a ramp', (i: number) => i],
    ['a ramp on an offset', (i: number) => 1e6 + i],
    ['a growth', (i: number) => Math.exp(i / 200)],
    ['a sine', (i: number) => Math.sin((2 * Math.PI * i) / 20)],
    ['a triangle', (i: number) => Math.abs((i % 220) - 110)],
    ['a ramp with jumps', (i: number) => (i % 301 === 0 ? 1e3 : i)],
  ])('equals the definition for %s with noise that only direct distances resolve', (_name, shape) => {
    for (const [i, size] of [1e-4, 1e-8].entries()) {
      const signal = noise('float64', 320, i).map((x, n) => shape(n) * (1 + size * x))
      const profile = matrixProfile(signal, 100)
      expectPairs(pairsOf(profile), naiveMatrixProfile(signal, 100, 25), 100)
      expectTrueNeighbours(signal, profile)
    }
  })

  test('has the type of the signal, and accepts any array of numbers', () => {
    const signal = noise('float32', 100, 1) as Float32Array
    const { distances } = matrixProfile(signal, 10)
    expect(distances).toEqual(Float32Array.from(matrixProfile(Float64Array.from(signal), 10).distances))
    expect(distances).toBeInstanceOf(Float32Array)
    expect(matrixProfile(Int16Array.of(1, 5, 2, 8, 1, 5, 2), 3).distances).toBeInstanceOf(Float64Array)
    expectTypeOf(matrixProfile(signal, 10)).toEqualTypeOf<MatrixProfile<Float32Array>>()
    expectTypeOf(matrixProfile([1, 2, 3, 4, 5], 3)).toEqualTypeOf<MatrixProfile<Float64Array>>()
  })

  test('frees its memory, also when it refuses', () => {
    matrixProfile(noise('float64', 100, 1), 10)
    const heap = watchHeap()
    matrixProfile(noise('float64', 100, 1), 10)
    expect(() => matrixProfile([1, 2], 3)).toThrow()
    expect(heap.allocations).toBe(1)
    expect(heap.blocks).toBe(0)
  })

  test('refuses invalid arguments, and says what is allowed', () => {
    const signal = noise('float64', 20, 1)
    const wrong = (value: unknown): never => value as never
    const rows: readonly (readonly [run: () => unknown, kind: typeof TypeError, message: string])[] = [
      [
        () => matrixProfile(wrong('abc'), 3),
        TypeError,
        'signal must be a Float32Array, a Float64Array or an array of numbers, got "abc"',
      ],
      [
        () => matrixProfile(signal, wrong('3')),
        TypeError,
        'windowLength must be a whole number of at least 3, got "3"',
      ],
      [
        () => matrixProfile(signal, 2),
        RangeError,
        'windowLength must be a whole number of at least 3, got 2',
      ],
      [
        () => matrixProfile(signal, NaN),
        RangeError,
        'windowLength must be a whole number of at least 3, got NaN',
      ],
      [
        () => matrixProfile(signal, 21),
        RangeError,
        "windowLength must be at most the signal's length, 20, got 21",
      ],
      [
        () => matrixProfile(signal, 5, { exclusion: -1 }),
        RangeError,
        'exclusion must be a whole number of at least 0, got -1',
      ],
      [
        () => matrixProfile(signal, 17),
        RangeError,
        'exclusion must be less than 3 for a signal of 4 windows, or none has a neighbour, got 5: ' +
          'use a shorter window or a longer signal',
      ],
      [
        () => matrixProfile(signal, 17, { exclusion: 3 }),
        RangeError,
        'exclusion must be less than 3 for a signal of 4 windows, or none has a neighbour, got 3: ' +
          'use a shorter window or a longer signal',
      ],
    ]
    for (const [run, kind, message] of rows) {
      expect(run).toThrow(kind)
      expect(run).toThrow(message)
    }
    expect(matrixProfile(signal, 17, { exclusion: 2 }).indices).toEqual(Int32Array.of(3, -1, -1, 0))
  })
})

/** The distance is that of the reported neighbour, which is not excluded. */
function expectTrueNeighbours(signal: ArrayLike<number>, profile: MatrixProfile): void {
  const { windowLength, exclusion } = profile
  const window = (at: number): ReturnType<typeof zNormalized> =>
    zNormalized(Array.from({ length: windowLength }, (_, k) => signal[at + k]))
  for (const { index, neighbour, distance } of pairsOf(profile)) {
    if (neighbour < 0) continue
    expect(Math.abs(index - neighbour)).toBeGreaterThan(exclusion)
    const exact = naiveDistance(window(index), window(neighbour))
    expect(Math.abs(distance - exact)).toBeLessThanOrEqual(Math.max(1e-6 * exact, 1e-13 * windowLength))
  }
}
