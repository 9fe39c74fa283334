import fc from 'fast-check'
import type { Precision } from 'tapline'
import { matchTemplate2d, type Measure2d, type Plane } from 'tapline/image'
import { describe, expect, expectTypeOf, test } from 'vitest'
import golden from '../golden/match-template-2d.json' with { type: 'json' }
import { naiveMatch, naiveMatchAt } from '../naive/template-2d.js'
import { EPSILON, expectClose, norm } from '../support/closeness.js'
import { watchHeap } from '../support/heap-watch.js'
import { SEED } from '../support/seed.js'
import { generate, noise, PRECISIONS, samplesOf } from '../support/signals.js'

// golden/match-template-2d.json: computed by OpenCV's cv2.matchTemplate; version and seed are in the file.

const MEASURES = ['zncc', 'ncc', 'covariance', 'correlation', 'ssd', 'nssd'] as const

/**
 * The allowed error of a score, and that of a measure that is not a score, relative to the greatest one. Both are far below the
 * bounds in the docstring, which hold for the worst case.
 */
const ERROR: Record<Precision, number> = { float32: 4e-6, float64: 1e-9 }

type Numbers = Plane<Float32Array | Float64Array>

function plane(
  precision: Precision,
  width: number,
  height: number,
  value: (x: number, y: number, i: number) => number,
): Numbers {
  const data = generate(precision, width * height, (i) => value(i % width, Math.floor(i / width), i))
  return { data, width, height }
}

function noisePlane(precision: Precision, width: number, height: number, seed: number): Numbers {
  return { data: noise(precision, width * height, seed), width, height }
}

/** A part of an image. */
function piece(image: Numbers, x: number, y: number, width: number, height: number): Numbers {
  const at = (i: number, j: number): number => image.data[(y + j) * image.width + x + i]
  return plane('float64', width, height, at)
}

/** Expects the scores of the definition, for every `step`-th window. */
function expectNaive(
  image: Plane,
  template: Plane,
  measure: Measure2d,
  precision: Precision,
  mask?: Plane,
  step = 1,
): void {
  const scores = matchTemplate2d(image, template, mask === undefined ? { measure } : { measure, mask })
  const [actual, expected]: [number[], number[]] = [[], []]
  for (let at = 0; at < scores.data.length; at += step) {
    const [x, y] = [at % scores.width, Math.floor(at / scores.width)]
    actual.push(scores.data[at])
    expected.push(naiveMatchAt(image, template, x, y, measure, mask))
  }
  const unit = measure === 'zncc' || measure === 'ncc' ? 1 : greatest(expected)
  expectClose(actual, expected, ERROR[precision] * unit, measure)
}

/**
 * Expects the scores of the definition where they are computed by transforms in float32, in an image of N pixels that is one
 * tile. A sum of products with a template of M pixels and norm 1 gets a part 1/√L of the error of a transform of L = 2N numbers,
 * ε·log₂L times the image's norm, times the greatest number of the template's transform, at most √M. Divided by the
 * window's norm, this is ε·log₂L times the RMS of the image over that of the window, both less their means: a window that is
 * nearly flat is ill-conditioned. (The worst of 2500 images is at 0.57 of that.)
 */
function expectNaiveSingle(image: Numbers, template: Numbers): void {
  const scores = matchTemplate2d(image, template)
  const expected = naiveMatch(image, template, 'zncc')
  const unit = EPSILON.float32 * Math.log2(2 * image.data.length)
  const ofImage = deviation(image.data)
  const bounds = expected.map((_, at) => {
    const [x, y] = [at % scores.width, Math.floor(at / scores.width)]
    const ofWindow = deviation(piece(image, x, y, template.width, template.height).data)
    return unit * Math.max(ofImage / ofWindow, 1)
  })
  const parts = (values: ArrayLike<number>): number[] => bounds.map((bound, at) => values[at] / bound)
  expectClose(parts(scores.data), parts(expected), 1, 'zncc, in parts of its bound')
  expectClose(scores.data, expected, 1e-4, 'zncc, whatever the window')
}

/** The RMS of values less their mean. */
function deviation(values: ArrayLike<number>): number {
  const mean = Array.from(values).reduce((sum, value) => sum + value, 0) / values.length
  return norm(Array.from(values, (value) => value - mean)) / Math.sqrt(values.length)
}

function greatest(values: readonly number[]): number {
  return values.reduce((most, value) => (Math.abs(value) > most ? Math.abs(value) : most), 0)
}

