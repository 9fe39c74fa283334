import { expect, test } from 'vitest'
import { naiveConvolution2d, naiveInside, type NaiveOptions } from '../naive/image.js'

const plain: NaiveOptions = { mode: 'full', boundary: 'fill', fillValue: 0, stride: 1, dilation: 1 }
const image = { data: [1, 2, 3, 4, 5, 6], width: 3, height: 2 }

test('the definition gives results computed by hand', () => {
  const kernel = { data: [1, 10], width: 2, height: 1 }
  expect(naiveConvolution2d(image, kernel, plain).data).toEqual([1, 12, 23, 30, 4, 45, 56, 60])
  expect(naiveConvolution2d(image, kernel, { ...plain, mode: 'same' }).data).toEqual([1, 12, 23, 4, 45, 56])
  expect(naiveConvolution2d(image, kernel, { ...plain, mode: 'valid' }).data).toEqual([12, 23, 45, 56])
  expect(naiveConvolution2d(image, kernel, { ...plain, dilation: 2 }).data).toEqual([
    1, 2, 13, 20, 30, 4, 5, 46, 50, 60,
  ])
  expect(naiveConvolution2d(image, kernel, { ...plain, stride: 2 }).data).toEqual([1, 23])
  const column = { data: [1, 10], width: 1, height: 2 }
  expect(naiveConvolution2d(image, column, plain).data).toEqual([1, 2, 3, 14, 25, 36, 40, 50, 60])
  const corner = { data: [0, 0, 0, 1], width: 2, height: 2 }
  expect(naiveConvolution2d(image, corner, { ...plain, mode: 'same', fillValue: 9 }).data).toEqual([
    9, 9, 9, 9, 1, 2,
  ])
})

test.each([
  ['wrap', [1, 2, 3, 0, 1, 2, 3, 0, 1, 2]],
  ['symmetric', [2, 1, 0, 0, 1, 2, 3, 3, 2, 1]],
  ['reflect', [3, 2, 1, 0, 1, 2, 3, 2, 1, 0]],
  ['replicate', [0, 0, 0, 0, 1, 2, 3, 3, 3, 3]],
] as const)('%s continues a row of four as it should', (boundary, expected) => {
  expect(Array.from({ length: 10 }, (_, i) => naiveInside(i - 3, 4, boundary))).toEqual(expected)
})
