import { estimateDelay } from 'tapline'
import { describe, expect, test } from 'vitest'
import { generate, noise, normalNoise } from '../support/signals.js'

const METHODS = ['correlation', 'phat'] as const

/** A band-limited signal at any time: 120 partials below 0.45 of the sample rate. */
function wideBand(seed: number): (time: number) => number {
  const frequencies = noise('float64', 120, seed).map((x) => 0.225 * (x + 1))
  const phases = noise('float64', 120, seed + 1).map((x) => Math.PI * x)
  return (time) => {
    let sum = 0
    for (const [k, f] of frequencies.entries()) sum += Math.sin(2 * Math.PI * f * time + phases[k])
    return sum
  }
}

describe.each(METHODS)('The delay by %s', (method) => {
  test('is the number of samples by which the second signal is later', () => {
    const a = noise('float64', 500, 1)
    for (const shift of [0, 1, 30, 99]) {
      const b = generate('float64', 500, (n) => (n < shift ? 0 : a[n - shift]))
      expect(estimateDelay(a, b, { method })?.delay).toBeCloseTo(shift, 1)
      expect(estimateDelay(b, a, { method })?.delay).toBeCloseTo(-shift, 1)
      expect(estimateDelay(a, b, { method })?.confidence).toBeGreaterThan(method === 'phat' ? 0.5 : 0.85)
    }
    expect(estimateDelay(a, a, { method })?.confidence).toBeCloseTo(1, 10)
    expect(estimateDelay(a, a, { method })?.delay).toBeCloseTo(0, 10)
  })

  test('is found between samples', () => {
    for (const delay of [0.5, -0.25, 7.37, -42.81]) {
      const signal = wideBand(5)
      const a = generate('float64', 2000, signal)
      const b = generate('float64', 2000, (n) => signal(n - delay))
      const found = estimateDelay(a, b, { method, maxLag: 100 })?.delay ?? NaN
      expect(Math.abs(found - delay)).toBeLessThan(method === 'phat' ? 0.1 : 0.005)
    }
  })

  test('is found for signals of different lengths and types, with an offset', () => {
    const b = noise('float32', 3000, 2).map((x) => x + 1000)
    const a = Float64Array.from(b.subarray(700, 1200))
    expect(estimateDelay(a, b, { method })?.delay).toBeCloseTo(700, 1)
    expect(estimateDelay(b, a, { method })?.delay).toBeCloseTo(-700, 1)
    expect(estimateDelay(b, a, { method, maxLag: 710 })?.delay).toBeCloseTo(-700, 1)
  })

  test('is not searched beyond maxLag', () => {
    const a = noise('float64', 500, 1)
    const b = generate('float64', 500, (n) => (n < 60 ? 0 : a[n - 60]))
    expect(Math.abs(estimateDelay(a, b, { method, maxLag: 59 })?.delay ?? 0)).toBeLessThanOrEqual(59)
    expect(estimateDelay(a, b, { method, maxLag: 60 })?.delay).toBeCloseTo(60, 1)
    expect(estimateDelay(a, a, { method, maxLag: 0 })?.delay).toBeCloseTo(0, 10)
  })

  test('is undefined if a signal is flat', () => {
    const a = noise('float64', 500, 1)
    for (const flat of [new Float64Array(500), new Float64Array(20).fill(0.1), [5]]) {
      expect(estimateDelay(a, flat, { method })).toBeUndefined()
      expect(estimateDelay(flat, a, { method })).toBeUndefined()
    }
  })

  test('has little confidence in unrelated signals', () => {
    const [a, b] = [noise('float64', 5000, 1), noise('float64', 5000, 2)]
    expect(estimateDelay(a, b, { method })?.confidence).toBeLessThan(0.1)
  })
})

