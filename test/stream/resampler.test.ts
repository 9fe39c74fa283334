import * as fc from 'fast-check'
import { type Rates, resample, Resampler, type ResampleOptions, type Samples } from 'tapline'
import { describe, expect, test } from 'vitest'
import golden from '../golden/resample-poly.json' with { type: 'json' }
import { naiveResampleAt, naiveTones } from '../naive/filter.js'
import { expectClose, expectSameBits, norm } from '../support/closeness.js'
import { expectForgeriesToDoNoHarm, expectToResume } from '../support/resuming.js'
import { SEED } from '../support/seed.js'
import { cut, joined, noise, PRECISIONS } from '../support/signals.js'
import { processAll } from '../support/streaming.js'

// golden/resample-poly.json: computed by SciPy (resample_poly with the same taps); versions and taps are in the file.

const STOPBANDS = [80, 100, 120] as const

/** Small ratios, whole ones, large terms, no ratio of small whole numbers, and equal rates. */
const RATES: readonly (readonly [fromRate: number, toRate: number])[] = [
  [44_100, 48_000],
  [48_000, 44_100],
  [1, 4],
  [5, 1],
  [2, 3],
  [44_100, 48_001],
  [48_001, 44_100],
  [Math.PI, 2],
  [1, Math.SQRT2],
  [1, 1],
]
const EDGES = ['zero', 'nearest', 'reflect'] as const

const ratesOf = fc.constantFrom(...RATES).map(([fromRate, toRate]) => ({ fromRate, toRate }))
const optionsOf = fc.record({
  rates: ratesOf,
  stopbandDb: fc.constantFrom(...STOPBANDS),
  edges: fc.constantFrom(...EDGES),
  precision: fc.constantFrom(...PRECISIONS),
})
const lengthsOf = fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 700 })), {
  maxLength: 8,
})

