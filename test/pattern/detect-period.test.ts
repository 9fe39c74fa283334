import { detectPeriod, type DetectPeriodOptions } from 'tapline'
import { describe, expect, test } from 'vitest'
import { readColumn } from '../support/read-column.js'
import { powerSpectrum } from '../../src/pattern/period/power-spectrum.js'
import { RhythmSearch } from '../../src/pattern/period/rhythm.js'
import { countReads } from '../support/count-reads.js'
import { AIRLINE_PASSENGERS, LYNX, SUNSPOTS } from '../support/series.js'
import { generate, noise, normalNoise } from '../support/signals.js'

const wave = (n: number, period: number): number => Math.sin((2 * Math.PI * n) / period + 0.5)

function expectPeriod(signal: ArrayLike<number>, period: number, error: number, confidence: number): void {
  const found = detectPeriod(signal)
  expect(found?.period).toBeGreaterThan(period - error)
  expect(found?.period).toBeLessThan(period + error)
  expect(found?.confidence).toBeGreaterThan(confidence)
  expect(found?.confidence).toBeLessThanOrEqual(1)
}

describe('detectPeriod', () => {
  test.each([2, 3, 4.5, 5, 12.37, 24, 50, 99.5])('finds a period of %f, and no multiple of it', (period) => {
    const signal = generate('float64', 1000, (n) => wave(n, period) + 0.3 * wave(n, period / 2))
    expectPeriod(signal, period, 0.02 * Math.max(period / 10, 1), 0.95)
    expectPeriod(Float32Array.from(signal), period, 0.02 * Math.max(period / 10, 1), 0.95)
  })

  test('finds a day in a year of temperatures, and a year in rising months', () => {
    const weather = noise('float64', 8760, 1)
    let front = 0
    const hours = generate('float64', 8760, (n) => {
      front = 0.99 * front + 0.3 * weather[n]
      return 11 - 8 * wave(n + 2000, 8760) + 4 * wave(n, 24) + front
    })
    expectPeriod(hours, 24, 0.1, 0.8)
    const months = generate(
      'float64',
      740,
      (n) => 315 + 0.06 * n + 8e-5 * n ** 2 + 3 * wave(n, 12) + 0.3 * weather[n],
    )
    expectPeriod(months, 12, 0.1, 0.9)
  })

  test('is not misled by a slower rhythm', () => {
    const swell = generate('float64', 2160, (h) => 4 * wave(h, 24) + 2 * wave(h, 350))
    expectPeriod(swell, 24, 0.001, 0.999)
    for (const slower of [100, 240, 700]) {
      const signal = generate('float64', 4000, (n) => 4 * wave(n, 24) + 3 * wave(n, slower))
      expectPeriod(signal, 24, 0.001, 0.99)
    }
  })

  test.each([3, 4])(
    'finds a day in 30 of 30 years of hourly temperatures with weather of %i degrees',
    (size) => {
      const kept = Math.exp(-1 / 72)
      for (let year = 0; year < 30; year++) {
        const fronts = normalNoise(8760, 100 * size + year)
        let weather = 0
        const hours = generate('float64', 8760, (h) => {
          weather = kept * weather + size * Math.sqrt(1 - kept ** 2) * fronts[h]
          return 12 - 8 * wave(h, 8760) + 4 * wave(h, 24) + weather
        })
        expectPeriod(hours, 24, 0.02, 0.3)
      }
    },
  )

  test('uses all repetitions: the error is the Cramér-Rao bound', () => {
    const [length, period, deviation] = [4000, 7.3, 0.7]
    const bound = (Math.sqrt(6 / length ** 3) * deviation * period ** 2) / Math.PI
    let squares = 0
    for (let seed = 0; seed < 100; seed++) {
      const disturbance = normalNoise(length, seed)
      const found = detectPeriod(
        generate('float64', length, (n) => wave(n + seed / 10, period) + deviation * disturbance[n]),
      )
      squares += ((found?.period ?? 0) - period) ** 2 / 100
    }
    expect(Math.sqrt(squares) / bound).toBeLessThan(1.2)
  })

  test('uses all harmonics: pulses determine a period better than a sine', () => {
    const disturbance = normalNoise(2000, 5)
    const pulses = generate('float64', 2000, (n) => (n % 40 === 0 ? 6 : 0) + disturbance[n])
    expectPeriod(pulses, 40, 0.005, 0.3)
  })

  test('finds a rhythm whose fundamental is weak or absent', () => {
    expectPeriod(
      generate('float64', 1000, (n) => wave(n, 12) + wave(n, 8)),
      24,
      0.001,
      0.99,
    )
    expectPeriod(
      generate('float64', 1000, (n) => wave(n, 12) + 0.4 * wave(n, 24)),
      24,
      0.001,
      0.99,
    )
  })

  test('finds the known periods of real series', () => {
    // Months of a sunspot cycle: 11.0 years.
    expectPeriod(SUNSPOTS.slice(0, 235 * 12), 11.05 * 12, 2.5, 0.4)
    expectPeriod(SUNSPOTS, 11 * 12, 2.5, 0.4)
    expectPeriod(LYNX, 9.6, 0.1, 0.6)
    expectPeriod(LYNX.map(Math.log), 9.6, 0.1, 0.8)
    expectPeriod(AIRLINE_PASSENGERS, 12, 0.05, 0.9)
    expectPeriod(AIRLINE_PASSENGERS.map(Math.log), 12, 0.05, 0.9)
    expectPeriod(readColumn('co2-concentration.csv', 'CO2'), 12, 0.05, 0.9)
    expectPeriod(readColumn('seattle-temperatures.csv', 'temperature'), 24, 0.01, 0.95)
  })

  test.each([30, 60, 365])('finds the tide in %i days of the sea level', (days) => {
    // Synthetic: the greatest constituents (M2, S2, N2, K1, O1) as at a North Sea port, in hours and metres, and waves.
    const constituents = [
      [12.4206012, 1.35],
      [12, 0.34],
      [12.65834751, 0.21],
      [23.93447213, 0.07],
      [25.81933871, 0.09],
    ]
    const waves = normalNoise(24 * days, days)
    const level = generate('float64', 24 * days, (h) =>
      constituents.reduce((sum, [period, metres]) => sum + metres * wave(h, period), 0.1 * waves[h]),
    )
    expectPeriod(level, 12.4206, days < 60 ? 0.02 : 0.002, 0.9)
  })

  test('is not misled by an offset, a trend or a spike', () => {
    expectPeriod(
      generate('float64', 1000, (n) => 1e6 + wave(n, 50)),
      50,
      0.1,
      0.99,
    )
    expectPeriod(
      generate('float64', 1000, (n) => 1e-4 * n ** 2 + wave(n, 50)),
      50,
      0.1,
      0.99,
    )
    expectPeriod(
      generate('float64', 1000, (n) => wave(n, 50) + (n === 300 ? 5 : 0)),
      50,
      1,
      0.9,
    )
  })

  test('finds pulses, teeth and steps', () => {
    expectPeriod(
      generate('float64', 1000, (n) => (n % 37 === 0 ? 1 : 0)),
      37,
      0.01,
      0.99,
    )
    expectPeriod(
      generate('float64', 1000, (n) => (n / 41.3) % 1),
      41.3,
      0.3,
      0.9,
    )
    expectPeriod(
      generate('float64', 1000, (n) => Math.floor(n / 20) % 2),
      40,
      0.1,
      0.99,
    )
  })

  test('finds it under as much noise, with less confidence', () => {
    const disturbed = generate('float64', 2000, (n) => wave(n, 40))
    const loud = noise('float64', 2000, 3)
    expectPeriod(
      disturbed.map((x, n) => x + 1.2 * loud[n]),
      40,
      1,
      0.3,
    )
    expect(detectPeriod(disturbed.map((x, n) => x + 1.2 * loud[n]))?.confidence).toBeLessThan(0.7)
  })

  test('has no confidence in noise and in a random walk', () => {
    for (let seed = 0; seed < 20; seed++) {
      const steps = noise('float64', 2000, seed)
      let place = 0
      const walk = steps.map((step) => (place += step))
      expect(detectPeriod(steps)?.confidence ?? 0).toBeLessThan(0.25)
      expect(detectPeriod(walk, { maxPeriod: 100 })?.confidence ?? 0).toBeLessThan(0.5)
    }
  })

  test('finds nothing if nothing varies but a trend', () => {
    for (const value of [() => 0, () => 0.1, (n: number) => 1e6 - 0.1 * n, (n: number) => n ** 3 / 7]) {
      expect(detectPeriod(generate('float64', 500, value))).toBeUndefined()
    }
    expect(detectPeriod([1, 2, 1, 2])?.period ?? 2).toBeCloseTo(2)
  })

  test('keeps to the given range', () => {
    const signal = generate('float64', 1000, (n) => wave(n, 50) + wave(n, 5))
    expect(detectPeriod(signal, { minPeriod: 3, maxPeriod: 10 })?.period).toBeCloseTo(5, 1)
    expect(detectPeriod(signal, { minPeriod: 40, maxPeriod: 60 })?.period).toBeCloseTo(50, 0)
    expect(
      detectPeriod(
        generate('float64', 90, (n) => wave(n, 40)),
        { maxPeriod: 45 },
      )?.period,
    ).toBeCloseTo(40, -1)
  })

  test('finds one in a million samples, and reads each line of their spectrum only a few times', () => {
    const signal = generate('float64', 1_000_000, (n) => 0.1 * wave(n, 300_000) + wave(n, 1000))
    expect(detectPeriod(signal)?.period).toBeCloseTo(1000, 0)
    const spectrum = powerSpectrum(signal.subarray(0, 100_000) as Float64Array)
    const counter = countReads(spectrum.powers)
    new RhythmSearch({ ...spectrum, powers: counter.counted }, 100_000, 2, 33_000).find()
    expect(counter.reads / spectrum.powers.length).toBeLessThan(30)
  })

  test('takes the spectrum of a signal that is split into interleaved parts by the definition', () => {
    const length = 600_000
    const signal = noise('float64', length, 3) as Float64Array
    const { size, powers } = powerSpectrum(signal)
    expect(size).toBe(2 ** 21)
    // The parts have 2²⁰ bins: below, at and above the middle, and the ends.
    for (const k of [0, 3, 400_001, 2 ** 19, 2 ** 19 + 1, 900_001, 2 ** 20]) {
      let [re, im] = [0, 0]
      for (let n = 0; n < length; n++) {
        const windowed = signal[n] * (1 - Math.cos((2 * Math.PI * (n + 0.5)) / length))
        const angle = (2 * Math.PI * ((n * k) % size)) / size
        re += windowed * Math.cos(angle)
        im -= windowed * Math.sin(angle)
      }
      const expected = (re ** 2 + im ** 2) / (1.5 * length)
      expect(Math.abs(powers[k] - expected), `bin ${k}`).toBeLessThan(1e-9 * (1 + expected))
    }
  })

  test('refuses invalid arguments', () => {
    const wrong = (signal: unknown, options?: DetectPeriodOptions) => () =>
      detectPeriod(signal as number[], options)
    expect(wrong(5)).toThrow(TypeError)
    expect(wrong([1, 2, 3])).toThrow('signal must have at least 4 samples, two periods of 2, got 3')
    expect(wrong([1, 2, NaN, 1])).toThrow(
      'signal[2] must be finite, got NaN: fill such gaps, or cut them out',
    )
    const signal = new Float64Array(20)
    expect(wrong(signal, { maxPeriod: 11 })).toThrow(
      'maxPeriod must be at most half of the signal, 10 samples, got 11: pass a longer signal',
    )
    for (const minPeriod of [1, NaN, 9]) expect(wrong(signal, { minPeriod })).toThrow(RangeError)
    expect(wrong(signal, { maxPeriod: NaN })).toThrow(RangeError)
  })
})