describe('OpenCV’s scores', () => {
  test.each(golden.cases.map((item) => [item.name, item] as const))('equal ours for %s', (_, item) => {
    const { image, template, dtype } = item
    const data = dtype === 'uint8' ? Uint8Array.from(image.data) : Float32Array.from(image.data)
    // OpenCV sums in float32, and subtracts sums that an offset makes large.
    const error = item.name.includes('offset') ? 3e-4 : 1e-6
    for (const measure of MEASURES) {
      const options = 'mask' in item ? { measure, mask: item.mask } : { measure }
      const scores = matchTemplate2d({ ...image, data }, template, options)
      // With a mask, it does not clip at 1.
      const expected = item.scores[measure].map((score) => (measure === 'nssd' ? Math.min(score, 1) : score))
      expectClose(scores.data, expected, error * Math.max(greatest(expected), 1), measure)
    }
  })
})

/** Larger than a tile, and so that tiles at the edges overlap with others. */
const [WIDTH, HEIGHT] = [661, 303]

const HARD: Record<string, (x: number, y: number, ground: number) => number> = {
  noise: (_x, _y, ground) => ground,
  'an offset of 1000': (_x, _y, ground) => 1000 + ground,
  'an offset of 1e6': (_x, _y, ground) => 1e6 + 100 * ground,
  'a steep gradient': (x, y, ground) => 20 * x - 30 * y + ground,
  'flat areas': (x, y, ground) => (((x >> 6) + (y >> 6)) % 2 === 0 ? 5.1 + (x >> 6) : ground),
  'one pixel of 1e8': (x, y, ground) => (x === 300 && y === 150 ? 1e8 : ground),
  'an area that is 1e5 times quieter': (x, _y, ground) => (x < 200 ? 1e-5 * ground : ground),
  'pixels that are not finite': (x, y, ground) =>
    x === 400 && y === 70 ? NaN : y === 302 && x > 640 ? Infinity : x === 0 && y === 0 ? -Infinity : ground,
}

describe.each(PRECISIONS)('Scores in %s', (precision) => {
  const ground = noise('float64', WIDTH * HEIGHT, 1)

  test.each(Object.keys(HARD))('of %s equal the definition', (name) => {
    const image = plane(precision, WIDTH, HEIGHT, (x, y, i) => HARD[name](x, y, ground[i]))
    const template = noisePlane('float64', 12, 9, 2)
    // A prime, so that windows of all columns, and at the edges of all tiles, are checked.
    expectNaive(image, template, 'zncc', precision, undefined, 127)
    expectNaive(image, piece(image, 30, 200, 7, 5), 'ssd', precision, undefined, 251)
    const { data } = matchTemplate2d(image, template)
    expect(data.every((score) => !(Math.abs(score) > 1))).toBe(true)
    const { width } = matchTemplate2d(image, template)
    const isNumber = Array.from({ length: 14 }, (_, i) => Number.isFinite(data[62 * width + 388 + i]))
    const hasGap = name === 'pixels that are not finite'
    expect(isNumber).toEqual(Array.from({ length: 14 }, (_, i) => !hasGap || i === 0 || i === 13))
  })

  test('under a mask equal the definition', () => {
    const mask = plane('float64', 12, 9, (x, y) => (x + y < 5 ? 0 : x % 3 === 0 ? 0.25 : 1))
    for (const name of ['an offset of 1e6', 'flat areas', 'one pixel of 1e8', 'pixels that are not finite']) {
      const image = plane(precision, 150, 90, (x, y, i) => HARD[name](x * 3, y * 3, ground[i]))
      const template = piece(noisePlane('float64', 20, 20, 3), 2, 3, 12, 9)
      for (const measure of MEASURES) expectNaive(image, template, measure, precision, mask, 53)
    }
  })

  test('of windows that equal the template are 1 and 0, for any offset and scale', () => {
    for (const [offset, scale] of [
      [0, 1],
      [1e6, 100],
      [-3, 1e-3],
    ]) {
      const image = plane(precision, 90, 70, (_x, _y, i) => offset + scale * ground[i])
      const template = piece(image, 60, 50, 20, 14)
      const place = 50 * (90 - 20 + 1) + 60
      expect(matchTemplate2d(image, template).data[place]).toBeCloseTo(1, 6)
      for (const measure of ['ssd', 'nssd'] as const) {
        expect(matchTemplate2d(image, template, { measure }).data[place]).toBe(0)
      }
    }
  })

  test('do not change with an offset and a positive scale of image or template', () => {
    const number = fc.double({ min: -100, max: 100, noNaN: true })
    const scale = fc.double({ min: 0.01, max: 100, noNaN: true })
    const property = fc.property(number, scale, number, scale, (a, b, c, d) => {
      const image = noisePlane('float64', 40, 30, 5)
      const template = noisePlane('float64', 6, 7, 6)
      const expected = matchTemplate2d(image, template).data
      const changed = {
        ...image,
        data: samplesOf(
          precision,
          image.data.map((x) => a + b * x),
        ),
      }
      const other = { ...template, data: template.data.map((x) => c + d * x) }
      // An offset this much larger than the rest costs digits of the pixels themselves.
      const error = ERROR[precision] * (1 + Math.abs(a) / b)
      expectClose(matchTemplate2d(changed, other).data, expected, error)
    })
    fc.assert(property, { seed: SEED, numRuns: 30 })
  })
})