describe('Resampler', () => {
  test(`gives the bits of resample for any chunks (seed ${SEED})`, () => {
    fc.assert(
      fc.property(optionsOf, lengthsOf, fc.integer(), ({ rates, ...others }, lengths, seed) => {
        const { stopbandDb, edges, precision } = others
        const options: ResampleOptions = { ...rates, stopbandDb, edges }
        const x = spotted(
          noise(
            precision,
            lengths.reduce((a, b) => a + b, 0),
            seed,
          ),
          seed,
        )
        const whole = resample(x, options)
        const resampler = new Resampler({ ...options, precision })
        expectSameBits(processAll(resampler, precision, cut(x, lengths)), whole)
        // Again, as after `reset`.
        expectSameBits(
          processAll(
            resampler,
            precision,
            Array.from(x, (value) => [value]),
          ),
          whole,
        )
        resampler.dispose()
      }),
      { seed: SEED, numRuns: 60 },
    )
  })

  test('gives the bits of resample for a long stream', () => {
    for (const precision of PRECISIONS) {
      const x = noise(precision, 30_000, 1)
      for (const [fromRate, toRate] of RATES) {
        const options = { fromRate, toRate, stopbandDb: 80 } as const
        const resampler = new Resampler({ ...options, precision })
        expectSameBits(processAll(resampler, precision, cut(x, [9999, 1, 10_001])), resample(x, options))
        resampler.dispose()
      }
    }
  })

  test.each(RATES)('returns ⌈N·toRate/fromRate⌉ samples from %d to %d', (fromRate, toRate) => {
    for (const length of [0, 1, 2, 146, 147, 148, 1000]) {
      const resampler = new Resampler({ fromRate, toRate })
      const count = resampler.process(new Float32Array(length)).length + resampler.flush().length
      expect(count).toBe(Math.ceil((length * toRate) / fromRate))
      resampler.dispose()
    }
  })

  test.each(RATES)('returns an output as soon as it has the input, from %d to %d', (fromRate, toRate) => {
    const resampler = new Resampler({ fromRate, toRate, stopbandDb: 100 })
    const { latency } = resampler
    let count = 0
    for (let n = 0; n < 2 * latency + 50; n++) {
      count += resampler.process([n]).length
      // Output m lies at m·fromRate/toRate, between samples `index` and `index` + 1, and reads up to index + latency.
      const known = Math.max(0, Math.ceil(((n + 1 - latency) * toRate) / fromRate))
      expect(count).toBe(known)
    }
    const periods = Math.max(1, fromRate / toRate)
    expect(latency).toBeGreaterThanOrEqual(76 * periods - 1e-6)
    expect(latency).toBeLessThan(76 * periods + 2)
    resampler.dispose()
  })

  test('agrees with SciPy’s resample_poly with the same taps', () => {
    for (const { stopbandDb, up, down, signal, samples } of golden.cases) {
      const options = { fromRate: down, toRate: up, stopbandDb: stopbandDb as 80 | 100 | 120 }
      const error = 1e-14 * norm(signal)
      expectClose(resample(signal, options), samples, 20 * error, `${up}/${down}`)
      const single = resample(Float32Array.from(signal), options)
      expectClose(single, samples, 3e-7 * norm(signal), `${up}/${down} in float32`)
    }
  })

  test.each(STOPBANDS)('equals its definition at any ratio, %d dB', (stopbandDb) => {
    for (const [fromRate, toRate] of [...RATES, [17, Math.E], [2 ** 24 - 1, 2 ** 24], [3, 1e-3 * Math.PI]]) {
      if (fromRate === toRate) continue
      const step = fromRate / toRate
      const x = noise('float64', 60, 7)
      const times = Array.from({ length: Math.ceil(60 / step) }, (_, m) => m * step)
      const expected = naiveResampleAt(x, times, Math.max(1, step), stopbandDb)
      const options = { fromRate, toRate, stopbandDb }
      expectClose(resample(x, options), expected, 2e-13 * norm(x), `${fromRate}/${toRate}`)
      const single = resample(Float32Array.from(x), options)
      expectClose(single, expected, 3e-7 * norm(x), `${fromRate}/${toRate} in float32`)
    }
  })

  test('shares its taps among channels, which have the bits of single ones', () => {
    for (const precision of PRECISIONS) {
      for (const [fromRate, toRate] of RATES) {
        const channels = [1, 2, 3].map((seed) => spotted(noise(precision, 900, seed), seed))
        const together = new Resampler({ fromRate, toRate, precision, channelCount: 3, edges: 'nearest' })
        const first = together.process(channels.map((channel) => channel.subarray(0, 500)))
        const rest = together.process(channels.map((channel) => channel.subarray(500)))
        const last = together.flush()
        channels.forEach((channel, c) => {
          const alone = resample(channel, { fromRate, toRate, edges: 'nearest' })
          expectSameBits(joined(precision, [first[c], rest[c], last[c]]), alone)
        })
        together.dispose()
      }
    }
  })

  test('accepts integer arrays, plain arrays and chunks of another precision', () => {
    const whole = Int16Array.of(1, -2, 3)
    const rates = { fromRate: 2, toRate: 3 }
    const expected = resample(Float32Array.from(whole), rates)
    for (const chunk of [whole, [1, -2, 3], Float64Array.from(whole)]) {
      const resampler = new Resampler(rates)
      expectSameBits(processAll(resampler, 'float32', [chunk]), expected)
    }
  })

  test('is a decimator or an interpolator for whole factors', () => {
    const tone = naiveTones([{ frequencyHz: 3000, phase: 0.3 }], 48_000, 3000)
    for (const factor of [2, 3, 4, 6]) {
      const down = resample(tone, { fromRate: 48_000, toRate: 48_000 / factor })
      const kept = tone.filter((_, n) => n % factor === 0)
      const reach = Math.ceil(600 / factor)
      expectClose(down.subarray(reach, -reach), kept.subarray(reach, -reach), 1e-6)
      const up = resample(tone, { fromRate: 48_000, toRate: 48_000 * factor })
      const through = up.filter((_, m) => m % factor === 0)
      expectClose(through.subarray(200, -200), tone.subarray(200, -200), 1e-6)
    }
  })
})

