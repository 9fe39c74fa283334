import { type Match, type TimedMatch, TimedMatcher, type TimedSample } from 'tapline'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { noise } from '../support/signals.js'

const TEMPLATE = noise('float64', 30, 1)

/** Noise with the template at every hundredth sample, read at uneven times. */
function readings(count: number): TimedSample<Date>[] {
  const values = noise('float64', count, 2)
  return Array.from(values, (x, i) => ({
    value: 0.1 * x + (i % 100 < TEMPLATE.length ? TEMPLATE[i % 100] : 0),
    time: new Date(1e12 + 1000 * i + ((i * i) % 777)),
  }))
}

describe('A timed matcher', () => {
  test.each([0, 1, 50])(
    'gives each match the time of its window’s first sample, blockSize %i',
    (blockSize) => {
      const samples = readings(2000)
      const matcher = new TimedMatcher<TimedSample<Date>>(TEMPLATE, { blockSize })
      const matches = [...samples.flatMap((sample) => matcher.process(sample)), ...matcher.flush()]
      expect(matches.map(({ index }) => index)).toEqual(Array.from({ length: 20 }, (_, i) => 100 * i))
      // The same object.
      for (const { index, time } of matches) expect(time).toBe(samples[index].time)
      expectTypeOf(matches).toEqualTypeOf<TimedMatch<Date>[]>()
    },
  )

  test('keeps only times that may still be needed', () => {
    const matcher = new TimedMatcher<TimedSample<Date>>(TEMPLATE, { blockSize: 64 })
    let most = 0
    for (const sample of readings(5000)) {
      matcher.process(sample)
      most = Math.max(most, matcher.timeCount)
    }
    expect(most).toBeGreaterThan(TEMPLATE.length)
    expect(most).toBeLessThanOrEqual(matcher.latency + TEMPLATE.length)
    matcher.flush()
    expect(matcher.timeCount).toBe(0)
  })

  test('also accepts samples without times, whose matches have none', () => {
    const matcher = new TimedMatcher(TEMPLATE)
    matcher.process([...TEMPLATE, 0])
    for (const sample of readings(50)) matcher.process(sample)
    matcher.process(7)
    const matches = matcher.flush()
    expect(matches).toMatchObject([{ index: 0 }, { index: 31, time: new Date(1e12) }])
    expect(matches[0]).not.toHaveProperty('time')
    expectTypeOf(new TimedMatcher<number>(TEMPLATE).flush()).toEqualTypeOf<Match[]>()
  })

  test('returns matches that are certain, starts again, and can be disposed of', () => {
    const samples = readings(60)
    const matcher = new TimedMatcher<TimedSample<Date>>(TEMPLATE)
    for (let i = 0; i < 2; i++) {
      for (const sample of samples) matcher.process(sample)
      expect(matcher.settle()).toMatchObject([{ index: 0, time: samples[0].time }])
      expect(matcher.settle()).toEqual([])
      matcher.reset()
    }
    matcher.dispose()
    matcher[Symbol.dispose]()
    expect(() => matcher.process(samples[0])).toThrow('this object was disposed: make a new one')
  })

  test('keeps its state when it refuses a reading', () => {
    const matcher = new TimedMatcher(TEMPLATE)
    matcher.process({ value: TEMPLATE[0], time: 0 })
    for (const wrong of [
      { value: '1', time: 1 },
      { value: [1], time: 1 },
      { time: 1 },
      null,
      undefined,
      'abc',
    ]) {
      expect(() => matcher.process(wrong as unknown as number)).toThrow(TypeError)
    }
    matcher.process(TEMPLATE.subarray(1))
    expect(matcher.flush()).toMatchObject([{ index: 0, time: 0 }])
  })

  test('accepts NaN for a missing reading', () => {
    const matcher = new TimedMatcher(TEMPLATE)
    for (const [i, value] of TEMPLATE.entries()) matcher.process({ value: i === 7 ? NaN : value, time: i })
    for (const value of TEMPLATE) matcher.process({ value, time: `second ${value}` })
    expect(matcher.flush()).toMatchObject([{ index: TEMPLATE.length, time: `second ${TEMPLATE[0]}` }])
  })
})
