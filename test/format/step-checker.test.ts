import fc from 'fast-check'
import { type SeriesTime, StepChecker } from 'tapline/format'
import { describe, expect, test } from 'vitest'
import { SEED } from '../support/seed.js'

function check(times: readonly SeriesTime[], tolerance = 0.1, size = 1000) {
  const checker = new StepChecker({ tolerance })
  const found = []
  for (let at = 0; at < times.length; at += size) found.push(checker.process(times.slice(at, at + size)))
  found.push(checker.flush())
  return found.filter((step) => step !== undefined)
}

/** The first row after a step that is not the median of the first 100, for whole times; -1 if there is none. */
function firstUneven(times: readonly number[]): number {
  const steps = times.slice(1).map((time, i) => time - times[i])
  const sorted = steps.slice(0, 100).sort((a, b) => a - b)
  const median = sorted[Math.ceil(sorted.length / 2) - 1]
  return steps.findIndex((step) => step !== median) + 1 || -1
}

const even = Array.from({ length: 250 }, (_, i) => i / 10)
/** Milliseconds as ISO dates. */
const dates = (...milliseconds: number[]) => milliseconds.map((time) => new Date(time).toISOString())

describe('StepChecker', () => {
  test.each<[string, SeriesTime[]]>([
    ['no times', []],
    ['one time', [5]],
    ['numbers', even],
    ['numbers that decrease', [...even].reverse()],
    ['texts of numbers', even.map((time) => time.toFixed(3))],
    [
      'nanoseconds',
      Array.from({ length: 9 }, (_, i) => String(1_700_000_000_000_000_001n + 20_000n * BigInt(i))),
    ],
    ['months', ['2023-01', '2023-02', '2023-03', '2023-04', '2023-05', '2023-06']],
    ['years by their first days', ['2019-01-01', '2020-01-01', '2021-01-01', '2022-01-01']],
    ['seconds without a zone', dates(0, 1e3, 2e3, 3e3).map((date) => date.slice(0, 19).replace('T', ' '))],
    [
      'an hour that local clocks skip',
      ['2024-03-31 01:00', '2024-03-31 02:00', '2024-03-31 03:00', '2024-03-31 04:00'],
    ],
    ['zones that change', ['2024-03-31T01:00+01:00', '2024-03-31T03:00+02', '2024-03-31T04:00+0200']],
    [
      'microseconds',
      ['2024-01-01T00:00:00.000050Z', '2024-01-01T00:00:00.000100Z', '2024-01-01T00:00:00.000150Z'],
    ],
    ['texts of another kind', ['12:00', '12:01', '19:00']],
    ['what follows a text of another kind', [1, 2, 3, 'four', 9, 20]],
  ])('does not report %s', (_name, times) => {
    expect(check(times)).toEqual([])
  })

  test.each<[string, SeriesTime[], number, number, number, boolean]>([
    ['a gap', [0, 1, 2, 5, 6], 3, 3, 1, false],
    ['a gap after the first 100 steps', [...even, 26, 26.1], 250, 1.1, 0.1, false],
    ['a time that comes twice', [0, 1, 1, 2, 3], 2, 0, 1, false],
    ['a time that goes back', [0, 1, 2, 1.5, 3, 4], 3, -0.5, 1, false],
    ['a gap before a text of another kind', [0, 1, 2, 9, 'x'], 3, 7, 1, false],
    [
      'weekends',
      ['2024-01-04', '2024-01-05', '2024-01-08', '2024-01-09', '2024-01-10'],
      2,
      259200,
      86400,
      true,
    ],
    [
      'nanoseconds',
      ['1700000000000000001', '1700000000000000003', '1700000000000000005', '1700000000000000008'],
      3,
      3,
      2,
      false,
    ],
    [
      'microseconds',
      ['2024-01-01 00:00:00.5', '2024-01-01 00:00:00,500001', '2024-01-01 00:00:00.500009'],
      2,
      8e-6,
      1e-6,
      true,
    ],
  ])('reports %s', (_name, times, row, step, median, isInSeconds) => {
    const found = check(times)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ row, isInSeconds })
    expect(found[0].step).toBeCloseTo(step, 9)
    expect(found[0].median).toBeCloseTo(median, 9)
  })

  test('accepts what the tolerance allows', () => {
    expect(check([0, 1, 2, 3.25, 4.25], 0.25)).toEqual([])
    expect(check([0, 1, 2, 3.25, 4.25], 0.2)).toHaveLength(1)
  })

  test('reports once, the same for any chunking', () => {
    const step = fc.oneof(
      { weight: 60, arbitrary: fc.constant(1) },
      { weight: 1, arbitrary: fc.constantFrom(0, 2, -1) },
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), fc.integer({ min: 1, max: 120 }), (steps, size) => {
        let time = 0
        const times = steps.map((by) => (time += by))
        const found = check(times, 0.1, size)
        expect(found).toEqual(check(times))
        const row = firstUneven(times)
        expect(found.map((uneven) => uneven.row)).toEqual(row < 0 ? [] : [row])
      }),
      { seed: SEED },
    )
  })

  test('starts again after flush and reset', () => {
    const checker = new StepChecker()
    checker.process([0, 1, 2, 9])
    expect(checker.flush()?.row).toBe(3)
    checker.process([0, 10])
    checker.reset()
    checker.process([5, 6, 7])
    expect(checker.flush()).toBeUndefined()
  })

  test('refuses values that are not times, and stays unchanged', () => {
    const checker = new StepChecker()
    checker.process([0, 1])
    expect(() => checker.process([2, null] as unknown as number[])).toThrow(
      'times[1] must be a number or a string, got null',
    )
    checker.process([2, 3])
    expect(checker.flush()).toBeUndefined()
    expect(() => new StepChecker({ tolerance: -1 })).toThrow(
      'tolerance must be a number of at least 0, got -1',
    )
  })
})