describe('A non-finite value', () => {
  test.each(RATES)('makes NaN of exactly the outputs that read it, from %d to %d', (fromRate, toRate) => {
    for (const bad of [NaN, Infinity, -Infinity]) {
      for (const precision of PRECISIONS) {
        const x = noise(precision, 1500, 4)
        x[700] = bad
        const resampler = new Resampler({ fromRate, toRate, precision, stopbandDb: 80 })
        const y = processAll(resampler, precision, cut(x, [650, 100]))
        for (let m = 0; m < y.length; m++) {
          const index = Math.floor((m * fromRate) / toRate + 1e-9)
          const isRead = 700 > index - resampler.latency && 700 <= index + resampler.latency
          expect(Number.isNaN(y[m])).toBe(fromRate === toRate ? m === 700 : isRead)
        }
        resampler.dispose()
      }
    }
  })
})

describe.each(STOPBANDS)('With a stopband of %d dB, a tone', (stopbandDb) => {
  const limit = 10 ** (-stopbandDb / 20)
  const cases: readonly (readonly [number, number])[] = [
    [44_100, 48_000],
    [48_000, 44_100],
    [48_000, 16_000],
    [8000, 48_000],
    [48_000, 44_100 + Math.PI],
    [44_100, 48_000 + Math.E],
  ]
  test.each(cases)('passes or is stopped, from %d to %d Hz', (fromRate, toRate) => {
    const nyquist = Math.min(fromRate, toRate) / 2
    for (const part of [0.003, 0.3, 0.7, 0.9, 0.91, 1, 1.003, 1.2, 1.7, 2.4]) {
      const frequencyHz = part * nyquist
      if (frequencyHz >= fromRate / 2) continue
      const length = Math.ceil(400 * Math.max(1, fromRate / toRate))
      const tone = naiveTones([{ frequencyHz, phase: 0.7 }], fromRate, length)
      for (const precision of PRECISIONS) {
        const resampler = new Resampler({ fromRate, toRate, stopbandDb, precision })
        const y = processAll(resampler, precision, [tone])
        resampler.dispose()
        const [from, to] = [Math.floor(0.4 * y.length), Math.floor(0.6 * y.length)]
        const expected = naiveTones([{ frequencyHz, phase: 0.7 }], toRate, y.length)
        if (part > 0.91) expected.fill(0)
        // Ripple and the nearest image, each below the limit, in one.
        const error = 1.1 * limit + (precision === 'float32' ? 4e-7 : 0)
        expectClose(y.subarray(from, to), expected.subarray(from, to), error, `${part}, ${precision}`)
      }
    }
  })
})

