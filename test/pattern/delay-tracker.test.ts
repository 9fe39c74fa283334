import fc from 'fast-check'
import {
  DelayTracker,
  type DelayTrackerOptions,
  estimateDelay,
  type SignalPair,
  type TrackedDelay,
} from 'tapline'
import { describe, expect, test } from 'vitest'
import { driftOf } from '../../src/pattern/period/drift.js'
import { naiveDrift } from '../naive/cross-correlation.js'
import { pairsOf } from '../support/pairs.js'
import { SEED } from '../support/seed.js'
import { generate, noise } from '../support/signals.js'

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

describe('A delay tracker', () => {
  test.each([145, -60])(
    'follows a delay that grows by %i ppm, and reports its fraction and the drift',
    (ppm) => {
      const signal = wideBand(5)
      const a = generate('float64', 40_000, signal)
      const delayAt = (n: number): number => 12.3 + ppm * 1e-6 * n
      const b = generate('float64', 40_000, (n) => signal(n - delayAt(n)))
      for (const method of ['correlation', 'phat'] as const) {
        const delays = resultsOf({ window: 2048, maxLag: 50, method }, [{ a, b }])
        expect(delays).toHaveLength(19)
        for (const { index, delay, confidence } of delays) {
          const error = Math.abs(delay - delayAt(index + 1024))
          expect(error).toBeLessThan(method === 'phat' ? 0.1 : 0.02)
          expect(confidence).toBeGreaterThan(method === 'phat' ? 0.3 : 0.95)
        }
        expect(Math.abs((delays.at(-1)?.driftPpm ?? NaN) - ppm)).toBeLessThan(method === 'phat' ? 5 : 1)
        expect(delays[0].driftPpm).toBeNaN()
      }
    },
  )

  test('agrees with estimateDelay for each window', () => {
    const [a, b] = [noise('float64', 900, 1), noise('float64', 900, 2)]
    for (let n = 10; n < 900; n++) b[n] += 2 * a[n - 10]
    const delays = resultsOf({ window: 300, hop: 200, maxLag: 40 }, [{ a, b }])
    expect(delays.map(({ index }) => index)).toEqual([0, 200, 400, 600])
    for (const { index, delay, confidence } of delays) {
      const [x, y] = [a.subarray(index, index + 300), b.subarray(index, index + 300)]
      expect({ delay, confidence }).toEqual(estimateDelay(x, y, { maxLag: 40, demean: true }))
    }
    expect(delays[3].delay).toBeCloseTo(10, 0)
  })

  test('finds inverted copies on request', () => {
    const a = noise('float64', 400, 1)
    const b = generate('float64', 400, (n) => (n < 7 ? 0 : -a[n - 7]))
    const [found] = resultsOf({ window: 400, maxLag: 40, polarity: 'both' }, [{ a, b }])
    expect(found.delay).toBeCloseTo(7, 1)
    expect(found.confidence).toBeLessThan(-0.9)
  })

  test('gives the same for any chunks of either signal', () => {
    const lengths = fc
      .array(fc.nat(200), { minLength: 1, maxLength: 5 })
      .filter((all) => all.some((n) => n > 0))
    fc.assert(
      fc.property(
        fc.constantFrom('correlation' as const, 'phat' as const),
        fc.integer({ min: 1, max: 90 }),
        fc.nat(800),
        lengths,
        lengths,
        (method, hop, length, ofA, ofB) => {
          const [a, b] = [noise('float64', length, 1), noise('float64', length, 2)]
          if (length > 300) a[250] = NaN
          const options = { window: 64, hop, maxLag: 20, method, history: 5, maxAhead: 1000 }
          const whole = resultsOf(options, [{ a, b }])
          expect(resultsOf(options, pairsOf(a, b, ofA, ofB))).toEqual(whole)
        },
      ),
      { seed: SEED, numRuns: 30 },
    )
  })

  test('reports no delay in silence or beside non-finite values, and keeps the drift', () => {
    const a = noise('float64', 800, 1)
    const b = generate('float64', 800, (n) => a[Math.max(n - 2, 0)])
    a.fill(0, 200, 400)
    b[500] = NaN
    const delays = resultsOf({ window: 200, maxLag: 20 }, [{ a, b }])
    expect(delays.map(({ delay }) => Math.round(delay))).toEqual([2, NaN, NaN, 2])
    expect(delays.map(({ confidence }) => Math.round(confidence))).toEqual([1, 0, NaN, 1])
    expect(delays.map(({ driftPpm }) => Number.isNaN(driftPpm))).toEqual([true, true, true, false])
  })

  test('forgets the drift of windows before its history', () => {
    const a = noise('float64', 6000, 1)
    const b = generate('float64', 6000, (n) => a[Math.max(n - (n < 3000 ? 3 * Math.floor(n / 500) : 15), 0)])
    const delays = resultsOf({ window: 500, maxLag: 100, history: 3 }, [{ a, b }])
    expect(delays[5].driftPpm).toBeGreaterThan(5000)
    expect(Math.abs(delays[11].driftPpm)).toBeLessThan(100)
  })

  test('refuses invalid arguments, and starts again after reset and flush', () => {
    expect(() => new DelayTracker({ window: 4, history: 1 })).toThrow(
      new RangeError('history must be a whole number of at least 2, got 1'),
    )
    expect(() => new DelayTracker({ window: 4, maxLag: 4 })).toThrow(RangeError)
    const [a, b] = [noise('float64', 100, 1), noise('float64', 100, 1)]
    const tracker = new DelayTracker({ window: 64 })
    const [first] = tracker.process({ a, b })
    tracker.flush()
    expect(tracker.process({ a, b })).toEqual([first])
    tracker.reset()
    expect(tracker.process({ a, b })).toEqual([first])
    tracker.dispose()
    tracker.dispose()
  })
})

describe('The drift', () => {
  test('is the weighted median of the slopes', () => {
    const point = fc.record({
      delay: fc.integer({ min: -20, max: 20 }),
      weight: fc.constantFrom(0.25, 0.5, 1),
    })
    fc.assert(
      fc.property(fc.array(point, { maxLength: 12 }), (points) => {
        const delays = points.map((given, i) => ({ ...given, index: 4 * i }))
        expect(driftOf(delays)).toBe(naiveDrift(delays))
      }),
      { seed: SEED },
    )
  })

  test('tolerates a few outliers, however large', () => {
    const delays = Array.from({ length: 9 }, (_, i) => ({ index: i, delay: 2 * i, weight: 1 }))
    expect(driftOf(delays.with(4, { index: 4, delay: 1e6, weight: 1 }))).toBe(2)
    expect(driftOf(delays.with(8, { index: 8, delay: -1e6, weight: 1 }))).toBe(2)
  })
})

function resultsOf(options: DelayTrackerOptions, pairs: readonly SignalPair[]): TrackedDelay[] {
  const tracker = new DelayTracker(options)
  const results = pairs.flatMap((pair) => tracker.process(pair))
  return [...results, ...tracker.flush()]
}
