import type { WindowPair } from 'tapline'
import { expect } from 'vitest'

/** Below this fraction of √m, a distance is the rounding error of values near 1. */
const ROUNDING = 1e-13

/**
 * Expects the distances of the definition, within 1e−6, and a nearest neighbour by definition; any of several nearly equal ones
 * will do.
 */
export function expectPairs(
  actual: readonly WindowPair[],
  expected: readonly WindowPair[],
  windowLength: number,
): void {
  expect(actual.map(({ index }) => index)).toEqual(expected.map(({ index }) => index))
  for (const [i, { distance, neighbour }] of expected.entries()) {
    const got = actual[i]
    if (neighbour < 0) {
      expect(got, `window ${i}`).toEqual({ index: i, neighbour: -1, distance: Infinity })
      continue
    }
    const tolerance = Math.max(1e-6 * distance, ROUNDING * Math.sqrt(windowLength))
    expect(Math.abs(got.distance - distance), `distance of window ${i}, ${distance}`).toBeLessThanOrEqual(
      tolerance,
    )
  }
}