describe('matchTemplate2d', () => {
  test(`equals the definition for any sizes (seed ${SEED})`, () => {
    const property = fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 0, max: 20 }),
      fc.integer({ min: 0, max: 15 }),
      fc.constantFrom(...MEASURES),
      fc.constantFrom(...PRECISIONS),
      fc.boolean(),
      fc.integer(),
      (width, height, moreColumns, moreRows, measure, precision, isMasked, seed) => {
        const image = noisePlane(precision, width + moreColumns, height + moreRows, seed)
        const template = noisePlane('float64', width, height, seed + 1)
        const mask = plane('float64', width, height, (_x, _y, i) =>
          Math.max(template.data[(i * 7) % template.data.length], 0),
        )
        mask.data[0] = 1
        const weights = mask.data.filter((m) => m > 0).length
        fc.pre(measure !== 'zncc' || (isMasked ? weights : width * height) > 1)
        if (measure === 'zncc' && precision === 'float32' && !isMasked) expectNaiveSingle(image, template)
        else expectNaive(image, template, measure, precision, isMasked ? mask : undefined)
      },
    )
    fc.assert(property, { seed: SEED, numRuns: 100 })
  })

  test('takes bytes and plain arrays', () => {
    const bytes = Uint8ClampedArray.from({ length: 600 }, (_, i) => (i * 7919) % 256)
    const template = { data: bytes.slice(95, 100), width: 5, height: 1 }
    const expected = naiveMatch({ data: bytes, width: 30, height: 20 }, template, 'zncc')
    const fromBytes = matchTemplate2d({ data: bytes, width: 30, height: 20 }, template)
    expectTypeOf(fromBytes).toEqualTypeOf<Plane<Float32Array>>()
    expectClose(fromBytes.data, expected, ERROR.float32)
    expectClose(
      matchTemplate2d({ data: [...bytes], width: 30, height: 20 }, template).data,
      expected,
      ERROR.float64,
    )
  })

  test('gives one score for a template of the image’s size, and rows or columns of scores', () => {
    const image = noisePlane('float64', 9, 8, 1)
    expect(matchTemplate2d(image, image)).toMatchObject({ width: 1, height: 1 })
    expect(matchTemplate2d(image, image).data[0]).toBeCloseTo(1, 14)
    expect(matchTemplate2d(image, piece(image, 0, 0, 9, 2))).toMatchObject({ width: 1, height: 7 })
    expect(matchTemplate2d(image, piece(image, 0, 0, 1, 8))).toMatchObject({ width: 9, height: 1 })
  })

  test('gives exactly 0 for flat windows, and 1 where a normalized difference would divide by 0', () => {
    const template = { data: [1, 2, 3, 5], width: 2, height: 2 }
    for (const value of [0, 0.1, 1e6, 255]) {
      for (const precision of PRECISIONS) {
        const flat = plane(precision, 30, 20, () => value)
        expect(matchTemplate2d(flat, template).data.every((score) => Object.is(score, 0))).toBe(true)
        const mask = { data: [1, 0.5, 0.1, 0.7], width: 2, height: 2 }
        expect(matchTemplate2d(flat, template, { mask }).data.every((score) => score === 0)).toBe(true)
      }
    }
    const zero = plane('float64', 5, 5, () => 0)
    expect(matchTemplate2d(zero, template, { measure: 'ncc' }).data.every((score) => score === 0)).toBe(true)
    expect(matchTemplate2d(zero, template, { measure: 'nssd' }).data.every((score) => score === 1)).toBe(true)
  })

  test('takes numbers of any magnitude whose squares do not overflow', () => {
    const image = noisePlane('float64', 40, 30, 1)
    const template = piece(image, 3, 4, 8, 8)
    const expected = matchTemplate2d(image, template).data
    for (const scale of [1e-120, 1e120]) {
      const scaled = { ...image, data: image.data.map((x) => x * scale) }
      expectClose(matchTemplate2d(scaled, template).data, expected, ERROR.float64)
    }
    image.data[0] = 1e150
    const { data } = matchTemplate2d(image, template)
    expect(data[0]).toBeNaN()
    expectClose(data.subarray(1), expected.subarray(1), ERROR.float64)
  })

  test('frees its memory, also when it throws', () => {
    const image = noisePlane('float32', 50, 40, 1)
    const template = piece(image, 3, 4, 8, 8)
    // Twiddles are kept.
    for (const measure of ['zncc', 'ssd'] as const) matchTemplate2d(image, template, { measure })
    const heap = watchHeap()
    matchTemplate2d(image, template)
    matchTemplate2d(image, template, { measure: 'ssd' })
    matchTemplate2d(image, template, { mask: plane('float64', 8, 8, (x) => x % 2) })
    expect(() => matchTemplate2d(image, piece(image, 0, 0, 8, 41))).toThrow(RangeError)
    expect(heap.blocks).toBe(0)
  })
})

