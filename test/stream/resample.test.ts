import * as fc from 'fast-check'
import { resample } from 'tapline'
import { describe, expect, test } from 'vitest'
import { resampleSpan } from '../../src/stream/resampler/resample.js'
import golden from '../golden/resample.json' with { type: 'json' }
import { naiveEdge, naiveResample, naiveTones } from '../naive/filter.js'
import { expectClose, expectSameBits, norm } from '../support/closeness.js'
import { SEED } from '../support/seed.js'
import { noise, PRECISIONS, samplesOf } from '../support/signals.js'

// golden/resample.json: computed by SciPy (resample_poly with a long filter of its own); versions and filter are in the file.

const RATES = [
  [44_100, 48_000],
  [48_000, 44_100],
  [96_000, 48_000],
  [48_000, 96_000],
  [32_000, 48_000],
  [40_000, 48_000],
  [192_000, 44_100],
  [48_000, 8000],
  [44_100, 48_001],
] as const
const decibels = (gain: number): number => 20 * Math.log10(gain)

/** The result for a tone, in the middle of a sufficiently long signal. */
function middle(
  frequencyHz: number,
  fromRate: number,
  toRate: number,
): { actual: Float64Array; first: number } {
  const tone = naiveTones(
    [{ frequencyHz, phase: 0.7 }],
    fromRate,
    Math.ceil(450 * Math.max(1, fromRate / toRate)),
  )
  const all = resample(tone, { fromRate, toRate })
  const first = Math.floor(0.4 * all.length)
  return { actual: all.subarray(first, Math.ceil(0.6 * all.length)), first }
}

describe.each(RATES)('resample from %d to %d Hz', (fromRate, toRate) => {
  const nyquist = Math.min(fromRate, toRate) / 2

  test('passes tones up to 0.91 of the lower Nyquist frequency, with an error of −120 dB at most', () => {
    for (const part of [0, 0.01, 0.2, 0.5, 0.75, 0.85, 0.9, 0.91]) {
      const { actual, first } = middle(part * nyquist, fromRate, toRate)
      const expected = naiveTones(
        [{ frequencyHz: part * nyquist, phase: 0.7 }],
        toRate,
        first + actual.length,
      )
      // This error includes images and ripple.
      expectClose(actual, expected.subarray(first), 1e-6, `at ${part} of the Nyquist frequency`)
    }
  })

  test('attenuates aliases by 120 dB', () => {
    for (const part of [1, 1.01, 1.1, 1.5, 1.9, 3.3]) {
      if (part * nyquist >= fromRate / 2) continue
      const { actual } = middle(part * nyquist, fromRate, toRate)
      expect(decibels(actual.reduce((a, b) => Math.max(a, Math.abs(b)), 0))).toBeLessThan(-120)
    }
  })
})

describe('The edges of resample', () => {
  const ratios = [
    [2, 1],
    [1, 2],
    [3, 2],
    [147, 160],
    [1, 7],
  ] as const

  test('equal those of a signal that is extended accordingly', () => {
    for (const edges of ['nearest', 'reflect'] as const) {
      for (const [up, down] of ratios) {
        for (const length of [1, 2, 30, 400]) {
          const signal = noise('float64', length, 3).map((value, n) => value + 5 + n / 100)
          // Longer on both sides than the filter is, by a multiple of `down`, so that outputs lie at the same times.
          const more = down * Math.ceil((100 * Math.max(1, down / up)) / down)
          const longer = Float64Array.from(
            { length: length + 2 * more },
            (_, i) => signal[naiveEdge(edges, i - more, length)],
          )
          const actual = resample(signal, { fromRate: down, toRate: up, edges })
          const first = (more * up) / down
          const whole = resample(longer, { fromRate: down, toRate: up })
          expectClose(
            actual,
            whole.subarray(first, first + actual.length),
            1e-13 * norm(longer),
            `${edges} ${up}/${down}`,
          )
        }
      }
    }
  })

  test('keep a constant up to the ends, unlike zeros', () => {
    for (const [up, down] of ratios) {
      const level = new Float32Array(50).fill(3)
      for (const edges of ['nearest', 'reflect'] as const) {
        const converted = resample(level, { fromRate: down, toRate: up, edges })
        expectClose(
          converted,
          converted.map(() => 3),
          3e-7,
        )
      }
      expectSameBits(
        resample(level, { fromRate: down, toRate: up, edges: 'zero' }),
        resample(level, { fromRate: down, toRate: up }),
      )
    }
    expect(resample(new Float64Array(50).fill(3), { fromRate: 1, toRate: 2 })[0]).toBeLessThan(2.95)
  })

  test('change nothing at equal rates', () => {
    const signal = noise('float64', 20, 1)
    expectSameBits(resample(signal, { fromRate: 3, toRate: 3, edges: 'reflect' }), signal)
    expect(resample([], { fromRate: 1, toRate: 2, edges: 'nearest' }).length).toBe(0)
  })

  test('are refused if they are unknown', () => {
    expect(() => resample([1], { fromRate: 1, toRate: 2, edges: 'wrap' as never })).toThrow(
      "edges must be 'zero', 'nearest' or 'reflect', got \"wrap\"",
    )
  })
})

