import { expect, test } from 'vitest'
import golden from '../golden/match-profile.json' with { type: 'json' }
import { naiveDistances, naiveMatches, naiveScores } from '../naive/match.js'
import { expectClose } from '../support/closeness.js'

test('The naive scores and distances agree with results computed by hand', () => {
  // Template in standard form: (−1, 2, −1)/√6. Window 0, 0, 1: (−1, −1, 2)/√6, product −3/6; 0, 1, 1: (−2, 1, 1)/√6, 3/6.
  expectClose(naiveScores([0, 0, 1, 1, 1, 5, 1], [1, 3, 1]), [-0.5, 0.5, 0, -0.5, 1], 1e-15)
  const [a, b, c] = naiveDistances([0, 0, 1, 1, 1, 5, 1], [1, 3, 1])
  expectClose([a, b, c], [3, Math.sqrt(3), Math.sqrt(3)], 1e-15)
  expect(naiveScores([0, 1, NaN, 1, 2, 1], [1, 2, 1])).toEqual(Float64Array.of(NaN, NaN, NaN, 1))
  expect(naiveScores([0.1, 0.1, 0.1], [1, 2, 1])).toEqual(Float64Array.of(0))
})

test('The naive matches agree with results computed by hand', () => {
  const signal = [0, 1, 0, 0, 2, 0, 0, -1, 0]
  const at = (minDistance: number, isBlind = false): number[] =>
    naiveMatches(signal, [0, 1, 0], 0.9, minDistance, isBlind).map(({ index }) => index)
  expect(at(1)).toEqual([0, 3])
  // Both have the score 1: the first one wins.
  expect(at(3)).toEqual([0, 3])
  // The one at 3 is dropped, and drops nothing itself.
  expect(at(4)).toEqual([0])
  expect(at(3, true)).toEqual([0, 3, 6])
  // r = 1/2 on one side of the best window, −1/2 on the other: the parabola 1/2, 1, −1/2 has its vertex at −1/4.
  const [match] = naiveMatches([0, 0, 5, 9, 1], [4, 8, 0], 0.9, 1)
  expect(match).toMatchObject({ index: 2, score: 1 })
})

test('They agree with SciPy’s definition', () => {
  for (const { signal, template, zncc } of golden.cases) {
    expectClose(naiveScores(signal, template), zncc, 1e-14)
  }
})
