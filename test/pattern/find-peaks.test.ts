import { findPeaks, type FindPeaksOptions, type PeakBasics, type PeakLimit } from 'tapline'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { prominencesAt } from '../../src/pattern/peaks/prominences-at.js'
import golden from '../golden/find-peaks.json' with { type: 'json' }
import properties from '../golden/find-peaks-properties.json' with { type: 'json' }
import { countReads } from '../support/count-reads.js'
import { noise, PRECISIONS, samplesOf } from '../support/signals.js'

// golden/find-peaks.json and find-peaks-properties.json: computed by SciPy (scipy.signal.find_peaks); versions and seed are in
// the files.

/** What findPeaks returns, as plain arrays. */
function plain(peaks: object): Record<string, number[]> {
  return Object.fromEntries(
    Object.entries(peaks).map(([name, values]) => [name, Array.from(values as ArrayLike<number>)]),
  )
}

describe('findPeaks', () => {
  test.each(golden.cases.map((item, i) => ({ ...item, i })))(
    'gives SciPy’s peaks, case $i: $options',
    ({ signal, options, indices, ...expected }) => {
      const peaks = plain(findPeaks(signal, options as FindPeaksOptions))
      expect(peaks['indices']).toEqual(indices)
      for (const name of ['heights', 'prominences', 'widths'] as const) {
        if (expected[name] !== undefined) expect(peaks[name]).toEqual(expected[name])
      }
    },
  )

  test.each(properties.cases)('gives SciPy’s properties of $name with $options', (item) => {
    const signal = properties.signals[item.name as keyof typeof properties.signals].map((x) => x ?? NaN)
    const { heights, ...peaks } = plain(findPeaks(signal, item.options as FindPeaksOptions))
    expect(heights).toEqual(item.indices.map((index) => signal[index]))
    const { heights: _, ...expected } = item.properties as Record<string, number[]>
    expect(peaks).toEqual({ indices: item.indices, ...expected })
  })

  test('finds no peak at the ends, on a slope, on a flat run or beside NaN', () => {
    for (const signal of [[], [1], [1, 2], [3, 1, 2], [1, 2, 3], [1, 1, 1], [0, 1, 1], [0, 1, NaN, 1, 0]]) {
      expect([...findPeaks(signal).indices]).toEqual([])
    }
    expect([...findPeaks([0, 1, 1, 1, 1, 0, 2, 2, 0]).indices]).toEqual([2, 6])
    expect([...findPeaks([0, Infinity, 0], { prominence: 1 }).prominences]).toEqual([Infinity])
  })

  test('keeps the later one of equal peaks that are too close to each other', () => {
    expect([...findPeaks([0, 1, 0, 1, 0, 1, 0], { distance: 3 }).indices]).toEqual([1, 5])
    expect([...findPeaks([0, 1, 0, 1, 0], { distance: 3 }).indices]).toEqual([3])
    const many = Array.from({ length: 201 }, (_, i) => i % 2)
    expect([...findPeaks(many, { distance: 101 }).indices]).toEqual([97, 199])
  })

  test.each(PRECISIONS)('measures prominences like a walk from every peak, in %s', (precision) => {
    for (const slope of [0, 0.02, -0.02]) {
      const signal = noise(precision, 3000, 11).map((x, i) => Math.round(4 * x) / 4 + slope * i)
      const { indices, prominences, leftBases, rightBases } = findPeaks(signal, { prominence: 0 })
      for (const [i, peak] of indices.entries()) {
        const bases = [walk(signal, peak, -1), walk(signal, peak, 1)]
        expect([leftBases[i], rightBases[i]]).toEqual(bases)
        expect(prominences[i]).toBe(signal[peak] - Math.max(signal[bases[0]], signal[bases[1]]))
      }
    }
  })

  test('reads each sample only a few times, also on a slope', () => {
    const x = noise('float64', 20_000, 1)
    const slope = x.map((value, i) => value + i / 10)
    for (const signal of [x, slope, slope.toReversed()]) {
      const { indices } = findPeaks(signal)
      expect(indices.length).toBeGreaterThan(5000)
      const counter = countReads(signal)
      prominencesAt(counter.counted, indices)
      // A walk from every peak reads some thousand times more on the slope.
      expect(counter.reads / signal.length).toBeLessThan(20)
    }
  })

  test('returns the requested properties, with the right types', () => {
    const signal = samplesOf('float32', [0, 1, 0])
    const bare = findPeaks(signal)
    expect(Object.keys(bare)).toEqual(['indices', 'heights'])
    expectTypeOf(bare).toEqualTypeOf<PeakBasics>()
    const wide = findPeaks(signal, { width: 0, plateauSize: [1, 2] })
    expect(Object.keys(wide).sort()).toEqual([
      ...['heights', 'indices', 'leftBases', 'leftEdges', 'leftIps', 'plateauSizes', 'prominences'],
      ...['rightBases', 'rightEdges', 'rightIps', 'widthHeights', 'widths'],
    ])
    expectTypeOf(wide.leftIps).toEqualTypeOf<Float64Array>()
    expectTypeOf(wide.plateauSizes).toEqualTypeOf<Int32Array>()
    expectTypeOf(findPeaks(signal, { height: 1 })).not.toHaveProperty('prominences')
    const options: FindPeaksOptions = {}
    expectTypeOf(findPeaks(signal, options).widths).toEqualTypeOf<Float64Array | undefined>()
    expect(bare.heights).toBeInstanceOf(Float64Array)
  })

  test('treats −Infinity and Infinity as no limit, also for a property that is NaN', () => {
    // An infinite neighbour makes a width NaN, or a threshold.
    expect([...findPeaks([-Infinity, 1, 0], { width: -Infinity }).indices]).toEqual([1])
    expect([...findPeaks([-Infinity, 1, 0], { width: [-Infinity, Infinity] }).widths]).toEqual([NaN])
    expect([...findPeaks([-Infinity, 1, 0], { width: 0 }).indices]).toEqual([])
    expect([...findPeaks([-Infinity, 1, 0], { width: [-Infinity, 5] }).indices]).toEqual([])
    const plateau = [0, Infinity, Infinity, 0]
    expect([...findPeaks(plateau, { threshold: -Infinity }).rightThresholds]).toEqual([NaN])
    expect([...findPeaks(plateau, { threshold: 0 }).indices]).toEqual([])
    for (const name of ['height', 'threshold', 'prominence', 'width', 'plateauSize'] as const) {
      const signal = noise('float64', 100, 1)
      expect(findPeaks(signal, { [name]: -Infinity }).indices).toEqual(findPeaks(signal).indices)
    }
  })

  test('refuses invalid arguments', () => {
    const wrong = (options: object) => () => findPeaks([0, 1, 0], options)
    expect(() => findPeaks('010' as unknown as number[])).toThrow(TypeError)
    for (const name of ['height', 'threshold', 'prominence', 'width', 'plateauSize']) {
      for (const limit of [NaN, [2, 1], [NaN, 1], [0, NaN]])
        expect(wrong({ [name]: limit })).toThrow(RangeError)
      for (const limit of ['1', [1], [1, 2, 3], null, [0, '1']]) {
        expect(wrong({ [name]: limit as unknown as PeakLimit })).toThrow(TypeError)
      }
    }
    expect(wrong({ height: [2, 1] })).toThrow(
      'height must be the least value, or [least, greatest] with least ≤ greatest, got [2, 1]',
    )
    for (const distance of [0, 0.9, NaN]) expect(wrong({ distance })).toThrow(RangeError)
    for (const wlen of [1, 2.5, NaN]) expect(wrong({ wlen })).toThrow(RangeError)
    for (const relHeight of [-0.1, NaN]) expect(wrong({ relHeight })).toThrow(RangeError)
  })
})

/** The lowest sample, the nearest of equal ones, on the way from a peak to the next higher sample. */
function walk(signal: ArrayLike<number>, peak: number, step: 1 | -1): number {
  let base = peak
  for (let i = peak; signal[i] <= signal[peak]; i += step) if (signal[i] < signal[base]) base = i
  return base
}
