import { describe, expect, test } from 'vitest'
import { naiveByte, naiveFrameSums, naiveTemporalSums } from '../naive-frame.js'

describe('The definitions of frames', () => {
  test('filter colours and not alpha', () => {
    const frame = { data: [1, 10, 100, 5, 2, 20, 200, 6], width: 2, height: 1 }
    // Reversed: the left neighbour weighs 3, the pixel itself 0, the right one 1.
    const kernel = { data: [1, 0, 3], width: 3, height: 1 }
    expect(naiveFrameSums(frame, kernel, 'fill', 0)).toEqual([2, 20, 200, 5, 3, 30, 300, 6])
    expect(naiveFrameSums(frame, kernel, 'replicate', 0)).toEqual([5, 50, 500, 5, 5, 50, 500, 6])
  })

  test('filter in time, the first image being there before', () => {
    expect(
      naiveTemporalSums(
        [
          [1, 2],
          [10, 20],
          [100, 200],
        ],
        [1, 2, 3],
      ),
    ).toEqual([
      [6, 12],
      [15, 30],
      [123, 246],
    ])
  })

  test('round halves to even bytes', () => {
    const numbers = [-0.6, -0.5, 0.4, 0.5, 0.6, 1.5, 2.5, 254.5, 255.5, 1000]
    expect(numbers.map(naiveByte)).toEqual([0, 0, 0, 0, 1, 2, 2, 254, 255, 255])
  })
})
