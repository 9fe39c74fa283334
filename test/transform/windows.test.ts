import { windowOf, type WindowShape } from 'tapline'
import { describe, expect, test } from 'vitest'
import golden from '../golden/windows.json' with { type: 'json' }
import { expectSameBits } from '../support/closeness.js'

// golden/windows.json: computed by SciPy (scipy.signal.windows); versions and calls are in the file.

const NAMES = [
  'boxcar',
  'triang',
  'blackman',
  'hamming',
  'hann',
  'bartlett',
  'flattop',
  'parzen',
  'bohman',
  'blackmanharris',
  'nuttall',
  'barthann',
  'cosine',
  'exponential',
  'tukey',
  'taylor',
  'lanczos',
  'rectangular',
] as const
const EXAMPLES: readonly WindowShape[] = [
  ...NAMES,
  { name: 'kaiser', beta: 5 },
  { name: 'gaussian', std: 3 },
  { name: 'generalCosine', coefficients: [1, 0.5] },
  { name: 'generalGaussian', p: 2, sig: 4 },
  { name: 'generalHamming', alpha: 0.6 },
  { name: 'dpss', nw: 2 },
  { name: 'chebwin', attenuationDb: 80 },
]

describe('windowOf', () => {
  test('gives the windows of SciPy, to 1e-12', () => {
    for (const { window, length, symmetric, at, values } of golden.cases) {
      const actual = windowOf(window as WindowShape, length, { symmetric })
      expect(actual.length).toBe(length)
      at.forEach((n, i) => {
        const what = `${JSON.stringify(window)} of ${length}, [${n}], symmetric ${symmetric}`
        expect(Math.abs(actual[n] - values[i]), what).toBeLessThan(1e-12)
      })
    }
    expect(new Set(golden.cases.map(({ window }) => window.name)).size).toBe(26)
  })

  test('takes a name alone, or the name in an object', () => {
    for (const name of NAMES) expectSameBits(windowOf({ name }, 12), windowOf(name, 12))
    expectSameBits(windowOf('rectangular', 12), windowOf('boxcar', 12))
    expectSameBits(windowOf({ name: 'tukey', alpha: 0.5 }, 12), windowOf('tukey', 12))
  })

  test('has halves with the same bits, and periodic windows that lack the last sample of a symmetric one', () => {
    for (const window of EXAMPLES) {
      for (const length of [4, 5, 12, 101]) {
        if (typeof window === 'object' && window.name === 'dpss' && length < 5) continue
        const whole = windowOf(window, length, { symmetric: true })
        expectSameBits(whole.toReversed(), whole, JSON.stringify(window))
        if (typeof window === 'object' && window.name === 'dpss') continue
        expectSameBits(windowOf(window, length - 1), whole.subarray(0, -1), JSON.stringify(window))
      }
      expect(windowOf(window, 1)).toEqual(Float64Array.of(1))
      expect(windowOf(window, 1, { symmetric: true })).toEqual(Float64Array.of(1))
    }
  })

  test('of chebwin has level side lobes', () => {
    const window = windowOf({ name: 'chebwin', attenuationDb: 50 }, 31, { symmetric: true })
    const gain = (f: number): number =>
      Math.abs(window.reduce((sum, w, n) => sum + w * Math.cos(2 * Math.PI * f * (n - 15)), 0))
    const lobes = Array.from({ length: 2001 }, (_, i) => gain(0.1 + (0.4 * i) / 2000) / gain(0))
    expect(20 * Math.log10(Math.max(...lobes))).toBeCloseTo(-50, 3)
  })

  test('of kaiserBesselDerived satisfies the condition of Princen and Bradley', () => {
    const window = windowOf({ name: 'kaiserBesselDerived', beta: 12 }, 64, { symmetric: true })
    for (let n = 0; n < 32; n++) expect(window[n] ** 2 + window[n + 32] ** 2).toBeCloseTo(1, 14)
  })

  test('of dpss has more of its energy in its band than others', () => {
    const concentration = (window: Float64Array): number => {
      let inside = 0
      for (let a = 0; a < 40; a++) {
        for (let b = 0; b < 40; b++) {
          const lag = a - b
          const part = lag === 0 ? 2 * (2 / 40) : Math.sin((4 * Math.PI * lag) / 40) / (Math.PI * lag)
          inside += window[a] * window[b] * part
        }
      }
      return inside / window.reduce((sum, w) => sum + w * w, 0)
    }
    const best = concentration(windowOf({ name: 'dpss', nw: 2 }, 40, { symmetric: true }))
    expect(best).toBeGreaterThan(0.9999)
    for (const other of EXAMPLES) {
      if (typeof other === 'object' && other.name === 'dpss') continue
      expect(concentration(windowOf(other, 40, { symmetric: true }))).toBeLessThan(best)
    }
  })
})

