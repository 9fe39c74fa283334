import { findMatches, TemplateMatcher } from 'tapline'
import { describe, expect, test } from 'vitest'
import { generate, noise } from '../support/signals.js'
import { melody } from '../support/sounds.js'
import { speech } from '../support/speech.js'

/** Nearly normal noise. */
function normal(length: number, seed: number): Float64Array {
  const parts = [1, 2, 3, 4, 5, 6].map((i) => noise('float64', length, seed * 10 + i))
  return Float64Array.from({ length }, (_, n) => parts.reduce((sum, part) => sum + part[n], 0))
}

/** The same, but with correlated neighbours. */
function smooth(length: number, seed: number): Float64Array {
  let last = 0
  return normal(length, seed).map((x) => (last = 0.95 * last + x))
}

describe('A threshold for a rate of false alarms', () => {
  // One hour of 200,000 samples.
  const sampleRate = 200_000 / 3600
  const template = normal(64, 9)

  test.each([1, 5, 40])('gives about %i false alarms an hour in noise', (falseAlarmsPerHour) => {
    let count = 0
    for (let hour = 0; hour < 4; hour++) {
      const options = { threshold: { falseAlarmsPerHour, sampleRate }, minDistance: 1 }
      count += findMatches(normal(200_000, hour + 1), template, options).length
    }
    // Four hours: three standard deviations of a count, and a little more as the estimate is on the safe side.
    expect(count).toBeLessThanOrEqual(4 * falseAlarmsPerHour + 3 * Math.sqrt(4 * falseAlarmsPerHour))
    expect(count).toBeGreaterThanOrEqual(2.5 * falseAlarmsPerHour - 3 * Math.sqrt(4 * falseAlarmsPerHour))
  })

  test('counts both polarities together', () => {
    const threshold = { falseAlarmsPerHour: 100, sampleRate }
    const signal = normal(200_000, 5)
    const both = findMatches(signal, template, { threshold, polarity: 'both', minDistance: 1 })
    expect(both.length).toBeGreaterThan(50)
    expect(both.length).toBeLessThan(140)
    expect(both.filter(({ score }) => score < 0).length).toBeGreaterThan(15)
  })

  test('takes the similarity of the stream’s own windows into account', () => {
    const slow = smooth(64, 9)
    const threshold = { falseAlarmsPerHour: 2, sampleRate }
    // A fixed threshold that suits noise is wrong here.
    expect(findMatches(smooth(200_000, 2), slow, { threshold: 0.6 }).length).toBeGreaterThan(100)
    expect(findMatches(smooth(200_000, 2), slow, { threshold }).length).toBeLessThan(8)
  })

  test('finds events at any scale, and does not adapt to them', () => {
    const signal = normal(60_000, 3)
    for (let at = 10_000; at < 60_000; at += 1000)
      for (let k = 0; k < 64; k++) signal[at + k] += 3 * template[k]
    const matches = findMatches(signal, template, { threshold: { falseAlarmsPerHour: 0.01, sampleRate } })
    expect(matches.map(({ index }) => index)).toEqual(Array.from({ length: 50 }, (_, i) => 10_000 + 1000 * i))
  })

  test('finds few events in a short recording', () => {
    const event = normal(1000, 1)
    const recording = normal(31_000, 2)
    for (const at of [5000, 15_000, 25_000]) for (let k = 0; k < 1000; k++) recording[at + k] += 3 * event[k]
    const matches = findMatches(recording, event, { threshold: { falseAlarmsPerHour: 1, sampleRate: 1000 } })
    expect(matches.map(({ index }) => index)).toEqual([5000, 15_000, 25_000])
  })

  /** Sounds that are in none of the signals: tones between the notes of the piano, chirps, and noise. */
  const sounds = [300, 453, 640, 905, 1280].flatMap((hz, i) => [
    hump(800, (time) => Math.sin(2 * Math.PI * hz * time)),
    hump(800, (time) => Math.sin(2 * Math.PI * (hz + 2000 * time) * time)),
    normal(500, 20 + i),
  ])

  function hump(length: number, sound: (time: number) => number): Float64Array {
    return Float64Array.from({ length }, (_, n) => sound(n / 8000) * Math.sin((Math.PI * n) / length))
  }

  test.each([
    ['noise', () => normal(120 * 8000, 8), 120],
    ['slow noise', () => smooth(120 * 8000, 8), 120],
    ['a melody', () => melody(120), 120],
    ['speech', speech, 1200],
  ] as const)(
    'gives at most three times as many in %s',
    (_, signalOf, falseAlarmsPerHour) => {
      const signal = signalOf()
      const threshold = { falseAlarmsPerHour, sampleRate: 8000 }
      const expected = (sounds.length * falseAlarmsPerHour * signal.length) / 8000 / 3600
      const count = findMatches(signal, sounds, { threshold }).length
      expect(count).toBeLessThan(3 * expected)
      expect(count).toBeGreaterThan(expected / 3)
    },
    60_000,
  )

  test('is no lower than white noise needs', () => {
    const beep = hump(1600, (time) => Math.sin(2 * Math.PI * 1000 * time))
    expect(
      findMatches(melody(120), beep, { threshold: { falseAlarmsPerHour: 1, sampleRate: 8000 } }),
    ).toEqual([])
  })

  test('waits until it knows the stream, and ignores flat parts and gaps', () => {
    const options = { threshold: { falseAlarmsPerHour: 10, sampleRate }, minDistance: 1 }
    const signal = Float64Array.from([...template, ...normal(10_000, 4)])
    const matcher = new TemplateMatcher(template, options)
    const first = [...matcher.process(signal), ...matcher.flush()]
    expect(first.every(({ index }) => index >= 64 * 32)).toBe(true)
    // A whole signal is known from its first sample.
    expect(findMatches(signal, template, options)[0]).toMatchObject({ index: 0, score: 1 })
    const flat = generate('float64', 50_000, () => 3)
    flat.set(template, 40_000)
    for (const silence of [flat, flat.slice().fill(NaN, 0, 40_000)]) {
      const other = new TemplateMatcher(template, options)
      expect([...other.process(silence), ...other.flush()]).toEqual([])
      expect(findMatches(silence, template, options).map(({ index }) => index)).toEqual([40_000])
    }
  })

  test('does not depend on the block size, nor on how a gap is passed', () => {
    const threshold = { falseAlarmsPerHour: 100, sampleRate }
    const [before, after] = [normal(9000, 6), normal(9000, 7)]
    const whole = [...before, ...new Float64Array(30_000).fill(NaN), ...after]
    const streamed = new TemplateMatcher(template, { threshold })
    const expected = [...streamed.process(whole), ...streamed.flush()]
    expect(expected.length).toBeGreaterThan(2)
    for (const blockSize of [20, 1000]) {
      const matcher = new TemplateMatcher(template, { threshold, blockSize })
      const matches = [...matcher.process(before), ...matcher.gap(30_000), ...matcher.process(after)]
      expect([...matches, ...matcher.flush()]).toEqual(expected)
    }
  })

  test.each<[object, string]>([
    [
      { falseAlarmsPerHour: 0, sampleRate: 1 },
      'falseAlarmsPerHour must be above 0 and at most 36, one window in a hundred, got 0',
    ],
    [
      { falseAlarmsPerHour: 37, sampleRate: 1 },
      'falseAlarmsPerHour must be above 0 and at most 36, one window in a hundred, got 37',
    ],
    [
      { falseAlarmsPerHour: NaN, sampleRate: 1 },
      'falseAlarmsPerHour must be above 0 and at most 36, one window in a hundred, got NaN',
    ],
    [{ falseAlarmsPerHour: 1, sampleRate: 0 }, 'sampleRate must be a finite number above 0, got 0'],
    [
      { falseAlarmsPerHour: 1, sampleRate: Infinity },
      'sampleRate must be a finite number above 0, got Infinity',
    ],
  ])('is refused for %o', (threshold, message) => {
    const rate = threshold as { falseAlarmsPerHour: number; sampleRate: number }
    expect(() => findMatches(template, template, { threshold: rate })).toThrow(new RangeError(message))
  })

  test('is refused without a rate', () => {
    const threshold = {} as { falseAlarmsPerHour: number; sampleRate: number }
    expect(() => new TemplateMatcher(template, { threshold })).toThrow(TypeError)
  })
})
