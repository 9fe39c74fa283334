import fc from 'fast-check'
import { Regrid, type RegridOptions } from 'tapline'
import { describe, expect, test } from 'vitest'
import golden from '../golden/regrid.json' with { type: 'json' }
import { naiveRegrid } from '../naive/regrid.js'
import { expectClose, expectSameBits } from '../support/closeness.js'
import { expectForgeriesToDoNoHarm, expectToResume } from '../support/resuming.js'
import { SEED } from '../support/seed.js'
import { noise } from '../support/signals.js'

interface Reading {
  readonly value: number
  readonly time: number
}

const METHODS = ['linear', 'sinc'] as const

function valuesOf(options: RegridOptions, chunks: readonly (Reading | Reading[])[]): number[] {
  const regrid = new Regrid(options)
  return [...chunks.flatMap((chunk) => [...regrid.process(chunk)]), ...regrid.flush()]
}

/** Readings of a function at every whole time, off by up to `jitter`. */
function jittered(count: number, jitter: number, value: (time: number) => number, seed = 1): Reading[] {
  return Array.from(noise('float64', count, seed), (x, n) => {
    const time = n + jitter * x
    return { value: value(time), time }
  })
}

// golden/regrid.json: computed by NumPy (numpy.interp); version and seed are in the file.