describe('Rates that change in mid-stream', () => {
  /** The times of outputs, by the definition: a change holds from the input sample on at which it was made. */
  function timesOf(length: number, first: Rates, changes: readonly { at: number; rates: Rates }[]): number[] {
    const times: number[] = []
    // Whole samples and the rest apart, so that the sum is accurate.
    let [whole, rest] = [0, 0]
    while (whole < length) {
      times.push(whole + rest)
      const { fromRate, toRate } = changes.findLast(({ at }) => at <= whole)?.rates ?? first
      rest += fromRate / toRate
      whole += Math.floor(rest)
      rest -= Math.floor(rest)
    }
    return times
  }

  const first = { fromRate: 48_000, toRate: 44_100 }
  // No output lies where rounding would decide whether a sample is within the filter.
  const changes = [
    { at: 0, rates: { fromRate: 48_003.1, toRate: 44_100 } },
    { at: 333, rates: { fromRate: 48_007.7, toRate: 44_100 } },
    { at: 334, rates: { fromRate: 47_900.3, toRate: 44_100 } },
    { at: 1000, rates: { fromRate: 48_000, toRate: 44_500.9 } },
    { at: 1500, rates: first },
  ]

  test.each([0, 1, 2])('move outputs from the next input on, from change %d on', (skipped) => {
    const x = noise('float64', 2000, 3)
    const made = changes.slice(skipped)
    const expected = naiveResampleAt(x, timesOf(2000, first, made), 48_000 / 44_100, 100)
    for (const [precision, error] of [['float64', 1e-12] as const, ['float32', 4e-7] as const]) {
      const whole = changed(x, precision, made, 2000)
      expectClose(whole, expected, error * norm(x), precision)
    }
  })

  test(`give the same bits for any chunks (seed ${SEED})`, () => {
    const x = spotted(noise('float64', 2000, 3), 3)
    for (const precision of PRECISIONS) {
      const whole = changed(x, precision, changes, 2000)
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 400 }), (size) => {
          expectSameBits(changed(x, precision, changes, size), whole)
        }),
        { seed: SEED, numRuns: 10 },
      )
      expectSameBits(changed(x, precision, changes, 1), whole)
    }
  })

  /** Chunks of `size` samples, and of fewer where rates change. */
  function changed(
    x: Samples,
    precision: 'float32' | 'float64',
    made: typeof changes,
    size: number,
  ): Samples {
    const resampler = new Resampler({ ...first, stopbandDb: 100, precision })
    const parts: Samples[] = []
    for (let at = 0; at < x.length;) {
      const change = made.find((one) => one.at === at)
      if (change) resampler.setRates(change.rates)
      const next = made.find((one) => one.at > at)?.at ?? x.length
      const end = Math.min(at + size, next)
      parts.push(resampler.process(x.subarray(at, end)))
      at = end
    }
    parts.push(resampler.flush())
    resampler.dispose()
    return joined(precision, parts)
  }

  test('follow a clock that drifts, without a click', () => {
    // A tone as a device hears it whose clock runs up to 200 ppm fast, and the same at the true rate.
    const resampler = new Resampler({ fromRate: 48_000, toRate: 48_000, precision: 'float64' })
    const chunk = 480
    const results: Samples[] = []
    let phase = 0
    let time = 0
    const times: number[] = []
    for (let block = 0; block < 60; block++) {
      const fromRate = 48_000 * (1 + 200e-6 * Math.sin(block / 10) ** 2)
      resampler.setRates({ fromRate })
      const heard = Float64Array.from({ length: chunk }, () => {
        times.push(time)
        const value = Math.sin(phase)
        phase += (2 * Math.PI * 5000) / fromRate
        time += 1 / fromRate
        return value
      })
      results.push(resampler.process(heard))
    }
    const y = joined('float64', results).subarray(200)
    const expected = y.map((_, m) => Math.sin((2 * Math.PI * 5000 * (m + 200)) / 48_000))
    // The positions of outputs follow the rate changes only to within one sample of the step's difference.
    expectClose(y, expected, 2e-4)
    resampler.dispose()
  })

  test('are kept by reset, and equal ones change nothing', () => {
    const resampler = new Resampler({ ...first, precision: 'float64' })
    resampler.setRates({})
    resampler.setRates(first)
    resampler.setRates({ fromRate: 96_000, toRate: 88_200 })
    const x = noise('float64', 500, 1)
    expectSameBits(processAll(resampler, 'float64', [x]), resample(x, first))
    resampler.setRates({ fromRate: 96_014 })
    expect([resampler.fromRate, resampler.toRate]).toEqual([96_014, 88_200])
    const drifting = processAll(resampler, 'float64', [x])
    expectSameBits(processAll(resampler, 'float64', [x]), drifting)
    resampler.process(x)
    resampler.reset()
    expectSameBits(processAll(resampler, 'float64', [x]), drifting)
    resampler.dispose()
  })

  test('are refused beyond 1 %, and nothing has changed then', () => {
    const resampler = new Resampler(first)
    expect(() => resampler.setRates({ fromRate: 48_500 })).toThrow(
      new RangeError(
        'fromRate/toRate must be within 1 % of the first, 48000/44100, got 48500/44100: make a new Resampler',
      ),
    )
    expect(() => resampler.setRates({ toRate: 0 })).toThrow('toRate must be a finite number above 0, got 0')
    const x = noise('float32', 300, 1)
    expectSameBits(processAll(resampler, 'float32', [x]), resample(x as Float32Array, first))
    resampler.dispose()
  })
})

