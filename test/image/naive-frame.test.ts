import { describe, expect, test } from 'vitest'
import { naiveByte, naiveFrameSums, naiveTemporalSums, naiveWeightedSums } from '../naive/frame.js'

describe('The definitions of frames', () => {
  test('filter colors but not alpha', () => {
    const frame = { data: [1, 10, 100, 5, 2, 20, 200, 6], width: 2, height: 1 }
    // Reversed: the weight of the left neighbour is 3, of the pixel itself 0, of the right one 1.
    const kernel = { data: [1, 0, 3], width: 3, height: 1 }
    expect(naiveFrameSums(frame, kernel, 'fill', 0)).toEqual([2, 20, 200, 5, 3, 30, 300, 6])
    expect(naiveFrameSums(frame, kernel, 'replicate', 0)).toEqual([5, 50, 500, 5, 5, 50, 500, 6])
  })

  test('weight colors by alpha', () => {
    const frame = { data: [9, 10, 100, 0, 2, 20, 200, 60, 4, 40, 100, 20], width: 3, height: 1 }
    const kernel = { data: [1, 2, 1], width: 3, height: 1 }
    // 0·2 + 60, 2·60 + 20, 60 + 2·20; (2·120 + 4·20)/140, (2·60 + 4·40)/100.
    const expected = [2, 20, 200, 60, 320 / 140, 3200 / 140, 26_000 / 140, 140, 2.8, 28, 160, 100]
    expect(naiveWeightedSums(frame, kernel, 'fill')).toEqual(expected)
    const clear = { data: [9, 9, 9, 0], width: 1, height: 1 }
    expect(naiveWeightedSums(clear, { data: [1], width: 1, height: 1 }, 'fill')).toEqual([0, 0, 0, 0])
  })

  test('filter in time, with copies of the first image before it', () => {
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
