import fc from 'fast-check'
import { findPeaks, type Peak, PeakDetector, type PeakDetectorOptions } from 'tapline'
import { describe, expect, test } from 'vitest'
import golden from '../golden/peak-detector.json' with { type: 'json' }
import { expectForgeriesToDoNoHarm, expectToResume } from '../support/resuming.js'
import { SEED } from '../support/seed.js'
import { noise } from '../support/signals.js'

/** The peaks that `findPeaks` finds in the whole signal. */
function whole(signal: ArrayLike<number>, options: PeakDetectorOptions): Peak[] {
  const asked = options.wlen === undefined ? options : { prominence: -Infinity, ...options }
  const {
    indices,
    heights,
    prominences,
  }: { indices: Int32Array; heights: Float64Array; prominences?: Float64Array } = findPeaks(signal, asked)
  return Array.from(indices, (index, i) => ({
    index,
    height: heights[i],
    ...(prominences === undefined ? {} : { prominence: prominences[i] }),
  }))
}

/** Few values, so that there are plateaus and equal peaks; NaN and infinities among them. */
const value = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 0, max: 6 }) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity, 0.5) },
)
/** Runs of equal values, some long. */
const signals = fc
  .array(
    fc.tuple(
      value,
      fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 1, max: 3 }) }, fc.integer({ min: 1, max: 30 })),
    ),
    {
      maxLength: 120,
    },
  )
  .map((runs) => runs.flatMap(([x, length]) => Array.from({ length }, () => x)))
const limits = fc.oneof(fc.integer({ min: 0, max: 2 }), fc.constant([1, 4] as const))
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 1 })
const options: fc.Arbitrary<PeakDetectorOptions> = fc
  .record({
    height: optional(limits),
    threshold: optional(limits),
    distance: optional(fc.constantFrom(1, 2, 2.5, 4, 9, 30)),
    prominence: optional(limits),
    wlen: optional(fc.constantFrom(2, 3, 8, 41)),
  })
  .map(({ wlen, prominence, ...rest }) => {
    const given = { ...rest, wlen: wlen ?? (prominence === undefined ? undefined : 12), prominence }
    return Object.fromEntries(Object.entries(given).filter(([, each]) => each !== undefined))
  })

function found(detector: PeakDetector, signal: readonly number[], lengths: readonly number[]): Peak[] {
  const peaks: Peak[] = []
  for (let at = 0, i = 0; at < signal.length; i++) {
    const end = at + lengths[i % lengths.length]
    peaks.push(...detector.process(signal.slice(at, end)))
    at = end
  }
  return [...peaks, ...detector.flush()]
}

/** Whether some peaks rise one above the other for 16 distances. */
function hasLongChain(signal: readonly number[], distance = 1): boolean {
  const { indices } = findPeaks(signal)
  let length = 0
  for (let i = 1; i < indices.length; i++) {
    const gap = indices[i] - indices[i - 1]
    length = gap < distance ? length + gap : 0
    if (length >= 15 * distance) return true
  }
  return false
}

// golden/peak-detector.json: computed by SciPy (scipy.signal.find_peaks); versions and seed are in the file.

