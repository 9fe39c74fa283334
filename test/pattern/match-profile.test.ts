import { matchProfile, type Precision, type SignalLike } from 'tapline'
import { describe, expect, expectTypeOf, test } from 'vitest'
import golden from '../golden/match-profile.json' with { type: 'json' }
import { naiveDistances, naiveScores } from '../naive/match.js'
import { expectClose } from '../support/closeness.js'
import { watchHeap } from '../support/heap-watch.js'
import { generate, noise, PRECISIONS, samplesOf } from '../support/signals.js'

// golden/match-profile.json: computed by NumPy from the definition; versions and seed are in the file.

/** The allowed errors of scores. Both are far below the bounds in the docstring, which hold for the worst case. */
const ERROR: Record<Precision, number> = { float32: 4e-6, float64: 1e-9 }

/** What is right for every block size is right for short signals; this one has several blocks of 2N = 64 … 8192. */
const LENGTH = 5001

const HARD: Record<string, (i: number) => number> = (() => {
  const ground = noise('float64', LENGTH, 1)
  return {
    noise: (i) => ground[i],
    'an offset of 1e6': (i) => 1e6 + ground[i],
    'an offset of 1e6 and a drift': (i) => 1e6 + 10 * i + ground[i],
    'flat runs': (i) => (Math.floor(i / 1100) % 2 === 1 ? 5.1 : ground[i]),
    'spikes of 1e8': (i) => ground[i] + (i % 4001 === 1500 ? 1e8 : 0),
    'runs a million times quieter': (i) => ground[i] * (Math.floor(i / 1500) % 2 === 1 ? 1e-6 : 1),
    gaps: (i) => (i % 3001 > 2990 ? NaN : i === 4000 ? Infinity : i === 7 ? -Infinity : ground[i]),
    'a slow swing': (i) => Math.sin(i / 300) + 1e-3 * ground[i],
  }
})()

describe.each(PRECISIONS)('The match profile in %s', (precision) => {
  test('is that of SciPy’s vectors', () => {
    for (const item of golden.cases) {
      const signal = samplesOf(precision, item.signal)
      expectClose(matchProfile(signal, item.template), item.zncc, ERROR[precision])
      // At the flat run of the second case the reference has the distance for a score of 0 that is rounding: √2 too great.
      const flat = Math.sqrt(item.template.length)
      const expected = item.distance.map((d, i) => (Math.abs(item.zncc[i]) < 1e-14 ? flat : d))
      const error = precision === 'float32' ? 1e-4 : 1e-6
      expectClose(matchProfile(signal, item.template, { measure: 'distance' }), expected, error)
    }
  })

  describe.each(Object.keys(HARD))('of %s', (name) => {
    const signal = generate(precision, LENGTH, HARD[name])

    test.each([3, 8, 100, 600])('has the scores of the definition for a template of %i samples', (length) => {
      const template = noise('float64', length, 2)
      const expected = naiveScores(signal, template)
      const profile = matchProfile(signal, template)
      expectClose(profile, expected, ERROR[precision], name)
      expect(profile.every((score) => !(Math.abs(score) > 1))).toBe(true)
    })

    test('has the distances of the definition, including small ones and those to itself', () => {
      const template = generate('float64', 64, (i) => signal[4700 + i] * 3 + 1e3)
      const expected = naiveDistances(signal, template)
      const profile = matchProfile(signal, template, { measure: 'distance' })
      // d = √(2M(1 − r)): an error e of r is one of M·e/d, and no more than √(2M·e).
      for (let n = 0; n < expected.length; n++) {
        const error = (64 * ERROR[precision]) / (expected[n] > 1e-3 ? expected[n] : 1e-3)
        expectClose([profile[n]], [expected[n]], Math.max(error, 1e-6), `${name} at ${n}`)
      }
      expect(profile[4700]).toBeLessThan(1e-5)
    })
  })

  test('of data of any size is the same', () => {
    const signal = noise(precision, 500, 3)
    const profile = matchProfile(signal, signal.subarray(100, 150))
    const sizes = precision === 'float32' ? [1e-25, 1e30] : [1e-120, 1e120]
    for (const size of sizes) {
      const scaled = signal.map((x) => size * x)
      expectClose(matchProfile(scaled, signal.subarray(100, 150)), profile, ERROR[precision])
    }
  })
})

