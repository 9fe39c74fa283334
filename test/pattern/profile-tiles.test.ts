import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allSteps } from '../../src/pattern/matrix-profile/all-steps.js'
import { compareTiles } from '../../src/pattern/matrix-profile/compare-tiles.js'
import { nearestWithin, ProfileMerge, ProfileTiles } from '../../src/pattern/matrix-profile/profile-tiles.js'
import { naiveMatrixProfile } from '../naive/matrix-profile.js'
import { mulberry32 } from '../support/mulberry32.js'
import { expectPairs } from '../support/window-pairs.js'
import { hardSignals } from '../support/window-signals.js'
import { noise } from '../support/signals.js'

describe('A matrix profile by pairs of tiles', () => {
  const signals = hardSignals(300)

  test.each(Object.keys(signals))('is that of the definition for %s', (name) => {
    const signal = signals[name]
    for (const [windowLength, exclusion, tileLength] of [
      [3, 1, 7],
      [10, 3, 64],
      [25, 40, 32],
      [50, 13, 200],
    ]) {
      const tiles = new ProfileTiles(signal.length, windowLength, exclusion, tileLength)
      const { distances, neighbours } = nearestWithin(Float64Array.from(signal), tiles)
      const pairs = Array.from(distances, (distance, index) => ({
        ...{ index, distance },
        neighbour: neighbours[index],
      }))
      expectPairs(pairs, naiveMatrixProfile(signal, windowLength, exclusion), windowLength)
    }
  })

  test('does not depend on where and in which order pairs are compared', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 20, max: 200 }),
        fc.integer({ min: 3, max: 20 }),
        fc.integer({ min: 5, max: 80 }),
        fc.nat(),
        (length, windowLength, tileLength, seed) => {
          const random = mulberry32(seed)
          const signal = noise('float64', length, length)
          const tiles = new ProfileTiles(length, windowLength, 2, tileLength)
          const keyed = [...tiles.pairs()].map((starts) => ({ starts, key: random() }))
          const found = new Map(
            keyed
              .toSorted((a, b) => a.key - b.key)
              .map(({ starts }) => [starts, allSteps(compareTiles(tiles.pairOf(starts, signal.slice())))]),
          )
          const merge = new ProfileMerge(tiles)
          for (const { starts } of keyed) merge.take(starts, found.get(starts) ?? [])
          expect(merge.found).toEqual(nearestWithin(signal, tiles))
        },
      ),
      { numRuns: 30 },
    )
  })

  test('compares any two windows in exactly one pair', () => {
    const tiles = new ProfileTiles(110, 11, 0, 30)
    const costs = [...tiles.pairs()].map((starts) => tiles.costOf(starts))
    expect(costs).toEqual([435, 900, 435, 900, 900, 435, 300, 300, 300, 45])
    expect(costs.reduce((sum, cost) => sum + cost, 0)).toBe((100 * 99) / 2)
  })

  test.each([
    [1000, 100, 2 ** 17],
    [2 ** 17 + 1, 100, 2 ** 17],
    [10 ** 6, 2000, 2 ** 18],
    [10 ** 7, 100, 2 ** 19],
  ])('cuts %i windows of %i samples into tiles of %i', (windowCount, windowLength, expected) => {
    const tiles = new ProfileTiles(windowCount + windowLength - 1, windowLength, 1)
    expect(tiles.windowCount).toBe(windowCount)
    expect(tiles.tileLength).toBe(expected)
  })
})
