import fc from 'fast-check'
import { istft, type Precision, stft, type SignalLike, windowCoverage, windowOf } from 'tapline'
import { describe, expect, test } from 'vitest'
import golden from '../golden/stft.json' with { type: 'json' }
import { EPSILON, expectClose, norm } from '../support/closeness.js'
import { noise, PRECISIONS, samplesOf } from '../support/signals.js'
import { SEED } from '../support/seed.js'

/** Frames by definition: all those on the grid m·hop − lead, m from 0 on, that contain a sample. */
function definition(signal: SignalLike, window: SignalLike, hop: number, fftSize: number): number[][] {
  const frames: number[][] = []
  for (let start = Math.min(hop - window.length, 0); start < signal.length; start += hop) {
    const frame = Array.from({ length: window.length }, (_, i) => window[i] * (at(signal, start + i) ?? 0))
    const bins = Array.from({ length: Math.floor(fftSize / 2) + 1 }, (_, k) => bin(frame, k, fftSize))
    frames.push(bins.flat())
  }
  return signal.length === 0 ? [] : frames
}

function at(signal: SignalLike, index: number): number | undefined {
  return index < 0 ? undefined : signal[index]
}

function bin(frame: readonly number[], k: number, fftSize: number): [number, number] {
  let [re, im] = [0, 0]
  for (const [i, value] of frame.entries()) {
    const angle = (2 * Math.PI * ((k * i) % fftSize)) / fftSize
    re += value * Math.cos(angle)
    im -= value * Math.sin(angle)
  }
  return [re, im]
}

/** c·ε·√log₂ F, with room for the transforms of sizes other than powers of two. */
function bound(precision: Precision, fftSize: number): number {
  const factor = precision === 'float32' ? 4 : 32
  return factor * EPSILON[precision] * Math.sqrt(Math.log2(Math.max(fftSize, 2)))
}

/** Windows of all kinds, and hops at most as long. */
const windowAndHop = fc.integer({ min: 1, max: 300 }).chain((length) =>
  fc.record({
    window: fc.oneof(
      fc
        .constantFrom('hann' as const, 'hamming' as const, 'rectangular' as const)
        .map((name) => windowOf(name, length)),
      fc.nat(1000).map((seed) => noise('float64', length, seed)),
    ),
    hop: fc.oneof(
      fc.integer({ min: 1, max: length }),
      fc.constant(Math.ceil(length / 2)),
      fc.constant(Math.ceil(length / 4)),
    ),
    padding: fc.oneof(fc.constant(0), fc.nat(100)),
  }),
)

// golden/stft.json: computed by SciPy (scipy.signal.ShortTimeFFT); versions, call and seed are in the file.