describe('The match profile', () => {
  test('of a window that is the template is 1, of its inverse −1, and the distances are 0 and 2√M', () => {
    const template = noise('float64', 300, 4)
    const signal = generate('float64', 5000, (i) =>
      i % 1000 < 300 ? template[i % 1000] * (i < 2500 ? 2 : -3) + 7 : i % 11,
    )
    const profile = matchProfile(signal, template)
    const distances = matchProfile(signal, template, { measure: 'distance' })
    expectClose([profile[0], profile[2000], profile[3000]], [1, 1, -1], 1e-12)
    expectClose([distances[1000], distances[4000]], [0, 2 * Math.sqrt(300)], 1e-12)
    // Exactly 0 for identical samples.
    expect(matchProfile(signal, signal.subarray(2000, 2300), { measure: 'distance' })[2000]).toBe(0)
  })

  test('has NaN at samples that are too large', () => {
    const signal = Float64Array.from(noise('float64', 300, 5))
    const expected = naiveScores(signal, [1, 2, 0])
    signal[100] = 1e200
    expected.fill(NaN, 98, 101)
    expectClose(matchProfile(signal, [1, 2, 0]), expected, 1e-12)
    expect(matchProfile([NaN, NaN, NaN, NaN], [1, 2, 0])).toEqual(Float64Array.of(NaN, NaN))
  })

  test('of windows that are flat up to rounding is 0', () => {
    const signal = Array.from({ length: 100 }, (_, i) => 1 / 3 + (i % 2) * 2 ** -54)
    expect(new Set(signal).size).toBe(2)
    expect(matchProfile(signal, [1, 2, 0])).toEqual(new Float64Array(98))
    expect(matchProfile(signal, [1, 2, 0], { measure: 'distance' })).toEqual(
      new Float64Array(98).fill(Math.sqrt(3)),
    )
  })

  test('has the signal’s type, for any array of numbers', () => {
    const template = [1, 2, 0]
    const single = matchProfile(Float32Array.of(1, 2, 0), template)
    expect(single).toBeInstanceOf(Float32Array)
    expectClose(single, [1], 1e-6)
    for (const signal of [Int16Array.of(5, 6, 4), Float64Array.of(1, 2, 0), [1, 2, 0]]) {
      const profile = matchProfile(signal, Float32Array.from(template))
      expect(profile).toBeInstanceOf(Float64Array)
      expectClose(profile, [1], 1e-14)
    }
    expectTypeOf(matchProfile(new Float32Array(3), template)).toEqualTypeOf<Float32Array>()
    expectTypeOf(matchProfile([1, 2, 0], template)).toEqualTypeOf<Float64Array>()
  })

  test('frees all memory, also after an error', () => {
    matchProfile(noise('float32', 5000, 1), [1, 2, 0])
    const heap = watchHeap()
    const signal = generate('float32', 5000, (i) => (i === 100 ? 1e9 : Math.sin(i)))
    matchProfile(signal, noise('float64', 100, 1), { measure: 'distance' })
    expect(() => matchProfile([1, 2, 3], [1, 1, 1])).toThrow(RangeError)
    expect(() => matchProfile([1, 2, 3], [1, 2, 3, 4])).toThrow(RangeError)
    expect(heap.blocks).toBe(0)
  })

  test.each<[string, SignalLike, SignalLike, string]>([
    [
      'a flat template',
      [1, 2, 3, 4],
      [5, 5, 5],
      'template must have samples that differ, got a flat one: every window is equally like it',
    ],
    [
      'a template of zeros',
      [1, 2, 3, 4],
      [0, 0, 0],
      'template must have samples that differ, got a flat one: every window is equally like it',
    ],
    ['NaN in the template', [1, 2, 3, 4], [1, NaN, 3], 'template[1] must be finite, got NaN'],
    [
      'a template of two samples',
      [1, 2, 3, 4],
      [1, 2],
      'template must have from 3 to 1048576 samples, got 2',
    ],
    ['no template', [1, 2, 3, 4], [], 'template must have from 3 to 1048576 samples, got 0'],
    [
      'a long template',
      [1, 2, 3],
      [1, 2, 3, 4],
      'template must be no longer than the signal, which has 3 samples, got 4',
    ],
  ])('is refused for %s', (_name, signal, template, message) => {
    expect(() => matchProfile(signal, template)).toThrow(new RangeError(message))
  })

  test('is refused for values that are not signals, and for an unknown measure', () => {
    expect(() => matchProfile('abc' as unknown as number[], [1, 2, 0])).toThrow(TypeError)
    expect(() => matchProfile([1, 2, 0], 3 as unknown as number[])).toThrow(TypeError)
    expect(() => matchProfile([1, 2, 0], [1, 2, 0], { measure: 'ncc' as 'zncc' })).toThrow(
      new RangeError("measure must be 'zncc' or 'distance', got \"ncc\""),
    )
  })
})
