import { from } from 'rxjs'
import { estimateDelay, type Match, matchProfile, type Samples, TemplateMatcher, TimedMatcher } from 'tapline'
import { detect } from 'tapline/rx'
import { describe, expect, test } from 'vitest'
import { noise } from '../support/signals.js'

/** All events of a stream that is given in chunks of one length. */
function events(signal: Samples, template: Samples, blockSize: number, chunkLength: number): Match[] {
  using matcher = new TemplateMatcher(template, {
    threshold: { falseAlarmsPerHour: 20, sampleRate: 1 },
    blockSize,
  })
  const matches: Match[] = []
  for (let at = 0; at < signal.length; at += chunkLength) {
    matches.push(...matcher.process(signal.subarray(at, at + chunkLength)))
  }
  return [...matches, ...matcher.flush()]
}

describe('TemplateMatcher', () => {
  test('estimates the same threshold for any blocks, even if spikes make windows look quiet', () => {
    const signal = noise('float64', 60_000, 1)
    for (let at = 700; at < signal.length; at += 1500) signal[at] = 1e9
    const template = noise('float64', 256, 2)
    for (const at of [20_100, 40_200, 55_300]) signal.set(template, at)
    const expected = events(signal, template, 0, 60_000)
    expect(expected.map(({ index }) => index)).toEqual(expect.arrayContaining([20_100, 55_300]))
    for (const [blockSize, chunkLength] of [
      [13, 60_000],
      [500, 777],
      [1, 60_000],
    ] as const) {
      expect(events(signal.slice(0, 30_000), template, blockSize, chunkLength)).toEqual(
        events(signal.slice(0, 30_000), template, 0, 30_000),
      )
    }
  })

  test('gives any number of matches at once', () => {
    using matcher = new TemplateMatcher([0, 1, 0], { threshold: 0.01, minDistance: 1, blockSize: 600_000 })
    const matches = [...matcher.process(noise('float64', 700_000, 3)), ...matcher.flush()]
    expect(matches.length).toBeGreaterThan(150_000)
  })

  test('compares a peak with as many others as necessary, and drops those near a better one', () => {
    const signal = noise('float64', 40_000, 4)
    const options = { threshold: 0.3, minDistance: 1_000_000 }
    using matcher = new TemplateMatcher([0, 1, 0], options)
    const matches = [...matcher.process(signal), ...matcher.flush()]
    const scores = matchProfile(signal, [0, 1, 0])
    expect(matches.map(({ index }) => index)).toEqual([scores.indexOf(Math.max(...scores))])
  })

  test('skips any number of gaps', () => {
    const signal = noise('float64', 200_000, 5).map((x, i) => (i % 2 === 0 ? x : NaN))
    expect(matchProfile(signal, noise('float64', 16_384, 6)).every((score) => Number.isNaN(score))).toBe(true)
  })

  test('treats samples beyond 10¹⁴⁰ as missing, and only these', () => {
    const signal = noise('float64', 3000, 7)
    for (const value of [1e141, 1e153, 1e155]) {
      signal[1500] = value
      const profile = matchProfile(signal, noise('float64', 20, 8))
      expect([...profile.keys()].filter((i) => Number.isNaN(profile[i]))).toEqual(
        Array.from({ length: 20 }, (_, i) => 1481 + i),
      )
    }
  })

  test('names templates by strings and whole numbers, and finds a free number', () => {
    using matcher = new TemplateMatcher([1, 2, 1])
    expect(matcher.add([2, 1, 2], 1)).toBe(1)
    expect(matcher.add([1, 2, 3])).toBe(2)
    for (const name of [NaN, 0.5, {} as unknown as number]) {
      expect(() => matcher.add([1, 2, 3], name)).toThrow(TypeError)
    }
    expect(() => matcher.add([1, 2, 3], 1)).toThrow('name must be new, got 1')
  })
})

test('detect copies its template', () => {
  const template = [1, 3, 1]
  const operator = detect<readonly number[]>(template, { threshold: 0.99 })
  template.fill(0)
  const found: Match[] = []
  from([[0, 0, 1, 3, 1, 0]])
    .pipe(operator)
    .subscribe((match) => found.push(match))
  expect(found.map(({ index }) => index)).toEqual([2])
})

test('A timed matcher takes gaps, and templates in mid-stream', () => {
  using matcher = new TimedMatcher([1, 3, 1], { blockSize: 1, minDistance: 1, threshold: 0.99 })
  const times: unknown[] = []
  const feed = (values: readonly number[], first: number): void => {
    values.forEach((value, i) => {
      for (const match of matcher.process({ value, time: first + i })) {
        times.push([match.template, (match as unknown as { time: number }).time])
      }
    })
  }
  feed([0, 1, 3, 1, 0], 100)
  matcher.gap(10)
  expect(matcher.add([0, 0, 5, 5], 'step')).toBe('step')
  feed([0, 0, 5, 5, 0], 200)
  matcher.remove('step')
  feed([1, 3, 1, 0], 300)
  matcher.flush()
  expect(times).toEqual([
    [0, 101],
    ['step', 200],
    [0, 300],
  ])
})

test('A clip is found by phases in a longer recording', () => {
  const recording = noise('float64', 3000, 9)
  for (const at of [0, 700, 1900, 2000]) {
    const clip = recording.slice(at, at + 1000)
    for (const method of ['phat', 'correlation'] as const) {
      const found = estimateDelay(clip, recording, { method })
      expect(found?.delay, `${method} at ${at}`).toBeCloseTo(at, 1)
      expect(estimateDelay(recording, clip, { method })?.delay, `${method} at ${-at}`).toBeCloseTo(-at, 1)
    }
  }
})
