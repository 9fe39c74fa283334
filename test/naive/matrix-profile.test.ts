import { describe, expect, test } from 'vitest'
import { naiveDistance, naiveMatrixProfile, zNormalized } from './matrix-profile.js'

describe('The definition of the matrix profile', () => {
  test('normalizes windows to mean 0 and mean square 1', () => {
    expect(zNormalized([5, 7, 5, 7])).toEqual([-1, 1, -1, 1])
    expect(zNormalized([3, 3, 3])).toBe('flat')
    expect(zNormalized([1e6, 1e6 + 2 ** -33, 1e6])).toBe('flat')
    expect(zNormalized([1, NaN, 2])).toBe('not finite')
    expect(zNormalized([1, -Infinity, 2])).toBe('not finite')
  })

  test('takes the Euclidean distance, and the convention for flat windows', () => {
    expect(naiveDistance([-1, 1, -1, 1], [1, -1, -1, 1])).toBe(Math.sqrt(8))
    expect(naiveDistance([-1, 1, -1, 1], 'flat')).toBe(2)
    expect(naiveDistance('flat', [-1, 1, -1, 1])).toBe(2)
    expect(naiveDistance('flat', 'flat')).toBe(0)
    expect(naiveDistance('flat', 'not finite')).toBe(Infinity)
  })

  test('finds the nearest of the allowed windows', () => {
    // Windows: up up, up down, down up, up up, up down; of ±1 steps; equal ones have distance 0.
    const signal = [0, 1, 2, 1, 2, 3, 2]
    const neighbours = (exclusion: number, options = {}): number[] =>
      naiveMatrixProfile(signal, 3, exclusion, options).map(({ neighbour }) => neighbour)
    expect(neighbours(1)).toEqual([3, 4, 0, 0, 1])
    expect(naiveMatrixProfile(signal, 3, 1)[0].distance).toBe(0)
    expect(neighbours(1, { onlyEarlier: true })).toEqual([-1, -1, 0, 0, 1])
    expect(neighbours(1, { onlyEarlier: true, lagBack: 2 })).toEqual([-1, -1, 0, 1, 2])
    expect(neighbours(3)).toEqual([4, -1, -1, -1, 0])
  })
})