test('A constant is kept exactly, also between two others', () => {
  const steps = [
    ...new Float64Array(2000).fill(0.1),
    ...new Float64Array(2000).fill(-0.3),
    ...new Float64Array(900),
  ]
  for (const [up, down] of [
    [2, 1],
    [1, 2],
    [3, 2],
    [147, 160],
    [1, 5],
  ]) {
    const converted = resample(steps, { fromRate: down, toRate: up, edges: 'nearest' })
    // Some periods of the lower rate more than the filter reaches to either side.
    const reach = 95 * Math.max(1, down / up)
    let exact = 0
    converted.forEach((value, m) => {
      const time = (m * down) / up
      const level = [0, 2000, 4000].findLast((start) => start <= time) ?? 0
      const isNear = [2000, 4000].some((step) => Math.abs(time - step) < reach)
      if (isNear) return
      expect(value).toBe(steps[level])
      exact++
    })
    expect(exact).toBeGreaterThan(converted.length / 3)
  }
})

describe('resample', () => {
  test('agrees with SciPy’s resample_poly where both pass everything', () => {
    for (const { up, down, signal, samples } of golden.cases) {
      expectClose(resample(signal, { fromRate: down, toRate: up }), samples, 1.5e-6, `${up}/${down}`)
    }
  })

  test.each(PRECISIONS)(`equals its definition, in %s (seed ${SEED})`, (precision) => {
    const term = fc.integer({ min: 1, max: 12 })
    fc.assert(
      fc.property(term, term, fc.integer({ min: 1, max: 40 }), fc.integer(), (up, down, length, seed) => {
        fc.pre(up !== down)
        const x = noise(precision, length, seed)
        const error = (precision === 'float32' ? 2e-7 : 1e-13) * norm(x)
        expectClose(
          resample(x, { fromRate: down * 100, toRate: up * 100 }),
          naiveResample(x, up, down),
          error,
        )
      }),
      { seed: SEED, numRuns: 25 },
    )
  })

  test(`equals its definition at ratios of large numbers (seed ${SEED})`, () => {
    const term = fc.integer({ min: 5000, max: 20_000 })
    fc.assert(
      fc.property(term, term, fc.integer({ min: 1, max: 12 }), fc.integer(), (up, down, length, seed) => {
        fc.pre(up !== down)
        const x = noise('float64', length, seed)
        const error = 1e-13 * norm(x)
        expectClose(resample(x, { fromRate: down, toRate: up }), naiveResample(x, up, down), error)
      }),
      { seed: SEED, numRuns: 15 },
    )
  })

  test('gives any part the bits of the whole, however often and in any order', () => {
    for (const [up, down] of [
      [160, 147],
      [147, 160],
      [147, 640],
      [48_001, 44_100],
      [2 ** 24 - 1, 2 ** 24],
    ] as const) {
      const x = noise('float64', 1200, up)
      const whole = resampleSpan(x, { fromRate: down, toRate: up }, -150, 800)
      // Some are shorter than `up`, and one of two phases that share their taps may be missing.
      for (const [first, length] of [
        [-150, 1],
        [-120, 240],
        [0, 33],
        [1, 320],
        [77, 161],
        [300, 350],
      ] as const) {
        const part = resampleSpan(x, { fromRate: down, toRate: up }, first, length)
        expectSameBits(part, whole.subarray(first + 150, first + 150 + length))
      }
      expectSameBits(resampleSpan(x, { fromRate: down, toRate: up }, -150, 800), whole)
    }
  })

  test.each(RATES)('keeps a constant from %d to %d Hz', (fromRate, toRate) => {
    const length = Math.ceil(450 * Math.max(1, fromRate / toRate))
    const level = resample(new Float64Array(length).fill(0.7), { fromRate, toRate })
    const middle = level.subarray(Math.floor(0.45 * level.length), Math.ceil(0.55 * level.length))
    expectClose(
      middle,
      middle.map(() => 0.7),
      1e-14,
    )
  })

  test('returns the samples that begin before the signal’s end, in the type of the signal', () => {
    expect(resample(new Float32Array(147), { fromRate: 44_100, toRate: 48_000 })).toEqual(
      new Float32Array(160),
    )
    expect(resample(new Float32Array(148), { fromRate: 44_100, toRate: 48_000 })).toHaveLength(162)
    expect(resample([], { fromRate: 1, toRate: 2 })).toEqual(new Float64Array(0))
    expect(resample([1, 2], { fromRate: 8000, toRate: 8000 })).toEqual(Float64Array.of(1, 2))
    expect(resample(Int16Array.of(1), { fromRate: 2, toRate: 1 })).toBeInstanceOf(Float64Array)
  })

  test('gives the same for rates with the same ratio, whole or not', () => {
    const x = noise('float64', 100, 1)
    const whole = resample(x, { fromRate: 44_100, toRate: 48_000 })
    expectSameBits(resample(x, { fromRate: 44.1, toRate: 48 }), whole)
    expectSameBits(resample(x, { fromRate: 147, toRate: 160 }), whole)
  })

  test('does not drift: a click late in the signal is at its exact time', () => {
    const x = new Float32Array(147 * 3000)
    x[147 * 2900] = 1
    const y = resample(x, { fromRate: 44_100, toRate: 48_000 })
    expect(y.indexOf(Math.max(...y.subarray(160 * 2800)))).toBe(160 * 2900)
    expectClose(
      y.subarray(160 * 2900, 160 * 2900 + 80),
      y.subarray(160 * 2900 - 79, 160 * 2900 + 1).toReversed(),
      1e-9,
    )
  })

  test('there and back restores a signal up to 0.91 of the Nyquist frequency', () => {
    const x = naiveTones(
      [30, 4000, 9999, 20_000].map((frequencyHz) => ({ frequencyHz, phase: frequencyHz })),
      44_100,
      2000,
    )
    const back = resample(resample(x, { fromRate: 44_100, toRate: 48_000 }), {
      fromRate: 48_000,
      toRate: 44_100,
    })
    expectClose(back.subarray(400, 1600), x.subarray(400, 1600), 1e-5)
  })

  test.each([
    [2, 1],
    [147, 160],
  ])('from %d to %d: a non-finite value makes NaN of exactly the outputs that it reaches', (from, to) => {
    for (const bad of [NaN, Infinity]) {
      const x = samplesOf('float64', new Float64Array(1000).fill(1))
      x[500] = bad
      const y = resample(x, { fromRate: from, toRate: to })
      const reach = 92 * Math.max(1, from / to)
      for (let m = 0; m < y.length; m++) {
        const distance = Math.abs((m * from) / to - 500)
        if (distance < reach - 1) expect(y[m]).toBeNaN()
        if (distance > reach + 1) expect(y[m]).not.toBeNaN()
      }
    }
  })

  test.each([
    [
      undefined as never,
      { fromRate: 1, toRate: 2 },
      TypeError,
      'signal must be a Float32Array, a Float64Array or an array of numbers, got undefined',
    ],
    [[1], { fromRate: 0, toRate: 2 }, RangeError, 'fromRate must be a finite number above 0, got 0'],
    [[1], { fromRate: 1, toRate: NaN }, RangeError, 'toRate must be a finite number above 0, got NaN'],
    [
      [1],
      { fromRate: '1' as never, toRate: 2 },
      TypeError,
      'fromRate must be a finite number above 0, got "1"',
    ],
    [
      [1],
      { fromRate: 1e5, toRate: 1 },
      RangeError,
      'fromRate and toRate must be at most a factor of 1000 apart, got 100000 and 1: convert in several steps',
    ],
    [
      [1],
      { fromRate: 1, toRate: 1001 },
      RangeError,
      'fromRate and toRate must be at most a factor of 1000 apart, got 1 and 1001: convert in several steps',
    ],
  ])('refuses (%j, %j)', (signal, rates, kind, message) => {
    expect(() => resample(signal, rates)).toThrow(kind)
    expect(() => resample(signal, rates)).toThrow(message)
  })
})