describe('Regrid', () => {
  test.each(golden.cases)(
    'gives the values of numpy.interp, with $options',
    ({ options, times, ...item }) => {
      const readings = times.map((time, i) => ({ time, value: item.readings[i] }))
      const expected = item.values.map((value) => value ?? NaN)
      expectClose(valuesOf(options, readings), expected, 1e-13)
    },
  )

  test('agrees with results computed by hand: lines between readings, NaN in gaps, the values of readings at their times', () => {
    const regrid = new Regrid({ step: 2, maxGap: 5 })
    expect(regrid.start).toBeUndefined()
    expect(regrid.timeOf(0)).toBeNaN()
    expect([...regrid.process({ value: 1, time: 10 })]).toEqual([1])
    expect([...regrid.process({ value: 4, time: 13 })]).toEqual([3])
    expect([
      ...regrid.process([
        { value: 6, time: 15 },
        { value: 7, time: 20.5 },
      ]),
    ]).toEqual([5, NaN, NaN, NaN])
    expect([...regrid.process({ value: 8, time: 22 })]).toEqual([8])
    expect(regrid).toMatchObject({ start: 10, step: 2, latency: 1, method: 'linear', ignoredCount: 0 })
    expect(regrid.timeOf(3)).toBe(16)
    expect([...regrid.flush()]).toEqual([])
    expect(regrid.start).toBeUndefined()
  })

  test.each(METHODS)('equals the definition, for any chunks of readings, with %s', (method) => {
    const reading = fc.record({
      value: fc.oneof(
        { weight: 9, arbitrary: fc.integer({ min: -50, max: 50 }) },
        fc.constantFrom(NaN, Infinity),
      ),
      wait: fc.oneof(
        { weight: 6, arbitrary: fc.integer({ min: 0, max: 16 }) },
        fc.integer({ min: -20, max: 90 }),
      ),
    })
    const options = fc.record({
      step: fc.constantFrom(0.5, 1, 3),
      start: fc.option(fc.integer({ min: -5, max: 30 }), { nil: undefined }),
      maxGap: fc.constantFrom(2, 7, Infinity),
      maxDisorder: fc.constantFrom(0, 2, 10),
    })
    const lengths = fc
      .array(fc.nat(7), { minLength: 1, maxLength: 4 })
      .filter((all) => all.some((n) => n > 0))
    fc.assert(
      fc.property(
        fc.array(reading, { maxLength: 60 }),
        options,
        lengths,
        (waits, { start, ...rest }, lengths) => {
          const given = { ...rest, method, ...(start === undefined ? {} : { start }) }
          let time = 0
          const readings = waits.map(({ value, wait }) => ({ value, time: (time += wait / 8) }))
          const chunks = []
          for (let from = 0, i = 0; from < readings.length; i++) {
            const to = from + lengths[i % lengths.length]
            chunks.push(readings.slice(from, to))
            from = to
          }
          const values = valuesOf(given, readings)
          expectClose(values, naiveRegrid(readings, given), 1e-8)
          expectSameBits(valuesOf(given, chunks), values)
          expectSameBits(valuesOf(given, [readings]), values)
        },
      ),
      { seed: SEED, numRuns: 200 },
    )
  })

  test.each(METHODS)('does not depend on the order within the bound, with %s', (method) => {
    const readings = jittered(200, 0.4, Math.sin)
    const mixed = readings.map((reading, i) => ({ ...reading, key: i + (i % 3) }))
    mixed.sort((a, b) => a.key - b.key)
    expect(mixed.map(({ time }) => time)).not.toEqual(readings.map(({ time }) => time))
    const plain = mixed.map(({ value, time }) => ({ value, time }))
    expectSameBits(
      valuesOf({ step: 1, method, maxDisorder: 4 }, plain),
      valuesOf({ step: 1, method }, readings),
    )
  })

  test('follows with sinc what lines cut off: a signal at a quarter of the rate', () => {
    const signal = (time: number): number => 5 + Math.sin(0.5 * Math.PI * time + 1)
    const readings = jittered(400, 0.3, signal)
    const errorOf = (method: 'linear' | 'sinc'): number => {
      const values = valuesOf({ step: 0.7, start: 30, method }, readings).slice(0, 450)
      return Math.sqrt(values.reduce((sum, value, k) => sum + (value - signal(30 + 0.7 * k)) ** 2, 0) / 450)
    }
    expect(errorOf('sinc')).toBeLessThan(1e-3)
    expect(errorOf('linear')).toBeGreaterThan(0.15)
  })

  test('does not amplify two readings at almost the same time, with sinc', () => {
    const readings = jittered(60, 0, () => 0).flatMap(({ time }) => [
      { value: 0.1, time },
      { value: -0.1, time: time + 1e-4 },
    ])
    for (const value of valuesOf({ step: 0.31, method: 'sinc' }, readings))
      expect(Math.abs(value)).toBeLessThan(0.5)
  })

  test('ignores and counts duplicates and late readings', () => {
    const regrid = new Regrid({ step: 1, maxDisorder: 2 })
    const late = [0, 1, 1, 5, 4, 3, 2, 6, 7].map((time, i) => ({ value: i, time }))
    const values = [...regrid.process(late)]
    expect(regrid.ignoredCount).toBe(2)
    expect([...values, ...regrid.flush()]).toEqual([0, 1, 3, 5, 4, 3, 7, 8])
  })

  test('treats a point within rounding of a reading as that reading', () => {
    const readings = [0, 1, 2, 3].map((n) => ({ value: n, time: n / 10 }))
    readings.push({ value: 9, time: 5 })
    expect(valuesOf({ step: 0.1, maxGap: 1 }, readings).slice(0, 5)).toEqual([0, 1, 2, 3, NaN])
  })

  test('refuses values that are not readings, and a clock that jumps, and then takes nothing', () => {
    const regrid = new Regrid({ step: 1 })
    regrid.process({ value: 1, time: 0 })
    expect(() =>
      regrid.process([
        { value: 2, time: 1 },
        { value: 2, time: 1e9 },
      ]),
    ).toThrow(
      new RangeError(
        'time must be at most 1048576 steps after 1, got 1000000000: if the clock was set, flush() first',
      ),
    )
    expect(() =>
      regrid.process([
        { value: 2, time: 1 },
        { value: 2, time: NaN },
      ]),
    ).toThrow(new RangeError('time of reading[1] must be a finite number, got NaN'))
    expect(() => regrid.process({ value: 2, time: new Date(0) as never })).toThrow(
      new TypeError('time of reading must be a number, got a Date: pass date.getTime(), in ms'),
    )
    expect(() => regrid.process({ value: null as never, time: 1 })).toThrow(
      new TypeError('value of reading must be a number, got null: use NaN for a missing reading'),
    )
    expect([...regrid.process({ value: 3, time: 2 })]).toEqual([2, 3])
    expect(() => new Regrid({ step: 1, start: 0 }).process({ value: 0, time: 2e6 })).toThrow(RangeError)
    expect(() => new Regrid({ step: 0 })).toThrow(
      new RangeError('step must be a finite number above 0, got 0'),
    )
    expect(() => new Regrid({ step: 1, maxGap: NaN })).toThrow(RangeError)
    regrid.dispose()
    regrid.dispose()
  })

  test('holds a bounded number of readings', () => {
    for (const method of METHODS) {
      const regrid = new Regrid({ step: 1, method, maxDisorder: 10 })
      regrid.process(jittered(10_000, 0.4, Math.cos))
      expect(regrid.snapshot().length).toBeLessThan(512 + 16 * (16 + 12))
    }
  })

  test.each(METHODS)('resumes from a snapshot, bit for bit, with %s', (method) => {
    const options = { step: 1, maxGap: 4, maxDisorder: 2, method }
    const readings = jittered(60, 1.5, Math.sin).filter(({ time }) => time < 20 || time > 26)
    readings[31] = { value: NaN, time: readings[31].time }
    const resuming = {
      create: () => new Regrid(options),
      restore: (bytes: Uint8Array) => Regrid.restore(options, bytes),
      chunks: readings.map((reading, i) => (i % 5 === 0 ? [reading, reading] : reading)),
    }
    expectToResume(resuming)
    expectForgeriesToDoNoHarm(
      resuming,
      100,
      (error) => error instanceof RangeError && error.message.startsWith('time must'),
    )
    expect(() => Regrid.restore({ ...options, start: 3 }, new Regrid(options).snapshot())).toThrow(
      /^start must be/,
    )
  })
})
