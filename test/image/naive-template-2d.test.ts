import { expect, test } from 'vitest'
import { naiveMatch } from '../naive/template-2d.js'

// Checks the definitions themselves against results computed by hand.

const image = { data: [0, 2, 4, 1], width: 4, height: 1 }
const template = { data: [1, 3], width: 2, height: 1 }

test('The definitions give results computed by hand', () => {
  expect(naiveMatch(image, template, 'correlation')).toEqual([6, 14, 7])
  expect(naiveMatch(image, template, 'covariance')).toEqual([2, 2, -3])
  expect(naiveMatch(image, template, 'ssd')).toEqual([2, 2, 13])
  expect(naiveMatch(image, template, 'zncc').map((r) => Math.round(r * 1e12) / 1e12)).toEqual([1, 1, -1])
  expect(naiveMatch(image, template, 'ncc')[1]).toBeCloseTo(14 / Math.sqrt(10 * 20), 14)
  expect(naiveMatch(image, template, 'nssd')[0]).toBeCloseTo(2 / Math.sqrt(10 * 4), 14)
})

test('Weights count twice, once for each side, and flat windows are 0', () => {
  const mask = { data: [2, 1], width: 2, height: 1 }
  // 4·1·0 + 1·3·2, 4·1·2 + 1·3·4, 4·1·4 + 1·3·1
  expect(naiveMatch(image, template, 'correlation', mask)).toEqual([6, 20, 19])
  expect(naiveMatch({ ...image, data: [5, 5, 5, 5] }, template, 'zncc')).toEqual([0, 0, 0])
  expect(naiveMatch({ ...image, data: [0, 0, 0, 0] }, template, 'nssd')).toEqual([1, 1, 1])
})