describe('windowOf refuses', () => {
  const wrong = (value: unknown): never => value as never
  test.each<readonly [string, typeof TypeError | typeof RangeError, RegExp, () => unknown]>([
    [
      'an unknown name',
      RangeError,
      /^window must be one of 'rectangular', .*got "unknown"/,
      () => windowOf(wrong('unknown'), 8),
    ],
    [
      'a mistyped name',
      RangeError,
      /^window must be a known name, got "hunn": did you mean 'hann'\?$/,
      () => windowOf(wrong('hunn'), 8),
    ],
    [
      "NumPy's name of the Hann window",
      RangeError,
      /^window must be a known name, got "hanning": did you mean 'hann'\?$/,
      () => windowOf(wrong('hanning'), 8),
    ],
    [
      'a name of the prototype',
      RangeError,
      /^window must be one of/,
      () => windowOf(wrong('constructor'), 8),
    ],
    [
      'kaiser without β',
      RangeError,
      /^window must have its parameters, got "kaiser": pass { name: 'kaiser', beta: 8 }$/,
      () => windowOf(wrong('kaiser'), 8),
    ],
    [
      'a number',
      TypeError,
      /^window must be an object such as { name: 'kaiser', beta: 8 }, or the name/,
      () => windowOf(wrong(3), 8),
    ],
    ['null', TypeError, /^window must be/, () => windowOf(wrong(null), 8)],
    ['an array', TypeError, /^window must be/, () => windowOf(wrong([1, 2]), 8)],
    ['an object without a name', TypeError, /^window\.name must be/, () => windowOf(wrong({}), 8)],
    [
      'a parameter that is missing',
      TypeError,
      /^window\.beta must be a number from 0 to 700, got undefined/,
      () => windowOf(wrong({ name: 'kaiser' }), 8),
    ],
    [
      'a parameter of another window',
      TypeError,
      /^unknown option 'std'/,
      () => windowOf(wrong({ name: 'kaiser', beta: 1, std: 2 }), 8),
    ],
    [
      'a parameter out of range',
      RangeError,
      /^window\.alpha must be a number from 0 to 1, got 2/,
      () => windowOf({ name: 'tukey', alpha: 2 }, 8),
    ],
    [
      'a string for a number',
      TypeError,
      /^window\.std must be/,
      () => windowOf(wrong({ name: 'gaussian', std: '3' }), 8),
    ],
    [
      'no coefficients',
      RangeError,
      /^window\.coefficients must have at least one number/,
      () => windowOf({ name: 'generalCosine', coefficients: [] }, 8),
    ],
    [
      'coefficients that are NaN',
      RangeError,
      /^window\.coefficients\[0\] must be finite/,
      () => windowOf({ name: 'generalCosine', coefficients: [NaN] }, 8),
    ],
    [
      'a periodic kaiserBesselDerived',
      RangeError,
      /pass { symmetric: true }$/,
      () => windowOf({ name: 'kaiserBesselDerived', beta: 4 }, 8),
    ],
    [
      'an odd kaiserBesselDerived',
      RangeError,
      /^length must be even/,
      () => windowOf({ name: 'kaiserBesselDerived', beta: 4 }, 9, { symmetric: true }),
    ],
    [
      'a center of a symmetric window',
      RangeError,
      /^window\.center must be left out/,
      () => windowOf({ name: 'exponential', center: 2 }, 9, { symmetric: true }),
    ],
    [
      'a bandwidth beyond the length',
      RangeError,
      /^window\.nw must be less than half the length, 4, got 4/,
      () => windowOf({ name: 'dpss', nw: 4 }, 8),
    ],
    [
      'a chebwin that is too long',
      RangeError,
      /^length must be below 524288/,
      () => windowOf({ name: 'chebwin', attenuationDb: 60 }, 2 ** 19),
    ],
    [
      'a length beyond memory',
      RangeError,
      /^length must be a whole number from 1 to 268435456/,
      () => windowOf('hann', 2 ** 40),
    ],
    ['a length of 0', RangeError, /^length must be/, () => windowOf('hann', 0)],
    ['options that are none', TypeError, /^options must be/, () => windowOf('hann', 8, wrong(true))],
    [
      'an unknown option',
      TypeError,
      /^unknown option 'sym'.*symmetric/,
      () => windowOf('hann', 8, wrong({ sym: true })),
    ],
    [
      'symmetric that is a number',
      TypeError,
      /^symmetric must be true or false/,
      () => windowOf('hann', 8, wrong({ symmetric: 1 })),
    ],
  ])('%s', (_what, kind, message, run) => {
    expect(run).toThrow(kind)
    expect(run).toThrow(message)
  })
})