describe.each(PRECISIONS)('stft in %s', (precision) => {
  test.each(golden.cases)('gives SciPy’s frames with window $window', (item) => {
    const { length, hop, fftSize } = item
    const window = windowOf(item.window as 'hann', length)
    const signal = samplesOf(precision, item.signal)
    const frames = stft(signal, { window, hop, fftSize })
    expect(frames.length).toBe(item.frames.length)
    const error = bound(precision, fftSize) * norm(signal) * norm(window)
    frames.forEach((frame, m) => expectClose(frame, item.frames[m], error, `frame ${m}`))
  })

  test.each([
    [8, 2, 8, 20],
    [8, 3, 8, 20],
    [5, 5, 5, 11],
    [5, 9, 5, 30],
    [64, 16, 64, 200],
    [40, 13, 100, 7],
    [7, 1, 32, 1],
    [1, 1, 1, 4],
  ])(
    'of windows of %i samples with hop %i and FFT size %i gives the bins of the definition',
    (length, hop, fftSize, count) => {
      const signal = noise(precision, count, 1)
      const window = noise('float64', length, 2)
      const frames = stft(signal, { window, hop, fftSize })
      const expected = definition(signal, window, hop, fftSize)
      expect(frames.length).toBe(expected.length)
      frames.forEach((frame, m) => {
        expect(frame).toBeInstanceOf(precision === 'float32' ? Float32Array : Float64Array)
        expectClose(
          frame,
          expected[m],
          2 * bound(precision, fftSize) * Math.max(norm(expected[m]), 1e-3),
          `frame ${m}`,
        )
      })
    },
  )

  test(`is inverted by istft, from the first sample to the last (seed ${SEED})`, () => {
    fc.assert(
      fc.property(windowAndHop, fc.nat(1500), fc.nat(1000), ({ window, hop, padding }, count, seed) => {
        const coverage = windowCoverage(window, hop)
        fc.pre(coverage > 1e-3)
        const signal = noise(precision, count, seed)
        const options = { window, hop, fftSize: window.length + padding, precision }
        const again = istft(stft(signal, options), { ...options, length: count })
        const error = norm(again.map((value, n) => value - signal[n]))
        expect(again.length).toBe(count)
        // Where many frames overlap, their errors are alike, and do not average out.
        expect(error).toBeLessThanOrEqual(
          (bound(precision, options.fftSize) * norm(signal)) / Math.sqrt(Math.min(coverage, 1)),
        )
      }),
      { seed: SEED, numRuns: 100 },
    )
  })

  test('is inverted at each edge as well as in the middle', () => {
    for (const [name, length, hop] of [
      ['hann', 1024, 256],
      ['hann', 1024, 512],
      ['hamming', 1000, 250],
      ['rectangular', 512, 512],
    ] as const) {
      const options = { window: windowOf(name, length), hop }
      const signal = noise(precision, 5000, 3)
      const again = istft(stft(signal, options), { ...options, length: 5000 })
      const allowed = 2 * bound(precision, length)
      expectClose(again.subarray(0, 5), signal.subarray(0, 5), allowed, `${name}, the first samples`)
      expectClose(again.subarray(-5), signal.subarray(-5), allowed, `${name}, the last samples`)
      expectClose(again, signal, allowed, name)
    }
  })

  test('keeps a non-finite value within its frames', () => {
    const signal = noise(precision, 100, 4)
    signal[50] = NaN
    signal[51] = Infinity
    signal[80] = -Infinity
    for (const length of [4, 8, 12, 32, 36]) {
      const options = { window: windowOf('hamming', length), hop: length / 4 }
      const lead = length - options.hop
      const frames = stft(signal, options)
      frames.forEach((frame, m) => {
        const start = m * options.hop - lead
        const holdsIt = [50, 51, 80].some((n) => start <= n && n < start + length)
        // All or nothing, except the imaginary parts at the ends, which are 0 in any spectrum.
        const inner = frame.filter((_, i) => i !== 1 && (length % 2 === 1 || i !== length + 1))
        expect(inner.every(Number.isNaN), `frame ${m}`).toBe(holdsIt)
        expect(inner.some(Number.isNaN), `frame ${m}`).toBe(holdsIt)
      })
      const again = istft(frames, { ...options, length: 100 })
      again.forEach((value, n) => {
        const isNear = [50, 51, 80].some((at) => Math.abs(n - at) < length)
        if (!isNear) expect(Math.abs(value - signal[n])).toBeLessThan(1e-5)
      })
      expect(again[50]).toBeNaN()
    }
  })
})

test('The frames are those of SciPy: ShortTimeFFT(get_window("hann", 8), 2, 1, phase_shift=None).stft(arange(1, 6))', () => {
  const frames = stft([1, 2, 3, 4, 5], { window: windowOf('hann', 8), hop: 2 })
  const expected = [
    [0.792893218813453, 0, 0.207106781186548, 0.707106781186548, -0.5, 0.292893218813453],
    [4.79289321881345, 0, -1.79289321881345, 3.12132034355964, -0.5, -1.12132034355964],
    [11.1213203435596, 0, -6.62132034355964, 3.20710678118655, 0, -1.70710678118655],
    [10.2071067811865, 0, -7.20710678118655, -4.12132034355964, 3.5, 3.12132034355964],
    [3.08578643762691, 0, 0.414213562373095, -2.91421356237309, -2.5, -0.585786437626905],
    // SciPy leaves this one out: the only sample it holds meets the window's zero.
    [0, 0, 0, 0, 0, 0],
  ]
  expect(frames.length).toBe(6)
  frames.forEach((frame, m) => expectClose(frame.subarray(0, 6), expected[m], 1e-13, `frame ${m}`))
})

