import {
  type Match,
  PitchDetector,
  type Resumable,
  type SignalLike,
  type TemplateName,
  TemplateMatcher,
  type TemplateMatcherOptions,
  type Templates,
  Timed,
  TimedMatcher,
  type TimedSample,
} from 'tapline'
import { describe, expect, test } from 'vitest'
import { expectForgeriesToDoNoHarm, expectToResume, type Resuming } from '../support/resuming.js'
import { noise } from '../support/signals.js'

/** An event of a matcher. */
type Event =
  | SignalLike
  | number
  | { readonly gap: number }
  | { readonly add: SignalLike; readonly name?: TemplateName }
  | { readonly remove: TemplateName }
  | 'settle'

/** A matcher whose methods are all driven by chunks. */
class Eventful implements Resumable<Event, Match[]> {
  readonly #matcher: TemplateMatcher

  constructor(matcher: TemplateMatcher) {
    this.#matcher = matcher
  }

  process(event: Event): Match[] {
    if (event === 'settle') return this.#matcher.settle()
    if (typeof event === 'number' || 'length' in event) return this.#matcher.process(event)
    if ('gap' in event) return this.#matcher.gap(event.gap)
    try {
      if ('remove' in event) return this.#matcher.remove(event.remove)
      this.#matcher.add(event.add, event.name)
    } catch (error) {
      // Templates added in the first round exist in the second one, and a forgery may contain anything.
      if (!(error instanceof RangeError)) throw error
    }
    return []
  }

  flush(): Match[] {
    return this.#matcher.flush()
  }

  reset(): void {
    this.#matcher.reset()
  }

  dispose(): void {
    this.#matcher.dispose()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  snapshot() {
    return this.#matcher.snapshot()
  }
}

const rise = [0, 1, 3, 6, 2]
const wave = [0, 2, 0, -2, 0, 2, 0, -2]
const bank = { rise, wave }
const signal = noise('float64', 3000, 1)
for (let at = 40; at < 2900; at += 37) rise.forEach((value, i) => (signal[at + i] = value / 3 + at / 1000))
for (let at = 50; at < 2900; at += 41) wave.forEach((value, i) => (signal[at + i] += value))
signal[700] = NaN
signal[1500] = Infinity

const pieces = [1, 60, 0, 9, 33, 333, 100, 7, 500, 1, 2, 800, 400].map((length, i) =>
  signal.slice(210 * i, 210 * i + length),
)
const events: readonly Event[] = [
  ...pieces.slice(0, 3),
  { add: [5, 1, 5, 1], name: 'teeth' },
  ...pieces.slice(3, 6),
  'settle',
  { gap: 5000 },
  { add: signal.slice(100, 200) },
  ...pieces.slice(6, 8),
  { remove: 2 },
  1.5,
  { remove: 'teeth' },
  ...pieces.slice(8, 10),
  { remove: 'rise' },
  ...pieces.slice(10),
]

function matching(templates: Templates, options?: TemplateMatcherOptions): Resuming<Event, Match[]> {
  return {
    create: () => new Eventful(new TemplateMatcher(templates, options)),
    restore: (bytes) => new Eventful(TemplateMatcher.restore(templates, options, bytes)),
    chunks: events,
  }
}

const loose = { threshold: 0.6 }
const banks: Record<string, Resuming<Event, Match[]>> = {
  'with a template': matching(rise),
  'with blocks of one window': matching(bank, { ...loose, blockSize: 1, polarity: 'both' }),
  'whose matches wait': matching(bank, { ...loose, minDistance: 90, blockSize: 16 }),
  'whose matches are distinct': matching(bank, { ...loose, distinct: true, blockSize: 20 }),
  'that gives a few matches': matching(bank, { ...loose, maxMatches: 4, distinct: true }),
  'that estimates its thresholds': matching(bank, {
    threshold: { falseAlarmsPerHour: 100, sampleRate: 10 },
    blockSize: 50,
  }),
}

describe.each(Object.entries(banks))('A snapshot of a TemplateMatcher %s', (_name, resuming) => {
  test('resumes bit for bit at any moment', () => {
    expectToResume(resuming)
  })

  test('that is forged does no harm', () => {
    expectForgeriesToDoNoHarm(resuming, 300)
  })
})

test('Templates that are added and removed leave nothing in a snapshot', () => {
  using matcher = new TemplateMatcher(rise)
  const { latency } = matcher
  const { length } = matcher.snapshot()
  matcher.add(signal.slice(0, 500), 'long')
  expect(matcher.latency).toBeGreaterThan(latency)
  expect(matcher.snapshot().length).toBeGreaterThan(length + 8 * 500)
  matcher.remove('long')
  expect(matcher.latency).toBe(latency)
  expect(matcher.snapshot()).toHaveLength(length)
})

