import { matrixProfile, type NeighbourProfile } from 'tapline'
import { describe, expect, expectTypeOf, test } from 'vitest'
import golden from '../golden/matrix-profile.json' with { type: 'json' }
import { type NaivePair, naiveNeighbours } from '../naive/matrix-profile.js'
import { expectClose } from '../support/closeness.js'
import { watchHeap } from '../support/heap-watch.js'
import { noise } from '../support/signals.js'
import { hardSignals } from '../support/window-signals.js'

// golden/matrix-profile.json: computed by NumPy from the definition; version and seed are in the file.

/** Checks the distances of each rank, and that no window is a neighbour twice. */
function expectRanks(
  profiles: readonly NeighbourProfile[],
  expected: readonly (readonly NaivePair[])[],
  windowLength: number,
): void {
  for (const [i, pairs] of expected.entries()) {
    for (const [rank, { distances, indices }] of profiles.entries()) {
      const distance = pairs.at(rank)?.distance ?? Infinity
      expect(indices[i] < 0).toBe(distance === Infinity)
      if (distance === Infinity) expect(distances[i]).toBe(Infinity)
      else {
        const tolerance = Math.max(1e-6 * distance, 1e-13 * Math.sqrt(windowLength))
        expect(Math.abs(distances[i] - distance), `rank ${rank} of window ${i}`).toBeLessThanOrEqual(
          tolerance,
        )
      }
    }
    const own = profiles.map(({ indices }) => indices[i]).filter((index) => index >= 0)
    expect(new Set(own).size).toBe(own.length)
  }
}

describe('The nearest neighbours', () => {
  test('are those of NumPy', () => {
    for (const { signal, windowLength, exclusion, neighbourCount, left, right, ...item } of golden.cases) {
      const isAcross = item.against !== undefined
      const options = isAcross ? { against: item.against } : { exclusion, sides: true }
      const profile = matrixProfile(signal, windowLength, { ...options, neighbourCount })
      expect(profile.neighbours).toHaveLength(neighbourCount)
      for (const [rank, { distances, indices }] of (profile.neighbours ?? []).entries()) {
        expect([...indices]).toEqual(item.indices.map((row) => row[rank]))
        const expected = Float64Array.from(item.distances, (row) => row[rank] ?? Infinity)
        for (const [i, distance] of expected.entries()) {
          if (distance === Infinity) expect(distances[i]).toBe(Infinity)
          else expectClose([distances[i]], [distance], 1e-9)
        }
      }
      expect(profile.left?.indices).toEqual(left && Int32Array.from(left))
      expect(profile.right?.indices).toEqual(right && Int32Array.from(right))
    }
  })

  const signals = hardSignals(300)
  const others = hardSignals(200)
  test.each(Object.keys(signals))('are those of the definition for %s', (name) => {
    const signal = signals[name]
    for (const [windowLength, neighbourCount] of [
      [3, 2],
      [25, 5],
    ]) {
      const exclusion = Math.ceil(windowLength / 4)
      const profile = matrixProfile(signal, windowLength, { neighbourCount, sides: true })
      const { neighbours = [], left, right } = profile
      const among = (isNeighbour: (lag: number) => boolean) =>
        naiveNeighbours(
          signal,
          signal,
          windowLength,
          neighbourCount,
          (lag) => Math.abs(lag) > exclusion && isNeighbour(lag),
        )
      expectRanks(
        neighbours,
        among(() => true),
        windowLength,
      )
      expectRanks(
        left === undefined ? [] : [left],
        among((lag) => lag > 0),
        windowLength,
      )
      expectRanks(
        right === undefined ? [] : [right],
        among((lag) => lag < 0),
        windowLength,
      )
      expect(neighbours[0]).toEqual({ distances: profile.distances, indices: profile.indices })
      left?.indices.forEach((j, i) => expect(j).toBeLessThan(i))
      right?.indices.forEach((j, i) => j >= 0 && expect(j).toBeGreaterThan(i))
      const plain = matrixProfile(signal, windowLength, { neighbourCount })
      expectRanks(
        plain.neighbours ?? [],
        among(() => true),
        windowLength,
      )
      const against = others[name].toReversed()
      const join = matrixProfile(signal, windowLength, { against, neighbourCount })
      const expected = naiveNeighbours(signal, against, windowLength, neighbourCount, () => true)
      expectRanks(join.neighbours ?? [], expected, windowLength)
    }
  })

  test('are as many as possible, for all small numbers of windows', () => {
    for (let length = 6; length < 30; length++) {
      const signal = noise('float64', length, length)
      const { neighbours = [], left, right } = matrixProfile(signal, 4, { neighbourCount: 7, sides: true })
      expectRanks(
        neighbours,
        naiveNeighbours(signal, signal, 4, 7, (lag) => Math.abs(lag) > 1),
        4,
      )
      expect([left?.indices[0], right?.indices.at(-1)]).toEqual([-1, -1])
      expect(left?.distances[0]).toBe(Infinity)
    }
  })

  test('of the left are those that a stream finds', () => {
    const signal = noise('float64', 3000, 9)
    const { left } = matrixProfile(signal, 16, { sides: true })
    const reversed = matrixProfile(signal.toReversed(), 16, { sides: true }).right
    expectClose(left?.distances.slice(5) ?? [], reversed?.distances.toReversed().slice(5) ?? [], 1e-9)
  })

  test('have the type of the signal, and are returned only on request', () => {
    const single = Float32Array.from(noise('float32', 50, 1))
    const profile = matrixProfile(single, 8, { neighbourCount: 2, sides: true })
    expectTypeOf(profile.left).toEqualTypeOf<NeighbourProfile<Float32Array> | undefined>()
    expect(profile.left?.distances).toBeInstanceOf(Float32Array)
    expect(profile.neighbours?.[1].distances).toBeInstanceOf(Float32Array)
    expect(Object.keys(matrixProfile(single, 8)).sort()).toEqual([
      'distances',
      'exclusion',
      'indices',
      'isAcross',
      'windowLength',
    ])
  })

  test('free their memory, and wrong options are refused', () => {
    const signal = noise('float64', 50, 1)
    matrixProfile(signal, 8)
    const heap = watchHeap()
    matrixProfile(signal, 8, { neighbourCount: 20, sides: true })
    expect(heap.blocks).toBe(0)
    expect(() => matrixProfile(signal, 8, { neighbourCount: 0 })).toThrow(RangeError)
    expect(() => matrixProfile(signal, 8, { sides: 'yes' as never })).toThrow(TypeError)
    expect(() => matrixProfile(signal, 8, { sides: true, against: signal })).toThrow(
      /sides must be false with against/,
    )
  })
})
