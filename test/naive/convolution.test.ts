import { describe, expect, test } from 'vitest'
import { naiveConvolution, naiveCorrelation, naiveLags, naiveWindows } from './convolution.js'

// Computed by hand: all other tests rest on these cases.

describe('the naive convolution', () => {
  test('of two short signals is the table of products, summed along its diagonals', () => {
    //            4   5   6
    //        1 | 4   5   6
    //        2 | 8  10  12
    //        3 |12  15  18
    expect([...naiveConvolution([1, 2, 3], [4, 5, 6])]).toEqual([4, 13, 28, 27, 18])
  })

  test('of the textbook example is the textbook answer', () => {
    expect([...naiveConvolution([0, 0, 0, 1, 2, 3, 2, 1, 0, 0], [1, 2, 3, 2, 1])]).toEqual([
      0, 0, 0, 1, 4, 10, 16, 19, 16, 10, 4, 1, 0, 0,
    ])
  })

  test('multiplies polynomials: (1 + t)³ from its factors', () => {
    expect([...naiveConvolution(naiveConvolution([1, 1], [1, 1]), [1, 1])]).toEqual([1, 3, 3, 1])
  })

  test('flips the kernel: an impulse answers with the kernel as it stands', () => {
    expect([...naiveConvolution([0, 1, 0], [7, 8, 9])]).toEqual([0, 7, 8, 9, 0])
  })

  test('keeps the part of the full result that the mode selects', () => {
    // The full result is [1, 3, 6, 9, 12, 9, 5].
    expect([...naiveConvolution([1, 2, 3, 4, 5], [1, 1, 1])]).toEqual([1, 3, 6, 10 - 1, 12, 9, 5])
    expect([...naiveConvolution([1, 2, 3, 4, 5], [1, 1, 1], 'same')]).toEqual([3, 6, 9, 12, 9])
    expect([...naiveConvolution([1, 2, 3, 4, 5], [1, 1, 1], 'valid')]).toEqual([6, 9, 12])
  })

  test('of mode same starts at ⌊(K − 1)/2⌋ for even kernels and for kernels longer than the signal', () => {
    expect([...naiveConvolution([1, 2, 3], [10, 1], 'same')]).toEqual([10, 21, 32])
    expect([...naiveConvolution([1, 2], [1, 0, 0, 0, 10], 'same')]).toEqual([0, 0])
    expect([...naiveConvolution([1, 2], [0, 1, 5, 0], 'same')]).toEqual([1, 7])
  })

  test('of mode valid uses the shorter one as the window, whichever it is', () => {
    expect([...naiveConvolution([1, 1, 1], [1, 2, 3, 4, 5], 'valid')]).toEqual([6, 9, 12])
    expect([...naiveConvolution([2], [3], 'valid')]).toEqual([6])
  })

  test('of an empty signal is empty', () => {
    expect([...naiveConvolution([], [1, 2, 3])]).toEqual([])
  })

  test('makes NaN of exactly the outputs that read a non-finite value', () => {
    expect([...naiveConvolution([1, NaN, 1, 1], [1, 2])]).toEqual([1, NaN, NaN, 3, 2])
    expect([...naiveConvolution([1, 1, 1], [1, Infinity])]).toEqual([1, NaN, NaN, NaN])
  })

  test('keeps the digits that plain sums lose', () => {
    // Summed in turn, 1e16 + 1 − 1e16 is 0; and 1 + 2⁻³⁰ squared needs 61 digits.
    expect(naiveConvolution([1e16, 1, -1e16], [1, 1, 1])[2]).toBe(1)
    const a = 1 + 2 ** -30
    expect(naiveConvolution([a, -1], [1, a])[1]).toBe(a * a - 1 + (2 ** -60 - (a * a - 1 - 2 ** -29)))
  })
})

describe('the naive correlation', () => {
  test('has the template unflipped: its values at lags −2 to 2', () => {
    // lag −2: 6·1; −1: 5·1 + 6·2; 0: 4·1 + 5·2 + 6·3; 1: 4·2 + 5·3; 2: 4·3
    expect([...naiveCorrelation([1, 2, 3], [4, 5, 6])]).toEqual([6, 17, 32, 23, 12])
    expect(naiveLags(3, 3)).toEqual([-2, -1, 0, 1, 2])
  })

  test('is greatest at the lag at which the template was inserted', () => {
    const values = naiveCorrelation([0, 0, 0, 1, -2, 3, 0], [1, -2, 3])
    expect(naiveLags(7, 3)[values.indexOf(Math.max(...values))]).toBe(3)
  })

  test('has lags for each mode', () => {
    expect(naiveLags(5, 3, 'same')).toEqual([-1, 0, 1, 2, 3])
    expect(naiveLags(5, 3, 'valid')).toEqual([0, 1, 2])
    expect(naiveLags(3, 5, 'valid')).toEqual([-2, -1, 0])
    expect(naiveLags(4, 2, 'same')).toEqual([-1, 0, 1, 2])
    expect([...naiveCorrelation([1, 2, 3, 4], [1, 10], 'same')]).toEqual([10, 21, 32, 43])
    expect([...naiveCorrelation([1, 2, 3, 4], [1, 10], 'valid')]).toEqual([21, 32, 43])
  })
})

describe('the naive windows', () => {
  test('are adjacent, overlap or leave gaps, and the rest is padded or dropped', () => {
    expect(naiveWindows([1, 2, 3, 4, 5], 2, 2, 'pad')).toEqual([
      [1, 2],
      [3, 4],
      [5, 0],
    ])
    expect(naiveWindows([1, 2, 3, 4, 5], 2, 2, 'drop')).toEqual([
      [1, 2],
      [3, 4],
    ])
    expect(naiveWindows([1, 2, 3, 4, 5, 6, 7], 4, 2, 'pad')).toEqual([
      [1, 2, 3, 4],
      [3, 4, 5, 6],
      [5, 6, 7, 0],
    ])
    expect(naiveWindows([1, 2, 3, 4, 5, 6], 4, 2, 'pad')).toEqual([
      [1, 2, 3, 4],
      [3, 4, 5, 6],
    ])
    expect(naiveWindows([1, 2, 3, 4], 1, 3, 'pad')).toEqual([[1], [4]])
    expect(naiveWindows([1, 2, 3], 1, 3, 'pad')).toEqual([[1]])
    expect(naiveWindows([1, 2, 3, 4, 5], 2, 3, 'pad')).toEqual([
      [1, 2],
      [4, 5],
    ])
    expect(naiveWindows([1, 2, 3, 4], 2, 3, 'pad')).toEqual([
      [1, 2],
      [4, 0],
    ])
    expect(naiveWindows([], 2, 1, 'pad')).toEqual([])
  })
})