describe('estimateDelay', () => {
  const pulse = (center: number, level = 0): Float64Array =>
    Float64Array.from({ length: 256 }, (_, n) => level + Math.exp(-(((n - center) / 4) ** 2)))

  test.each(METHODS)('by %s sees no step at the ends of a pulse, whatever its level', (method) => {
    for (const level of [0, 3]) {
      const found = estimateDelay(pulse(80, level), pulse(105, level), { method })
      expect(found?.delay).toBeCloseTo(25, 3)
      expect(found?.confidence).toBeGreaterThan(0.99)
    }
    const ramp = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    const later = [0, ...ramp, ...new Array<number>(9).fill(0)]
    for (const options of [{ method }, { method, demean: false }]) {
      const found = estimateDelay(ramp, later, options)
      expect(Math.abs((found?.delay ?? NaN) - 1)).toBeLessThan(0.05)
      expect(found?.confidence).toBeCloseTo(1, 2)
    }
  })

  test('removes means only on request', () => {
    const offset = noise('float64', 800, 4).map((x) => x + 100)
    const [a, b] = [offset.slice(30), offset.slice(0, -30)]
    expect(estimateDelay(a, b)?.delay).toBeCloseTo(30, 1)
    expect(estimateDelay(a, b, { demean: true })?.delay).toBeCloseTo(30, 1)
    expect(Math.abs(estimateDelay(a, b, { demean: false })?.delay ?? NaN)).toBeLessThan(1)
    const level = estimateDelay(pulse(80), pulse(105), { demean: true, method: 'phat' })
    expect(Math.abs(level?.delay ?? NaN)).toBeLessThan(1)
  })

  test('finds half-sample delays in noise of ten times the power', () => {
    let failures = 0
    for (let seed = 0; seed < 100; seed++) {
      const delay = 10.5 + (seed % 20)
      const signal = wideBand(3 * seed)
      const disturbance = normalNoise(300, seed)
      const a = generate('float64', 300, signal)
      // The power of 120 sines is 60.
      const b = generate('float64', 300, (n) => signal(n - delay) + Math.sqrt(600) * disturbance[n])
      const found = estimateDelay(a, b, { maxLag: 64 })
      if (Math.abs((found?.delay ?? NaN) - delay) > 1) failures++
    }
    // With whole lags only, the best one is wrong in 6 cases.
    expect(failures).toBeLessThanOrEqual(2)
  })

  test('also searches for an inverted copy on request', () => {
    const a = noise('float64', 500, 1)
    const b = generate('float64', 500, (n) => (n < 30 ? 0 : -2 * a[n - 30]))
    for (const method of METHODS) {
      const found = estimateDelay(a, b, { method, polarity: 'both' })
      expect(found?.delay).toBeCloseTo(30, 1)
      expect(found?.confidence).toBeLessThan(-0.5)
      expect(found?.confidence).toBeGreaterThanOrEqual(-1)
      const same = estimateDelay(a, a, { method, polarity: 'both' })
      expect(same?.delay).toBeCloseTo(0, 6)
      expect(same?.confidence).toBeCloseTo(1, 6)
    }
    expect(estimateDelay(a, b)?.confidence).toBeLessThan(0.3)
  })

  test('finds the first sound among its echoes by phases', () => {
    const source = noise('float64', 9000, 3)
    // A sound without much treble, in a room.
    let state = 0
    const sound = source.map((x) => (state = 0.9 * state + x))
    const at = (n: number): number => (n < 0 ? 0 : sound[n])
    const a = sound.subarray(0, 8500)
    const b = generate(
      'float64',
      8500,
      (n) => at(n - 37) + 0.8 * at(n - 40) + 0.7 * at(n - 46) - 0.6 * at(n - 99),
    )
    expect(Math.abs((estimateDelay(a, b, { method: 'phat' })?.delay ?? NaN) - 37)).toBeLessThan(0.15)
    // The echoes move the peak of the correlation.
    expect(Math.abs((estimateDelay(a, b)?.delay ?? NaN) - 37)).toBeGreaterThan(2)
  })

  test('refuses invalid arguments', () => {
    const wrong = (a: unknown, b: unknown, options?: object) => () =>
      estimateDelay(a as number[], b as number[], options)
    expect(wrong(1, [1])).toThrow(TypeError)
    expect(wrong([1], undefined)).toThrow(TypeError)
    expect(wrong([], [1])).toThrow('a must have at least one sample, got none')
    expect(wrong([1], [])).toThrow('b must have at least one sample, got none')
    expect(wrong([1, 2], [1, NaN])).toThrow('b[1] must be finite, got NaN: fill such gaps, or cut them out')
    expect(wrong([1, 2], [1, 2, 3], { maxLag: 3 })).toThrow(
      "maxLag must be less than the longer signal's length, 3 samples, got 3",
    )
    for (const maxLag of [-1, 0.5, NaN]) expect(wrong([1, 2], [1, 2], { maxLag })).toThrow(RangeError)
    expect(wrong([1, 2], [1, 2], { method: 'gcc' })).toThrow(RangeError)
    expect(wrong(noise('float64', 2 ** 20, 1), [1, 2], { method: 'phat' })).toThrow("choose 'correlation'")
  })
})