describe('A peak detector', () => {
  test.each(golden.cases)('finds SciPy’s peaks of $name with $options', (item) => {
    const signal = golden.signals[item.name as keyof typeof golden.signals]
    for (const lengths of [[1], [7, 30], [signal.length]]) {
      const peaks = found(new PeakDetector(item.options as PeakDetectorOptions), signal, lengths)
      expect(peaks.map(({ index }) => index)).toEqual(item.indices)
      if (item.prominences !== undefined) {
        expect(peaks.map(({ prominence }) => prominence)).toEqual(item.prominences)
      }
    }
  })

  test(`finds the peaks that findPeaks finds in the whole signal, for any chunking (seed ${SEED})`, () => {
    let count = 0
    const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(signals, options, lengths, (signal, own, chunks) => {
        fc.pre(!hasLongChain(signal, own.distance))
        const detector = new PeakDetector(own)
        const expected = whole(signal, own)
        count += expected.length
        expect(found(detector, signal, chunks)).toEqual(expected)
        expect(found(detector, signal, [1])).toEqual(expected)
      }),
      { seed: SEED, numRuns: 500 },
    )
    expect(count).toBeGreaterThan(100)
  })

  test('finds those of a long signal of arbitrary numbers', () => {
    const signal = noise('float32', 50_000, 1).map((x, n) => x + 3 * Math.sin(n / 40))
    for (const own of [
      { distance: 100 },
      { prominence: 2, wlen: 301 },
      { height: 1, distance: 50, prominence: [0.5, 4], wlen: 100 },
    ] as const) {
      const detector = new PeakDetector(own)
      const peaks = [
        ...detector.process(signal.subarray(0, 33_333)),
        ...detector.process(signal.subarray(33_333)),
      ]
      expect([...peaks, ...detector.flush()]).toEqual(whole(signal, own))
    }
  })

  test('returns a peak as soon as it is certain, at most latency samples after it', () => {
    const moments = (own: PeakDetectorOptions, signal: readonly number[]): [number, number][] => {
      const detector = new PeakDetector(own)
      return signal.flatMap((sample, n) =>
        detector.process(sample).map(({ index }): [number, number] => [index, n - index]),
      )
    }
    expect(moments({}, [0, 2, 1, 0, 0])).toEqual([[1, 1]])
    expect(moments({ distance: 3 }, [0, 2, 1, 0, 0, 0])).toEqual([[1, 2]])
    expect(moments({ distance: 3 }, [0, 2, 1, 0, 3, 0, 0, 0])).toEqual([
      [1, 2],
      [4, 2],
    ])
    // A higher sample ends the search for a base.
    expect(moments({ wlen: 9 }, [0, 2, 1, 3, 0, 0, 0, 0, 0])).toEqual([
      [1, 2],
      [3, 4],
    ])
    const signal = [...noise('float64', 5000, 2)]
    for (const own of [{}, { distance: 7 }, { wlen: 20 }, { distance: 5, wlen: 30 }]) {
      const delays = moments(own, signal).map(([, delay]) => delay)
      const { latency } = new PeakDetector(own)
      expect(delays.filter((delay) => delay <= latency).length / delays.length).toBeGreaterThan(0.5)
      if (!('distance' in own)) expect(Math.max(...delays)).toBe(latency)
    }
  })

  test('decides a chain of rising peaks after 16 distances, with bounded memory', () => {
    const rising = Array.from({ length: 40_000 }, (_, n) => (n % 2 === 0 ? n : 0))
    const detector = new PeakDetector({ distance: 4 })
    let greatest = 0
    const peaks: Peak[] = []
    for (let at = 0; at < rising.length; at += 100) {
      peaks.push(...detector.process(rising.slice(at, at + 100)))
      greatest = Math.max(greatest, detector.snapshot().length)
    }
    peaks.push(...detector.flush())
    expect(peaks.length).toBeGreaterThan(500)
    expect(peaks.every(({ index }, i) => i === 0 || index - peaks[i - 1].index >= 4)).toBe(true)
    expect(greatest).toBeLessThan(3000)
    const flat = new PeakDetector({ prominence: 1, wlen: 1000 })
    flat.process([0, 1])
    for (let i = 0; i < 100; i++) flat.process(new Float64Array(1000).fill(1))
    expect(flat.snapshot().length).toBeLessThan(600)
    expect(flat.process(0)).toEqual([])
  })

  test.each([{}, { distance: 5 }, { prominence: 1, wlen: 7 }, { height: 1, distance: 9, wlen: 12 }] as const)(
    'resumes from a snapshot with %o',
    (own) => {
      const resuming = {
        create: () => new PeakDetector(own),
        restore: (bytes: Uint8Array) => PeakDetector.restore(own, bytes),
        chunks: Array.from({ length: 30 }, (_, i) =>
          noise('float64', 1 + (i % 5), i).map((x) => (x > 0.95 ? NaN : Math.round(3 * x))),
        ),
      }
      expectToResume(resuming)
      expectForgeriesToDoNoHarm(resuming)
    },
  )

  test('refuses what findPeaks refuses, and a prominence without a window', () => {
    expect(() => new PeakDetector({ prominence: 1 })).toThrow(
      new RangeError(
        'wlen must be given with prominence, got none: pass the number of samples around a peak to search for its bases',
      ),
    )
    expect(() => new PeakDetector({ distance: 0 })).toThrow('distance must be a number of at least 1, got 0')
    expect(() => new PeakDetector({ height: [2, 1] })).toThrow(RangeError)
    const bytes = new PeakDetector({ distance: 2 }).snapshot()
    expect(() => PeakDetector.restore({ distance: 3 }, bytes)).toThrow('distance must be 2')
  })
})
