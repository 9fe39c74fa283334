import { from } from 'rxjs'
import { MatrixProfiler, PitchDetector, Timed, type TimedSample, type WindowPair } from 'tapline'
import { detectPitch, matrixProfile } from 'tapline/rx'
import { describe, expect, test } from 'vitest'
import { noise } from '../support/signals.js'

function readings(count: number): TimedSample<Date>[] {
  return Array.from(noise('float64', count, 1), (value, i) => ({ value, time: new Date(1000 * i) }))
}

describe('A timed processor', () => {
  test('gives events the time of their first sample, and finds the same as without times', () => {
    const samples = readings(300)
    using bare = new MatrixProfiler(20, { historyLength: 100 })
    using timed = new Timed<TimedSample<Date>, WindowPair>(new MatrixProfiler(20, { historyLength: 100 }), 20)
    const expected = bare.process(samples.map(({ value }) => value))
    const results = samples.flatMap((sample) => timed.process(sample))
    expect(results).toEqual(expected.map((pair) => ({ ...pair, time: samples[pair.index].time })))
    expect(results[7].time).toBe(samples[7].time)
  })

  test('accepts samples without times in between, and starts again after reset and flush', () => {
    using timed = new Timed(new MatrixProfiler(3, { historyLength: 10 }), 3)
    const times = (inputs: readonly Parameters<typeof timed.process>[0][]): unknown[] =>
      inputs.flatMap((input) => timed.process(input)).map((event): unknown => Reflect.get(event, 'time'))
    const stream = [[1, 5], { value: 2, time: 'c' }, 4, { value: 7, time: 'e' }, [1, 2], [3]]
    const expected = [undefined, undefined, 'c', undefined, 'e', undefined]
    expect(times(stream)).toEqual(expected)
    timed.reset()
    expect(times(stream)).toEqual(expected)
    timed.flush()
    expect(times(stream)).toEqual(expected)
  })

  test('refuses what is not a processor', () => {
    for (const wrong of [undefined, 5, { process: () => [] }]) {
      expect(() => new Timed(wrong as never, 3)).toThrow(
        /^processor must be an object with process, flush, reset, dispose, got /,
      )
    }
  })

  test('refuses values that are not readings, and continues unchanged', () => {
    using timed = new Timed(new MatrixProfiler(3, { historyLength: 10 }), 3)
    timed.process({ value: 1, time: 'a' })
    expect(() => timed.process({ value: '2' as unknown as number, time: 'x' })).toThrow(
      'value must be a number, got "2": use NaN for a missing reading',
    )
    expect(() => timed.process(null as unknown as number)).toThrow(TypeError)
    timed.process({ value: 2, time: 'b' })
    expect(timed.process({ value: 4, time: 'c' })).toEqual([
      { index: 0, neighbour: -1, distance: Infinity, time: 'a' },
    ])
  })
})

test('Alarms and pitches of readings have their times', () => {
  const found: unknown[] = []
  from(readings(30))
    .pipe(matrixProfile(20, { historyLength: 100 }))
    .subscribe(({ time }) => found.push(time.getTime()))
  expect(found).toEqual(Array.from({ length: 11 }, (_, i) => 1000 * i))

  const tone = Array.from({ length: 64 }, (_, n) => ({ value: Math.sin((2 * Math.PI * n) / 8), time: n }))
  const pitches: unknown[] = []
  from(tone)
    .pipe(detectPitch({ sampleRate: 8000, window: 32, hop: 16 }))
    .subscribe(({ index, time }) => pitches.push([index, time]))
  expect(pitches).toEqual([
    [0, 0],
    [16, 16],
    [32, 32],
  ])
  expect(new PitchDetector({ sampleRate: 8000, window: 32 }).window).toBe(32)
})