describe('istft', () => {
  const options = { window: windowOf('hann', 8), hop: 2 }

  test('returns all samples of the frames, unless a length is given', () => {
    const signal = noise('float64', 21, 1)
    const frames = stft(signal, options)
    const whole = istft(frames, options)
    expect(whole.length).toBe(22)
    expectClose(whole, [...signal, 0], 1e-15)
    expect(istft(frames, { ...options, length: 7 })).toEqual(whole.slice(0, 7))
    expect(istft(frames, { ...options, length: 0 })).toEqual(new Float64Array(0))
    expect(istft([], options)).toEqual(new Float64Array(0))
  })

  test('has the precision of the frames, unless one is given', () => {
    const frames = stft(noise('float32', 21, 1), options)
    expect(istft(frames, options)).toBeInstanceOf(Float32Array)
    expect(istft(frames, { ...options, precision: 'float64' })).toBeInstanceOf(Float64Array)
    expect(
      istft(
        frames.map((frame) => [...frame]),
        options,
      ),
    ).toBeInstanceOf(Float64Array)
  })

  test('returns the signal with the nearest frames, if no signal has these', () => {
    const frames = stft(noise('float64', 40, 1), options).map((frame, m) =>
      frame.map((value, k) => value * ((m + k) % 3)),
    )
    const nearest = istft(frames, options)
    const distance = (signal: SignalLike): number =>
      // In time, so that bins which stand for two do not count for one.
      stft(signal, options)
        .map((frame, m) =>
          norm(frame.map((value, k) => (value - frames[m][k]) * (k < 2 || k > 7 ? 1 : Math.SQRT2))),
        )
        .reduce((sum, part) => sum + part ** 2, 0)
    const least = distance(nearest)
    for (let n = 0; n < nearest.length; n++) {
      for (const step of [-1e-3, 1e-3]) {
        const other = nearest.slice()
        other[n] += step
        expect(distance(other)).toBeGreaterThan(least)
      }
    }
  })

  test('accepts an uneven window as far as the precision allows', () => {
    // A sample in two weighs 2⁻²⁵ beside the other.
    const uneven = { window: [1, 2 ** -12.5], hop: 2 } as const
    expect(windowCoverage(uneven.window, 2)).toBeCloseTo(2 ** -25, 20)
    const signal = noise('float64', 40, 1)
    const frames = stft(signal, uneven)
    expectClose(istft(frames, uneven), signal, 2 ** -52 * 2 ** 13)
    expect(() => istft(frames, { ...uneven, precision: 'float32' })).toThrow('windowCoverage')
    const even = { window: [1, 2 ** -11.4], hop: 2, precision: 'float32' } as const
    expectClose(istft(stft(signal, even), even), signal, 2 ** -24 * 2 ** 12.4)
    const lost = { window: [1, 2 ** -26.5], hop: 2 } as const
    expect(() => istft(stft(signal, lost), lost)).toThrow('windowCoverage')
  })

  test('treats windows of large or small numbers like others', () => {
    const signal = noise('float64', 50, 1)
    for (const scale of [1e-200, 1e-100, 1e100, 1e200]) {
      const scaled = { window: options.window.map((value) => value * scale), hop: 2 }
      expectClose(istft(stft(signal, scaled), { ...scaled, length: 50 }), signal, 1e-14, `scale ${scale}`)
    }
  })
})

test('Windows are periodic', () => {
  expectClose(
    windowOf('hann', 8),
    [0, 0.1464466094067262, 0.5, 0.8535533905932737, 1, 0.8535533905932737, 0.5, 0.1464466094067262],
    2e-16,
  )
  expectClose(windowOf('hamming', 3), [0.08, 0.77, 0.77], 2e-16)
  expect([...windowOf('rectangular', 2)]).toEqual([1, 1])
  for (const name of ['hann', 'hamming', 'rectangular'] as const) {
    expect([...windowOf(name, 1)]).toEqual([1])
    const window = windowOf(name, 1000)
    for (let n = 1; n < 1000; n++) expect(window[n]).toBe(window[1000 - n])
  }
})

test('A coverage is 1 if all samples weigh the same, and 0 if one is lost', () => {
  expect(windowCoverage(windowOf('hann', 64), 16)).toBeCloseTo(1, 14)
  expect(windowCoverage(windowOf('hann', 64), 32)).toBeCloseTo(0.5, 14)
  expect(windowCoverage(windowOf('hann', 64), 64)).toBe(0)
  expect(windowCoverage(windowOf('rectangular', 64), 64)).toBe(1)
  expect(windowCoverage(windowOf('rectangular', 64), 65)).toBe(0)
  expect(windowCoverage([1, 2, 1], 2)).toBe(0.5)
  expect(windowCoverage([0, 0], 1)).toBe(0)
  for (const scale of [5e-324, 1e-200, 1e200, Number.MAX_VALUE / 2]) {
    expect(windowCoverage([scale, scale], 1)).toBe(1)
    expect(windowCoverage([scale, 2 * scale, scale], 2)).toBe(0.5)
  }
  expect(windowCoverage([1], 2 ** 52)).toBe(0)
})