describe('A snapshot of a resampler', () => {
  const cases = [
    { fromRate: 44_100, toRate: 48_000, stopbandDb: 80, edges: 'zero' },
    { fromRate: 5, toRate: 2, stopbandDb: 80, edges: 'reflect' },
    { fromRate: Math.PI, toRate: 3, stopbandDb: 80, edges: 'nearest' },
    { fromRate: 1, toRate: 1, stopbandDb: 100, edges: 'zero' },
  ] as const
  const chunks = [7, 1, 60, NaN, 90, 0, 150, 3].map((length, i) =>
    Number.isNaN(length) ? [NaN] : noise('float64', length, i),
  )

  test.each(cases)('resumes bit for bit (%j)', (given) => {
    for (const precision of PRECISIONS) {
      const options = { ...given, precision }
      const resuming = {
        create: () => new Resampler(options),
        restore: (bytes: Uint8Array) => Resampler.restore(options, bytes),
        chunks,
      }
      expectToResume(resuming)
      expectForgeriesToDoNoHarm(resuming, 100)
    }
  })

  test('holds the current rates, and all channels', () => {
    const options = { fromRate: 48_000, toRate: 44_100, channelCount: 2 } as const
    const create = () => {
      const resampler = new Resampler(options)
      resampler.process([new Float32Array(150).fill(1), new Float32Array(150)])
      resampler.setRates({ fromRate: 48_010 })
      return resampler
    }
    const resuming = {
      create,
      restore: (bytes: Uint8Array) => Resampler.restore(options, bytes),
      chunks: [10, 200, 300].map((length, i) => [
        noise('float32', length, i),
        noise('float32', length, i + 9),
      ]),
    }
    expectForgeriesToDoNoHarm(resuming, 100)
    const [through, carried] = [create(), create()]
    let other = carried
    for (const chunk of resuming.chunks) {
      const bytes = other.snapshot()
      other = Resampler.restore(options, bytes)
      expect(other.snapshot()).toEqual(bytes)
      expect(other.fromRate).toBe(48_010)
      expect(other.process(chunk)).toEqual(through.process(chunk))
    }
    expect(other.flush()).toEqual(through.flush())
  })

  test('is small, and other options are refused', () => {
    const options = { fromRate: 44_100, toRate: 48_000, stopbandDb: 100 } as const
    const resampler = new Resampler(options)
    resampler.process(noise('float32', 5000, 1))
    const bytes = resampler.snapshot()
    expect(bytes.length).toBeLessThan(4 * 2 * 76 + 512)
    expect(() => Resampler.restore({ ...options, toRate: 96_000 }, bytes)).toThrow(
      'toRate must be 48000, as it was when the snapshot was taken, got 96000',
    )
  })
})

describe('A resampler', () => {
  const rates = { fromRate: 2, toRate: 3 }

  test('refuses invalid chunks, and nothing has changed then', () => {
    const stereo = new Resampler({ ...rates, channelCount: 2 })
    expect(() => stereo.process([[1]])).toThrow(
      new RangeError('chunk must have 2 channels, as channelCount says, got 1'),
    )
    expect(() => stereo.process([[1, 2], [1]])).toThrow(
      new RangeError('chunk[1] must have 2 samples, as chunk[0] has, got 1'),
    )
    expect(() => stereo.process(1 as never)).toThrow(TypeError)
    const mono = new Resampler(rates)
    expect(() => mono.process('1' as never)).toThrow(TypeError)
    expect(() => mono.process([[1]] as never)).toThrow(TypeError)
    expect(mono.process([1]).length + mono.flush().length).toBe(2)
  })

  test('refuses invalid options', () => {
    expect(() => new Resampler({ ...rates, stopbandDb: 90 as never })).toThrow(
      new RangeError('stopbandDb must be 80, 100 or 120, got 90'),
    )
    expect(() => new Resampler({ ...rates, channelCount: 0 })).toThrow(RangeError)
    expect(() => new Resampler({ fromRate: 1, toRate: 1001 })).toThrow('at most a factor of 1000 apart')
    expect(() => new Resampler({ ...rates, rate: 1 } as never)).toThrow("unknown option 'rate'")
  })

  test('reports that it was disposed of', () => {
    const resampler = new Resampler(rates)
    resampler.dispose()
    resampler.dispose()
    for (const use of [
      () => resampler.process([1]),
      () => resampler.flush(),
      () => resampler.snapshot(),
      () => resampler.setRates({ fromRate: 2 }),
    ]) {
      expect(use).toThrow('this object was disposed: make a new one')
    }
  })
})

/** Constants, zeros and a non-finite value among the samples. */
function spotted(samples: Samples, seed: number): Samples {
  const { length } = samples
  const at = Math.abs(seed) % (length + 1)
  if (seed % 3 === 0) samples.fill(0.3, at, at + 400)
  if (seed % 5 === 0) samples.fill(0, 0, at)
  if (seed % 7 === 0) samples.fill(NaN, at, at + 1)
  return samples
}
