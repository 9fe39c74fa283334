import { findDiscords, findMotifs, matrixProfile, type MatrixProfile } from 'tapline'
import { describe, expect, test } from 'vitest'
import { noise } from '../support/signals.js'

/** A profile of the given distances; each window's neighbour as given. */
function profileOf(distances: number[], indices: number[], exclusion: number): MatrixProfile {
  return {
    distances: Float64Array.from(distances),
    indices: Int32Array.from(indices),
    isAcross: false,
    windowLength: 4,
    exclusion,
  }
}

describe('findMotifs', () => {
  const profile = profileOf([3, 1, 2, 5, Infinity, 4, 6, 1.5], [5, 6, 7, 0, -1, 0, 1, 2], 1)

  test('gives the nearest pairs, the best first, and takes no window twice', () => {
    expect(findMotifs(profile)).toEqual([{ index: 1, neighbour: 6, distance: 1 }])
    // 7 and 2 are beside 6 and 1, and so are 0 and 5.
    expect(findMotifs(profile, { count: 5 })).toEqual([{ index: 1, neighbour: 6, distance: 1 }])
    const apart = profileOf([3, 1, 2, 5, Infinity, 4, 6, 1.5], [5, 6, 7, 0, -1, 0, 1, 2], 0)
    expect(findMotifs(apart, { count: 5 })).toEqual([
      { index: 1, neighbour: 6, distance: 1 },
      { index: 7, neighbour: 2, distance: 1.5 },
      { index: 0, neighbour: 5, distance: 3 },
    ])
  })

  test('finds phrases that are hidden in noise', () => {
    const signal = noise('float64', 2000, 1)
    const [long, short] = [noise('float64', 50, 2), noise('float64', 50, 3)]
    for (const at of [100, 900]) signal.set(long, at)
    for (const at of [500, 1700])
      signal.set(
        short.map((x) => 5 + 2 * x),
        at,
      )
    signal[1730] += 0.01
    expect(findMotifs(matrixProfile(signal, 50), { count: 2 })).toMatchObject([
      { index: 100, neighbour: 900, distance: 0 },
      { index: 500, neighbour: 1700 },
    ])
  })

  test('leaves the profile unchanged, and refuses an invalid count', () => {
    const before = structuredClone(profile)
    findMotifs(profile, { count: 3 })
    findDiscords(profile, { count: 3 })
    expect(profile).toEqual(before)
    for (const find of [findMotifs, findDiscords]) {
      expect(() => find(profile, { count: 0 })).toThrow(
        new RangeError('count must be a whole number of at least 1, got 0'),
      )
      expect(() => find(profile, { count: 'all' as never })).toThrow(TypeError)
    }
    expect(findMotifs(profileOf([Infinity], [-1], 1))).toEqual([])
    expect(findDiscords(profileOf([Infinity], [-1], 1))).toEqual([])
  })
})

describe('findDiscords', () => {
  test('returns the windows least similar to any other, except those without a neighbour, and no two in one place', () => {
    const profile = profileOf([3, 1, 2, 5, Infinity, 4, 6, 1.5], [5, 6, 7, 0, -1, 0, 1, 2], 1)
    expect(findDiscords(profile)).toEqual([{ index: 6, neighbour: 1, distance: 6 }])
    expect(findDiscords(profile, { count: 9 })).toEqual([
      { index: 6, neighbour: 1, distance: 6 },
      { index: 3, neighbour: 0, distance: 5 },
      { index: 0, neighbour: 5, distance: 3 },
    ])
  })

  test('finds the beat that differs from the others, even if the signal drifts and has gaps', () => {
    const jitter = noise('float64', 3000, 1)
    const signal = jitter.map((x, i) => 1e6 + i + 5 * Math.sin((2 * Math.PI * i) / 60) + 0.05 * x)
    for (let i = 1400; i < 1430; i++) signal[i] += 1
    signal[2100] = NaN
    const [{ index }] = findDiscords(matrixProfile(signal, 60))
    expect(index).toBeGreaterThan(1400 - 60)
    expect(index).toBeLessThan(1430)
  })
})
