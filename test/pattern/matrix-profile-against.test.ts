import { findDiscords, findMotifs, matrixProfile } from 'tapline'
import { describe, expect, test } from 'vitest'
import { naiveDistance, naiveJoin, zNormalized } from '../naive/matrix-profile.js'
import { watchHeap } from '../support/heap-watch.js'
import { noise } from '../support/signals.js'
import { expectPairs } from '../support/window-pairs.js'
import { hardSignals } from '../support/window-signals.js'

/** Checks a profile by the definition, and each neighbour by its own distance. */
function expectJoin(signal: ArrayLike<number>, against: ArrayLike<number>, windowLength: number): void {
  const { distances, indices } = matrixProfile(Array.from(signal), windowLength, {
    against: Array.from(against),
  })
  const pairs = Array.from(distances, (distance, index) => ({ index, neighbour: indices[index], distance }))
  expectPairs(pairs, naiveJoin(signal, against, windowLength), windowLength)
  const windowAt = (samples: ArrayLike<number>, at: number) =>
    zNormalized(Array.from({ length: windowLength }, (_, k) => samples[at + k]))
  for (const { index, neighbour, distance } of pairs) {
    if (neighbour < 0) continue
    expect(neighbour).toBeLessThanOrEqual(against.length - windowLength)
    const exact = naiveDistance(windowAt(signal, index), windowAt(against, neighbour))
    expect(Math.abs(distance - exact)).toBeLessThanOrEqual(Math.max(1e-6 * exact, 1e-13 * windowLength))
  }
}

describe('The matrix profile against another signal', () => {
  const signals = hardSignals(400)
  const other = hardSignals(300)

  test.each(Object.keys(signals))('equals the definition for %s', (name) => {
    for (const windowLength of [3, 25]) {
      expectJoin(signals[name], other[name].toReversed(), windowLength)
      expectJoin(signals[name], noise('float64', 150, 1), windowLength)
      expectJoin(noise('float64', 150, 1), signals[name], windowLength)
    }
  })

  test('is correct for all small numbers of windows', () => {
    for (let length = 4; length < 24; length++) {
      for (let against = 4; against < 24; against++) {
        expectJoin(noise('float64', length, length), noise('float64', against, 100 + against), 4)
      }
    }
  })

  test('finds each window again, over many recomputations, and windows at the same index', () => {
    const signal = noise('float64', 9000, 5)
    const { distances, indices, isAcross } = matrixProfile(
      signal.map((x) => 3 * x - 1e3),
      20,
      { against: signal },
    )
    expect(isAcross).toBe(true)
    for (let i = 0; i < 8981; i++) {
      expect(indices[i]).toBe(i)
      expect(distances[i]).toBeLessThan(1e-11)
    }
  })

  test('leaves out exactly the windows with non-finite values', () => {
    const signal = noise('float64', 60, 1)
    const against = noise('float64', 80, 2)
    signal[30] = NaN
    signal[0] = Infinity
    against[79] = NaN
    expectJoin(signal, against, 8)
    const { indices } = matrixProfile(signal, 8, { against })
    expect(Array.from(indices, (i, at) => (i < 0 ? at : -1)).filter((at) => at >= 0)).toEqual([
      0, 23, 24, 25, 26, 27, 28, 29, 30,
    ])
    expect(new Set(matrixProfile(against.fill(NaN), 8, { against: signal }).indices)).toEqual(new Set([-1]))
  })

  test('frees its memory, and refuses what has no window', () => {
    const signal = noise('float64', 20, 1)
    matrixProfile(signal, 5, { against: signal })
    const heap = watchHeap()
    matrixProfile(signal, 5, { against: signal })
    expect(heap.blocks).toBe(0)
    expect(() => matrixProfile(signal, 5, { against: [1, 2, 3, 4] })).toThrow(
      new RangeError('windowLength must be at most the length of against, 4, got 5'),
    )
    expect(() => matrixProfile([1, 2, 3, 4], 5, { against: signal })).toThrow(
      new RangeError("windowLength must be at most the signal's length, 4, got 5"),
    )
    expect(() => matrixProfile(signal, 5, { against: 'abc' as never })).toThrow(TypeError)
  })
})

describe('Motifs and discords across two signals', () => {
  const phrases = [noise('float64', 50, 2), noise('float64', 50, 3)]
  const signal = noise('float64', 1000, 1)
  const against = noise('float64', 800, 4)
  signal.set(phrases[0], 100)
  signal.set(phrases[1], 700)
  against.set(phrases[1], 100)
  against.set(
    phrases[0].map((x) => 2 * x + 5),
    600,
  )
  const profile = matrixProfile(signal, 50, { against })

  test('are the similar pairs, even with the same index in both', () => {
    const motifs = findMotifs(profile, { count: 2 })
    expect(motifs.map(({ index, neighbour }) => [index, neighbour]).sort((a, b) => a[0] - b[0])).toEqual([
      [100, 600],
      [700, 100],
    ])
  })

  test('are the shapes that the other signal lacks', () => {
    const known = noise('float64', 2000, 5)
    const changed = known.slice(300, 1300)
    changed.set(noise('float64', 40, 6), 500)
    const [{ index }] = findDiscords(matrixProfile(changed, 40, { against: known }))
    expect(Math.abs(index - 500)).toBeLessThan(40)
  })
})
