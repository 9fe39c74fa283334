import { CrossCorrelator, DelayTracker, type SignalPair } from 'tapline'
import { describe, expect, test } from 'vitest'
import { expectForgeriesToDoNoHarm, expectToResume } from '../support/resuming.js'
import { noise, PRECISIONS } from '../support/signals.js'

/** The signals are ahead in turn. */
const PAIRS: SignalPair[] = [
  { a: noise('float64', 9, 1) },
  { b: 1 },
  { b: noise('float64', 12, 2), a: NaN },
  { a: [Infinity, 1, 2], b: [0, 1] },
  { a: noise('float64', 30, 3) },
  { b: noise('float64', 3, 4) },
  { b: noise('float64', 40, 5), a: 2 },
  { a: [1, -1, 0] },
]
const GRIDS = [
  { window: 4, hop: 4, maxAhead: 40 },
  { window: 5, hop: 2, maxAhead: 20, overflow: 'gap' },
  { window: 3, hop: 8, maxAhead: 0, overflow: 'gap' },
  { window: 1, hop: 1, maxAhead: 40, overflow: 'error' },
] as const
/** In a forged snapshot, one signal may be further ahead. */
const isStall = (error: unknown): boolean => error instanceof RangeError && error.message.includes('ahead of')

describe.each(PRECISIONS)('A snapshot of a cross-correlator in %s', (precision) => {
  test.each(GRIDS)('resumes bit for bit, $window/$hop', (grid) => {
    for (const normalize of ['none', 'phat'] as const) {
      const options = { ...grid, precision, normalize }
      const resuming = {
        create: () => new CrossCorrelator(options),
        restore: (bytes: Uint8Array) => CrossCorrelator.restore(options, bytes),
        chunks: PAIRS,
      }
      expectToResume(resuming)
      expectForgeriesToDoNoHarm(resuming, 200, isStall)
    }
  })
})

describe('A snapshot of a delay tracker', () => {
  test.each(GRIDS)('resumes bit for bit, $window/$hop', (grid) => {
    const options = { ...grid, history: 3 }
    const resuming = {
      create: () => new DelayTracker(options),
      restore: (bytes: Uint8Array) => DelayTracker.restore(options, bytes),
      chunks: PAIRS,
    }
    expectToResume(resuming)
    expectForgeriesToDoNoHarm(resuming, 200, isStall)
  })

  test('is as small as the held samples', () => {
    const tracker = new DelayTracker({ window: 100 })
    tracker.process({ a: noise('float64', 1050, 1), b: noise('float64', 1000, 2) })
    expect(tracker.snapshot().length).toBeLessThan(8 * 50 + 24 * 10 + 512)
  })

  test('is refused with other options', () => {
    const bytes = new DelayTracker({ window: 100 }).snapshot()
    expect(() => DelayTracker.restore({ window: 100, maxLag: 3 }, bytes)).toThrow(/^maxLag must be 50/)
  })
})