describe('matchTemplate2d refuses', () => {
  const image = noisePlane('float32', 6, 5, 1)
  const template = { data: [1, 2, 3, 4], width: 2, height: 2 }
  const wrong = (value: unknown): never => value as never
  const rows: readonly (readonly [string, typeof TypeError | typeof RangeError, string, () => unknown])[] = [
    [
      'null as the image',
      TypeError,
      'image must be an object { data, width, height } of numbers, row by row, got null',
      () => matchTemplate2d(wrong(null), template),
    ],
    [
      'a number as the template',
      TypeError,
      'template must be an object { data, width, height } of numbers, row by row, got 3',
      () => matchTemplate2d(image, wrong(3)),
    ],
    [
      'a size that does not match',
      RangeError,
      'image.data must have 6 x 6 = 36 numbers, got 30',
      () => matchTemplate2d({ ...image, height: 6 }, template),
    ],
    [
      'a larger template',
      RangeError,
      'template must fit into the image of 6 x 5 pixels, got 7 x 2',
      () => matchTemplate2d(image, noisePlane('float64', 7, 2, 1)),
    ],
    [
      'a flat template',
      RangeError,
      "template must have pixels that differ (where the mask is not 0) for the measure 'zncc', got a flat one: choose the measure 'ssd'",
      () => matchTemplate2d(image, { ...template, data: [0.1, 0.1, 0.1, 0.1] }),
    ],
    [
      'a template of one pixel',
      RangeError,
      "template must have pixels that differ (where the mask is not 0) for the measure 'zncc', got a flat one: choose the measure 'ssd'",
      () => matchTemplate2d(image, { data: [3], width: 1, height: 1 }),
    ],
    [
      'a template that is flat under its mask',
      RangeError,
      "template must have pixels that differ (where the mask is not 0) for the measure 'zncc', got a flat one: choose the measure 'ssd'",
      () => matchTemplate2d(image, template, { mask: { ...template, data: [0, 0, 2, 0] } }),
    ],
    [
      'a template of zeros',
      RangeError,
      "template must not be zero everywhere for the measure 'ncc', got zeros: choose the measure 'ssd'",
      () => matchTemplate2d(image, { ...template, data: [0, 0, 0, 0] }, { measure: 'ncc' }),
    ],
    [
      'a template with gaps',
      RangeError,
      'template.data[1] must be finite, got NaN',
      () => matchTemplate2d(image, { ...template, data: [1, NaN, 2, 3] }),
    ],
    [
      'an unknown measure',
      RangeError,
      `measure must be 'zncc', 'ncc', 'covariance', 'correlation', 'ssd' or 'nssd', got "sad"`,
      () => matchTemplate2d(image, template, { measure: wrong('sad') }),
    ],
    [
      'a mask of another size',
      RangeError,
      'mask must be 2 x 2, like template, got 4 x 1',
      () => matchTemplate2d(image, template, { mask: { data: [1, 1, 1, 1], width: 4, height: 1 } }),
    ],
    [
      'a negative weight',
      RangeError,
      'mask.data[2] must be a finite weight of at least 0, got -1',
      () => matchTemplate2d(image, template, { mask: { ...template, data: [1, 1, -1, 1] } }),
    ],
    [
      'a mask of zeros',
      RangeError,
      'mask must have a weight above 0 for at least one pixel, got zeros',
      () => matchTemplate2d(image, template, { mask: { ...template, data: [0, 0, 0, 0] } }),
    ],
  ]
  test.each(rows)('%s', (_, kind, message, run) => {
    expect(run).toThrow(kind)
    expect(run).toThrow(message)
  })
})
