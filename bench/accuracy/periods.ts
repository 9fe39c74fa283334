import { detectPeriod } from 'tapline'
import { generate, normal } from './random.js'
import { periodogramPeriod } from './periodogram.js'
import { median, percent, shown, table } from './table.js'

const TRIALS = 100

interface Case {
  readonly name: string
  readonly period: number
  readonly signal: (trial: number) => Float64Array
  /** The Cramér-Rao bound of the relative error, where it is known. */
  readonly bound?: number
}

/** A sine in white noise of a standard deviation, and its bound. */
function sineInNoise(length: number, period: number, deviation: number): Case {
  return {
    name: `sine of period ${period} in noise of ${deviation}, ${length} samples`,
    period,
    bound: (Math.sqrt(6 / length ** 3) * deviation * period) / Math.PI,
    signal: (trial) => {
      const noise = normal(trial)
      return generate(length, (n) => Math.cos((2 * Math.PI * n) / period + trial) + deviation * noise())
    },
  }
}

/** A year of hourly temperatures: a day of 4 degrees, a year of 8, and weather with a memory of three days. */
function temperatures(size: number): Case {
  const kept = Math.exp(-1 / 72)
  return {
    name: `hourly temperatures of a year, weather of ${size} degrees`,
    period: 24,
    signal: (trial) => {
      const noise = normal(1000 + trial)
      let weather = 0
      return generate(8760, (h) => {
        weather = kept * weather + size * Math.sqrt(1 - kept ** 2) * noise()
        return 4 * Math.cos((2 * Math.PI * h) / 24) - 8 * Math.cos((2 * Math.PI * h) / 8760) + weather
      })
    },
  }
}

const CASES: readonly Case[] = [
  sineInNoise(4000, 7.3, 0.7),
  sineInNoise(1000, 24, 1),
  sineInNoise(300, 24, 1),
  {
    name: 'pulses 40 apart in noise of a sixth, 2000 samples',
    period: 40,
    signal: (trial) => {
      const noise = normal(2000 + trial)
      return generate(2000, (n) => ((n + trial) % 40 === 0 ? 6 : 0) + noise())
    },
  },
  {
    name: 'harmonics 2 and 3 of 24 alone in noise of 1, 1000 samples',
    period: 24,
    signal: (trial) => {
      const noise = normal(3000 + trial)
      return generate(
        1000,
        (n) => Math.cos((2 * Math.PI * n) / 12 + trial) + Math.cos((2 * Math.PI * n) / 8) + noise(),
      )
    },
  },
  {
    name: 'a day of 4 on a swell of 2 with period 350, 2160 samples',
    period: 24,
    signal: (trial) =>
      generate(
        2160,
        (h) => 4 * Math.cos((2 * Math.PI * h) / 24 + trial) + 2 * Math.cos((2 * Math.PI * h) / 350),
      ),
  },
  temperatures(3),
  temperatures(4),
]

/** How often the period is within 2 %, and the median relative error. */
export function periods(): string {
  const rows = CASES.map(({ name, period, signal, bound }) => {
    const signals = Array.from({ length: TRIALS }, (_, trial) => signal(trial))
    const ours = errors(signals, period, (x) => detectPeriod(x)?.period ?? NaN)
    const others = errors(signals, period, periodogramPeriod)
    return [name, ...ours, ...others, bound === undefined ? '–' : shown(0.6745 * bound)]
  })
  const head = [
    'signal',
    'detectPeriod: right',
    'median error',
    'periodogram: right',
    'median error',
    'bound',
  ]
  return table(head, rows)
}

function errors(
  signals: readonly Float64Array[],
  period: number,
  estimate: (signal: Float64Array) => number,
): [right: string, error: string] {
  const found = signals.map((signal) => Math.abs(estimate(signal) / period - 1))
  return [
    percent(found.filter((error) => error < 0.02).length, TRIALS),
    shown(median(found.map((error) => (Number.isNaN(error) ? Infinity : error)))),
  ]
}