describe('There is an error for', () => {
  const window = windowOf('hann', 8)
  const frames = stft([1, 2, 3], { window, hop: 2 })
  const arrays = 'must be a Float32Array, a Float64Array or an array of numbers, got'
  const lost = (needed: string, hop: number): string =>
    `window and hop must have a windowCoverage of at least ${needed}, got 0 (8 samples, hop ${hop}): ` +
    'use a shorter hop, or a window without zeros'
  const wrong = (value: unknown): never => value as never

  test.each<readonly [string, typeof TypeError | typeof RangeError, string, () => unknown]>([
    ['a signal', TypeError, `signal ${arrays} 3: pass [3]`, () => stft(wrong(3), { window, hop: 1 })],
    [
      'a window',
      TypeError,
      'window must be an array of numbers, got "hann": pass windowOf(\'hann\', length)',
      () => stft([], { window: wrong('hann'), hop: 1 }),
    ],
    [
      'no window',
      TypeError,
      "window must be an array of numbers, got undefined: pass windowOf('hann', length)",
      () => windowCoverage(wrong(undefined), 1),
    ],
    [
      'an empty window',
      RangeError,
      'window must have at least one sample, got none',
      () => stft([], { window: [], hop: 1 }),
    ],
    [
      'a window with a hole',
      RangeError,
      'window[1] must be finite, got NaN: replace or remove it',
      () => stft([], { window: [1, NaN], hop: 1 }),
    ],
    [
      'a hop',
      RangeError,
      'hop must be a whole number of at least 1, got 0',
      () => stft([], { window, hop: 0 }),
    ],
    [
      'a hop in istft',
      RangeError,
      'hop must be a whole number of at least 1, got 1.5',
      () => istft([], { window, hop: 1.5 }),
    ],
    [
      'no hop',
      TypeError,
      'hop must be a whole number of at least 1, got undefined',
      () => windowCoverage(window, wrong(undefined)),
    ],
    [
      'an FFT size below the window',
      RangeError,
      "fftSize must be at least the window's length, 8, got 7: use a shorter window or a larger size",
      () => stft([], { window, hop: 1, fftSize: 7 }),
    ],
    [
      'an FFT size that is too large',
      RangeError,
      'fftSize must be a whole number from 1 to 1048576, got 1048577',
      () => stft([], { window, hop: 1, fftSize: 2 ** 20 + 1 }),
    ],
    [
      'a precision',
      RangeError,
      "precision must be 'float32' or 'float64', got \"half\"",
      () => stft([], { window, hop: 1, precision: wrong('half') }),
    ],
    [
      'a hop that is longer than the window',
      RangeError,
      lost('2.220446049250313e-16 in float64', 9),
      () => istft(frames, { window, hop: 9 }),
    ],
    [
      'a zero that no other frame covers',
      RangeError,
      lost('1.1920928955078125e-7 in float32', 8),
      () => istft(frames, { window, hop: 8, precision: 'float32' }),
    ],
    [
      'no array of frames',
      TypeError,
      'frames must be an array of spectra, as stft returns it, got a Float64Array',
      () => istft(wrong(frames[0]), { window, hop: 2 }),
    ],
    [
      'an invalid frame',
      TypeError,
      `frames[1] ${arrays} undefined`,
      () => istft([frames[0], wrong(undefined)], { window, hop: 2 }),
    ],
    [
      'frames of another FFT size',
      RangeError,
      'frames[0] must have 18 numbers for fftSize 16, got 10: use the fftSize that stft had',
      () => istft(frames, { window, hop: 2, fftSize: 16 }),
    ],
    [
      'a part of the frames',
      RangeError,
      'frames must have at least 4 spectra, as the shortest signal has with this window and hop, got 3',
      () => istft(frames.slice(0, 3), { window, hop: 2 }),
    ],
    [
      'a length beyond the frames',
      RangeError,
      'length must be a whole number from 0 to 4, got 5',
      () => istft(frames, { window, hop: 2, length: 5 }),
    ],
    [
      'a length',
      RangeError,
      'length must be a whole number from 0 to 4, got -1',
      () => istft(frames, { window, hop: 2, length: -1 }),
    ],
  ])('%s', (_name, kind, message, run) => {
    expect(run).toThrow(kind)
    expect(run).toThrow(new RegExp(`^${message.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`))
  })

  test('nothing if stft skips samples: it works with any hop', () => {
    expect(stft(noise('float64', 100, 1), { window, hop: 30 }).length).toBe(4)
  })
})
