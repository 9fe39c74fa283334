import { describe, expect, test } from 'vitest'
import { Block } from '../../src/wasm/heap.js'
import * as sliding from '../../src/wasm/sliding.js'
import { EPSILON, expectClose, norm } from '../support/closeness.js'
import { noise, PRECISIONS, samplesOf } from '../support/signals.js'

function blockOf(samples: ArrayLike<number>, precision: 'float32' | 'float64', room = 0): Block {
  const block = new Block(samples.length + room, precision)
  block.samples.set(samples)
  return block
}

/** Samples without their mean. */
function centered(samples: ArrayLike<number>): number[] {
  const first = samples[0]
  let mean = 0
  for (let i = 0; i < samples.length; i++) mean += (samples[i] - first) / samples.length
  return Array.from(samples, (x) => x - first - mean)
}

/** A value that no computation here returns. */
const CANARY = 12_345

describe.each(PRECISIONS)('To %s', (precision) => {
  test('center subtracts the mean and divides by the norm', () => {
    const samples = noise('float64', 64, 1).map((x) => 1e6 + x)
    const target = blockOf(new Float64Array(70).fill(CANARY), precision)
    const scale = sliding.center(target, blockOf(samples, 'float64'), 64)
    expect(scale).toBeCloseTo(norm(centered(samples)), 8)
    expectClose(
      target.samples.subarray(0, 64),
      centered(samples).map((x) => x / scale),
      1e-7,
    )
    expect(target.samples[64]).toBe(CANARY)
    expect(sliding.center(target, blockOf(new Float64Array(64).fill(0.1), 'float64'), 64)).toBe(0)
    expect(target.samples.subarray(0, 64).every((x) => x === 0)).toBe(true)
  })

  test.each([
    [3, 1],
    [3, 2],
    [3, 1001],
    [4, 7],
    [5, 5],
    [100, 99],
    [100, 200],
    [100, 201],
    [700, 401],
    [1000, 1],
  ])('norms of windows of %i samples are correct for a count of %i', (length, count) => {
    const samples = noise('float64', length + count - 1, length).map((x, i) => x + (i === 50 ? 1e8 : 1e3))
    const expected = Array.from(
      { length: count },
      (_, j) => 2 / norm(centered(samples.subarray(j, j + length))),
    )
    const target = blockOf(new Float64Array(count + 8).fill(CANARY), precision)
    const sums = new Block(4 * Math.min(length, count) + 4, 'float64')
    sliding.inverseNorms(target, blockOf(samples, 'float64'), count, length, 2, sums)
    const error = 1e-11 + 4 * EPSILON[precision]
    const ratios = expected.map((value, j) => target.samples[j] / value)
    expectClose(ratios, new Float64Array(count).fill(1), error)
    expect(target.samples[count + 4]).toBe(CANARY)
  })

  test('norms of windows far quieter than the block count as 1e-18 of its own, whose square float32 still holds', () => {
    const samples = noise('float64', 14, 1)
    const target = new Block(12, precision)
    const sums = new Block(4 * 5 + 4, 'float64')
    const inverses = (scale: number): number[] => {
      sliding.inverseNorms(target, blockOf(samples, 'float64'), 5, 10, scale, sums)
      return Array.from(target.samples.subarray(0, 5))
    }
    const quiet = inverses(1e17)
    expectClose(
      quiet.map((inverse, j) => inverse / (1e17 / norm(centered(samples.subarray(j, j + 10))))),
      new Float64Array(5).fill(1),
      4 * EPSILON[precision] + 1e-11,
    )
    expectClose(
      inverses(1e30).map((inverse) => inverse / 1e18),
      new Float64Array(5).fill(1),
      4 * EPSILON[precision],
    )
  })

  test('profile gives scores and distances, and returns the greatest inverse', () => {
    const products = blockOf([9, 0.5, 0.25, -1, 0.1, 0, 2], precision)
    const inverses = blockOf([1, 4, 1, 2, 0, 0], precision)
    const target = blockOf(new Float64Array(16).fill(CANARY), precision)
    expect(sliding.profile(target, products, 1, inverses, 6, 0, 0)).toBe(4)
    expect([...target.samples.subarray(0, 6)]).toEqual(
      [0.5, 1, -1, 0.20000000298023224, 0, 0].map((x, i) => (i === 3 && precision === 'float64' ? 0.2 : x)),
    )
    expect(sliding.profile(target, products, 1, inverses, 6, 50, 0)).toBe(4)
    expectClose(
      target.samples.subarray(0, 6),
      [Math.sqrt(50), 0, Math.sqrt(200), Math.sqrt(80), Math.sqrt(50), Math.sqrt(50)],
      1e-5,
    )
    expect(target.samples[8]).toBe(CANARY)
    // The second window has 1 − r = 0, which is nearer than allowed.
    expect(sliding.profile(target, products, 1, inverses, 6, 50, 1e-9)).toBe(Infinity)
  })
})

describe('Of windows', () => {
  test('scan finds the first whose score may reach the threshold', () => {
    const products = blockOf([0, 0.1, 0.5, -0.6, 0.25, 0.39, 0.5, 0.5], 'float32', 8)
    const inverses = blockOf([1, 1, 1, 1, 2, 1, 0, 1], 'float32', 8)
    const found = (first: number, margin: number, isBlind: boolean, count = 8): number =>
      sliding.scan(products, 0, inverses, first, count, margin, 0.5, isBlind)
    expect([0, 2, 3, 5, 7].map((first) => found(first, 0, false))).toEqual([2, 2, 4, 7, 7])
    expect([3, 4].map((first) => found(first, 0, true))).toEqual([3, 4])
    expect([found(5, 0.12, false), found(5, 0, false, 7), found(8, 0, true), found(5, 0, false, 6)]).toEqual([
      5, 7, 8, 6,
    ])
  })

  test.each([3, 4, 5, 8, 101])('standardize makes the standard form of %i samples', (length) => {
    const samples = samplesOf('float64', noise('float64', length, 1)).map((x) => x + 1e6)
    const source = blockOf([7, ...samples, 1e9], 'float64')
    const target = blockOf(new Float64Array(length + 4).fill(CANARY), 'float64')
    const size = sliding.standardize(target, source, 1, length)
    expect(size).toBeCloseTo(norm(centered(samples)), 8)
    const form = target.samples.slice(0, length)
    expectClose(
      form,
      centered(samples).map((x) => x / size),
      1e-9,
    )
    // Both the mean of the samples and its rounding error are removed.
    expect(Math.abs(Array.from(form).reduce((sum, x) => sum + x, 0))).toBeLessThan(1e-14)
    expect(target.samples[length + 1]).toBe(CANARY)
    expect(
      sliding.standardize(target, blockOf(new Float64Array(length).fill(1 / 3), 'float64'), 0, length),
    ).toBe(0)
    expectClose(target.samples.slice(0, length), form, 0)
  })

  test.each([3, 4, 101])('halfSquaredDistance is ½Σ(a − b)² over %i samples', (length) => {
    const [a, b] = [noise('float64', length, 1), noise('float64', length, 2)]
    const expected = Array.from(a).reduce((sum, x, i) => sum + (x - b[i]) ** 2 / 2, 0)
    const [left, right] = [blockOf([...a, 1e9], 'float64'), blockOf([...b, 0], 'float64')]
    expect(sliding.halfSquaredDistance(left, right, length)).toBeCloseTo(expected, 12)
    expect(sliding.halfSquaredDistance(left, left, length)).toBe(0)
  })
})