test('Removing the longest template changes no match of the others', () => {
  const sorted = (matches: Match[]) =>
    matches.sort((a, b) => a.index - b.index || String(a.template).localeCompare(String(b.template)))
  const matchesOf = (matcher: TemplateMatcher, removeAt: number): Match[] => {
    const long = matcher.add(noise('float64', 700, 5), 'long')
    const matches = matcher.process(signal.slice(0, removeAt))
    matches.push(...matcher.remove(long), ...matcher.process(signal.slice(removeAt)), ...matcher.flush())
    matcher.dispose()
    return sorted(matches)
  }
  using plain = new TemplateMatcher(bank, loose)
  const expected = sorted([...plain.process(signal), ...plain.flush()])
  expect(expected.length).toBeGreaterThan(100)
  for (const removeAt of [0, 1, 600, 1111, 3000]) {
    expect(matchesOf(new TemplateMatcher(bank, loose), removeAt)).toEqual(expected)
  }
})

test('A snapshot of a TemplateMatcher reports the difference', () => {
  const bytes = new TemplateMatcher(bank, { threshold: 0.8 }).snapshot()
  expect(() => TemplateMatcher.restore(bank, bytes)).toThrow('threshold must be 0.8, as it was')
  expect(() => TemplateMatcher.restore({ rise, other: wave }, { threshold: 0.8 }, bytes)).toThrow(
    'templates must be what it was when the snapshot was taken',
  )
  expect(() => TimedMatcher.restore(bank, { threshold: 0.8 }, bytes)).toThrow(
    'bytes must be a snapshot of a TimedMatcher, got one of a TemplateMatcher',
  )
})

type Reading = TimedSample<unknown> | number

/** Times of all kinds that can be kept. */
const times = [(i: number) => i / 8, (i: number) => `at ${i} ⌚`, (i: number) => new Date(i), BigInt]
const readings: readonly Reading[] = Array.from(signal.slice(20, 320), (value, i) =>
  i % 11 === 0 ? value : { value, time: times[i % 4](i) },
)

const timed: Record<string, Resuming<Reading, unknown>> = {
  TimedMatcher: {
    create: () => new TimedMatcher<Reading>(bank, { ...loose, blockSize: 5 }),
    restore: (bytes) => TimedMatcher.restore<Reading>(bank, { ...loose, blockSize: 5 }, bytes),
    chunks: readings,
  },
  Timed: {
    create: () => new Timed(new PitchDetector(pitch), 64),
    restore: (bytes) => Timed.restore((own) => PitchDetector.restore(pitch, own), 64, bytes),
    chunks: readings,
  },
}
const pitch = { window: 64, hop: 10, sampleRate: 8000, minHz: 400 }

describe.each(Object.entries(timed))('A snapshot of a %s', (_name, resuming) => {
  test('resumes bit for bit at any moment', () => {
    expectToResume({ ...resuming, shown: (events) => JSON.stringify(events, textOfBigint) })
  })

  test('that is forged does no harm', () => {
    expectForgeriesToDoNoHarm(resuming)
  })
})

test('Times keep their kind in a snapshot', () => {
  const options = { blockSize: 1, minDistance: 1 }
  const given = [new Date(5), 7n, 'noon', -0, new Date(NaN)]
  const before = new TimedMatcher<TimedSample<unknown>>([0, 1, 0], options)
  for (const [i, time] of given.entries()) before.process({ value: i % 2, time })
  const after = TimedMatcher.restore<TimedSample<unknown>>([0, 1, 0], options, before.snapshot())
  const found = [...after.process({ value: 0, time: 1 }), ...after.flush()]
  expect(found).toStrictEqual([...before.process({ value: 0, time: 1 }), ...before.flush()])
  expect(found.map(({ time }) => time)).toStrictEqual(['noon'])
})

test.each([
  [[1, 2], TypeError, 'time must be a number, a string, a Date or a bigint to be in a snapshot, got'],
  [2n ** 63n, RangeError, 'time must fit into 64 bits to be in a snapshot'],
])('A time of %o cannot be kept', (time, kind, message) => {
  const matcher = new TimedMatcher([0, 1, 0])
  matcher.process({ value: 1, time })
  const snapshot = () => matcher.snapshot()
  expect(snapshot).toThrow(kind)
  expect(snapshot).toThrow(message)
})

test('Timed needs a processor that is Resumable for a snapshot', () => {
  const processor = {
    process: () => [],
    flush: () => [],
    reset: () => undefined,
    dispose: () => undefined,
    [Symbol.dispose]: () => undefined,
  }
  expect(() => new Timed(processor, 3).snapshot()).toThrow('processor must have snapshot()')
})

test('Timed requires the same length', () => {
  const bytes = new Timed(new PitchDetector(pitch), 3).snapshot()
  expect(() => Timed.restore((own) => PitchDetector.restore(pitch, own), 4, bytes)).toThrow(
    'windowLength must be 3, as it was when the snapshot was taken, got 4',
  )
})

function textOfBigint(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value
}
