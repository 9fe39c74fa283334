import fc from 'fast-check'
import { findMatches2d, FrameMatcher, luminance, type Match2dOptions, type Plane } from 'tapline/image'
import { describe, expect, test } from 'vitest'
import { naiveMatchAt } from '../naive/template-2d.js'
import { watchHeap } from '../support/heap-watch.js'
import { SEED } from '../support/seed.js'
import { noise, PRECISIONS, samplesOf } from '../support/signals.js'

function noisePlane(width: number, height: number, seed: number): Plane<Float64Array> {
  return { data: Float64Array.from(noise('float64', width * height, seed)), width, height }
}

/** Puts a template into an image: gain·template + offset. */
function plant(
  image: Plane<Float64Array>,
  template: Plane,
  x: number,
  y: number,
  gain = 1,
  offset = 0,
): void {
  for (let i = 0; i < template.data.length; i++) {
    const at = (y + Math.floor(i / template.width)) * image.width + x + (i % template.width)
    image.data[at] = gain * template.data[i] + offset
  }
}

const places = (matches: readonly { x: number; y: number }[]): number[][] => matches.map(({ x, y }) => [x, y])

describe('findMatches2d', () => {
  test(`finds a template where it was placed, with any gain and offset (seed ${SEED})`, () => {
    const property = fc.property(
      fc.integer({ min: 0, max: 40 }),
      fc.integer({ min: 0, max: 25 }),
      fc.double({ min: 0.01, max: 100, noNaN: true }),
      fc.double({ min: -1e3, max: 1e3, noNaN: true }),
      fc.constantFrom(...PRECISIONS),
      fc.integer(),
      (x, y, gain, offset, precision, seed) => {
        const [image, template] = [noisePlane(50, 32, seed), noisePlane(10, 7, seed + 1)]
        plant(image, template, x, y, gain, offset)
        const given = { ...image, data: samplesOf(precision, image.data) }
        const [best] = findMatches2d(given, template, { threshold: 0.9, maxMatches: 1 })
        expect(best).toMatchObject({ x, y })
        expect(best.score).toBeGreaterThan(0.999)
        expect(best.score).toBeCloseTo(naiveMatchAt(given, template, x, y, 'zncc'), 12)
      },
    )
    fc.assert(property, { seed: SEED, numRuns: 50 })
  })

  test('returns the best first, and no two that are close in both directions', () => {
    const [image, template] = [noisePlane(120, 90, 1), noisePlane(9, 9, 2)]
    plant(image, template, 20, 30)
    plant(image, template, 80, 30)
    image.data[30 * 120 + 80] += 1
    plant(image, template, 84, 42, -1)
    expect(places(findMatches2d(image, template))).toEqual([
      [20, 30],
      [80, 30],
    ])
    const all = findMatches2d(image, template, { threshold: 0.2 })
    const ranks = all.map(({ score }) => score)
    expect(ranks).toEqual([...ranks].sort((a, b) => b - a))
    const areApart = (spacing: number) => (matches: typeof all) =>
      matches.every((a, i) =>
        matches.slice(i + 1).every((b) => Math.abs(a.x - b.x) >= spacing || Math.abs(a.y - b.y) >= spacing),
      )
    expect(areApart(5)(all)).toBe(true)
    const sparse = findMatches2d(image, template, { threshold: 0.2, minDistance: 30 })
    expect(areApart(30)(sparse)).toBe(true)
    expect(sparse.length).toBeLessThan(all.length)
    const three = findMatches2d(image, template, { threshold: 0.2, maxMatches: 3 })
    expect(three).toEqual(all.slice(0, 3))
    expect(findMatches2d(image, template, { threshold: 0.2, minDistance: 1000 })).toHaveLength(1)
  })

  test('finds the same by every measure, with the least distance first', () => {
    const [image, template] = [noisePlane(60, 50, 3), noisePlane(8, 6, 4)]
    plant(image, template, 12, 30)
    plant(image, template, 40, 3, 1, 0.1)
    const mask = { ...template, data: template.data.map((_, i) => (i % 5 === 0 ? 0 : 1)) }
    const rules: Match2dOptions[] = [
      { measure: 'ssd', threshold: 2 },
      { measure: 'nssd', threshold: 0.1 },
      { measure: 'ncc', threshold: 0.95 },
      { measure: 'zncc', threshold: 0.95, mask },
      { measure: 'covariance', threshold: 10, maxMatches: 2 },
    ]
    for (const rule of rules) {
      const found = findMatches2d(image, template, rule)
      expect(
        places(found).toSorted((a, b) => a[0] - b[0]),
        rule.measure,
      ).toEqual([
        [12, 30],
        [40, 3],
      ])
    }
    const [best, next] = findMatches2d(image, template, { measure: 'ssd', threshold: 2 })
    expect(best).toMatchObject({ x: 12, y: 30, score: 0 })
    expect(next.score).toBeGreaterThan(0)
    expect(findMatches2d(image, template, { measure: 'ssd', threshold: 0 })).toHaveLength(1)
  })

  test('locates a smooth template between pixels', () => {
    const bump = (x: number, y: number): number => Math.exp(-((x - 10) ** 2 + 2 * (y - 8) ** 2) / 18)
    const sampled = (width: number, height: number, dx: number, dy: number): Plane => ({
      data: Float32Array.from({ length: width * height }, (_, i) =>
        bump((i % width) - dx, Math.floor(i / width) - dy),
      ),
      width,
      height,
    })
    const template = sampled(21, 17, 0, 0)
    for (const [dx, dy] of [
      [7.3, 5.8],
      [12, 9.45],
      [3.75, 4],
    ]) {
      const [match] = findMatches2d(sampled(50, 40, dx, dy), template)
      expect(match.x + match.offsetX).toBeCloseTo(dx, 1)
      expect(match.y + match.offsetY).toBeCloseTo(dy, 1)
      expect(Math.abs(match.offsetX)).toBeLessThanOrEqual(0.5)
    }
  })

  test('takes the first of equal matches, has no offset at the edges, and skips gaps', () => {
    const template = { data: [1, 3, 2, 5], width: 2, height: 2 }
    const image = { data: new Float64Array(20), width: 10, height: 2 }
    for (const x of [0, 4, 8]) plant(image, template, x, 0)
    const found = findMatches2d(image, template, { threshold: 1 })
    expect(places(found)).toEqual([
      [0, 0],
      [4, 0],
      [8, 0],
    ])
    expect(found[0]).toEqual({ x: 0, y: 0, offsetX: 0, offsetY: 0, score: 1 })
    image.data[4] = NaN
    expect(places(findMatches2d(image, template, { threshold: 1 }))).toEqual([
      [0, 0],
      [8, 0],
    ])
    // A plateau: the first of equal windows.
    const stripes = { data: Float64Array.from({ length: 60 }, (_, i) => i % 2), width: 2, height: 30 }
    const edge = { data: [0, 1], width: 2, height: 1 }
    expect(findMatches2d(stripes, edge, { minDistance: 100 })).toMatchObject([{ x: 0, y: 0, score: 1 }])
  })

  test('refuses invalid options', () => {
    const [image, template] = [noisePlane(9, 9, 1), noisePlane(3, 3, 2)]
    const rows: readonly (readonly [Match2dOptions, typeof TypeError | typeof RangeError, string])[] = [
      [
        { measure: 'ssd' },
        TypeError,
        "threshold must be a number, the greatest distance of a match, for the measure 'ssd', got undefined",
      ],
      [
        { measure: 'covariance' },
        TypeError,
        "threshold must be a number, the least score of a match, for the measure 'covariance', got undefined",
      ],
      [
        { threshold: 'high' as never },
        TypeError,
        `threshold must be a number, the least score of a match, for the measure 'zncc', got "high"`,
      ],
      [{ threshold: 0 }, RangeError, 'threshold must be above 0 and at most 1, like a score, got 0'],
      [{ threshold: NaN }, RangeError, 'threshold must be above 0 and at most 1, like a score, got NaN'],
      [
        { measure: 'correlation', threshold: NaN },
        RangeError,
        'threshold must be the least score of a match, got NaN',
      ],
      [
        { measure: 'nssd', threshold: -1 },
        RangeError,
        'threshold must be at least 0, like a distance, got -1',
      ],
      [{ minDistance: 0 }, RangeError, 'minDistance must be a whole number of at least 1, got 0'],
      [{ maxMatches: 1.5 }, RangeError, 'maxMatches must be a whole number of at least 1, got 1.5'],
    ]
    for (const [options, kind, message] of rows) {
      expect(() => findMatches2d(image, template, options), message).toThrow(kind)
      expect(() => findMatches2d(image, template, options)).toThrow(message)
    }
  })
})

/** A frame of gray pixels. */
function frameOf({ data, width, height }: Plane): { data: Uint8ClampedArray; width: number; height: number } {
  const bytes = Uint8ClampedArray.from({ length: 4 * data.length }, (_, i) =>
    i % 4 === 3 ? 255 : data[i >> 2],
  )
  return { data: bytes, width, height }
}

describe('FrameMatcher', () => {
  const template = {
    ...noisePlane(8, 6, 4),
    data: noisePlane(8, 6, 4).data.map((x) => Math.round(100 + 90 * x)),
  }
  const image = noisePlane(60, 50, 3)
  image.data.forEach((x, i) => (image.data[i] = Math.round(100 + 90 * x)))
  plant(image, template, 12, 30)

  test('finds what findMatches2d does, in frames and planes of any size', () => {
    using matcher = new FrameMatcher(template)
    const expected = findMatches2d(image, template)
    expect(expected).toMatchObject([{ x: 12, y: 30, score: 1 }])
    expect(matcher.process(image)).toEqual(expected)
    expect(matcher.process(frameOf(image))).toEqual(expected)
    const other = noisePlane(31, 40, 5)
    plant(other, template, 1, 2)
    expect(places(matcher.process(other))).toEqual([[1, 2]])
    expect(matcher.process(frameOf(image))).toEqual(expected)
    expect(matcher.process(noisePlane(60, 50, 6))).toEqual([])
    matcher.reset()
    expect(matcher.flush()).toEqual([])
    using fromFrame = new FrameMatcher(frameOf(template))
    expect(fromFrame.process(image)).toEqual(expected)
  })

  test('keeps its memory while the size stays the same, refuses invalid frames, and ends with dispose', () => {
    const heap = watchHeap()
    const matcher = new FrameMatcher(template)
    matcher.process(image)
    const { allocations } = heap
    matcher.process(image)
    expect(heap.allocations).toBe(allocations)
    expect(() => matcher.process({ data: new Uint8ClampedArray(13), width: 3, height: 4 })).toThrow(
      'frame.data must have 3 x 4 x 4 = 48 bytes, row by row, got 13',
    )
    expect(() => matcher.process(noisePlane(7, 50, 1))).toThrow(
      'template must fit into the image of 7 x 50 pixels, got 8 x 6',
    )
    expect(() => matcher.process(null as never)).toThrow(TypeError)
    expect(matcher.process(image)).toHaveLength(1)
    matcher.dispose()
    matcher.dispose()
    expect(heap.blocks).toBe(0)
    expect(() => matcher.process(image)).toThrow('disposed')
    expect(() => matcher.flush()).toThrow('disposed')
    expect(() => {
      matcher.reset()
    }).toThrow('disposed')
  })
})

describe('luminance', () => {
  test('has the weights of BT.601, and leaves gray unchanged', () => {
    const data = Uint8ClampedArray.of(255, 0, 0, 1, 0, 255, 0, 2, 0, 0, 255, 3, 77, 77, 77, 4)
    const { data: grey } = luminance({ data, width: 2, height: 2 })
    expect([...grey]).toEqual([76.245, 149.685, 29.07, 77].map(Math.fround))
  })

  test('refuses values that are not frames', () => {
    expect(() => luminance(null as never)).toThrow(TypeError)
    expect(() => luminance({ data: new Uint8ClampedArray(5), width: 1, height: 1 })).toThrow(
      'frame.data must have 1 x 1 x 4 = 4 bytes, row by row, got 5',
    )
    expect(() => luminance({ data: new Uint8ClampedArray(4), width: 0, height: 1 })).toThrow(RangeError)
  })
})

describe('of equal matches', () => {
  test('the upper one comes first, then the left one, however transforms round', () => {
    const [width, height, side] = [160, 120, 8]
    const data = Float32Array.from({ length: width * height }, (_, i) => 50 * Math.sin(7.13 * i * i))
    const template = Float32Array.from({ length: side * side }, (_, i) => 9 * Math.sin(3.7 * i + i * i))
    const places: [number, number][] = []
    for (let y = 3; y + side <= height; y += 23) {
      for (let x = 5 + (y % 7); x + side <= width; x += 31) {
        places.push([x, y])
        for (let row = 0; row < side; row++) {
          data.set(template.subarray(row * side, (row + 1) * side), (y + row) * width + x)
        }
      }
    }
    for (const measure of ['zncc', 'ssd'] as const) {
      const threshold = measure === 'ssd' ? 1e-3 : 0.99
      const found = findMatches2d(
        { data, width, height },
        { data: template, width: side, height: side },
        { measure, threshold },
      )
      expect(found.map(({ x, y }) => [x, y])).toEqual(places)
    }
  })

  test('neighbours give one match: the first of a uniform area', () => {
    const image = { data: new Float32Array(12 * 9).fill(3), width: 12, height: 9 }
    const template = { data: new Float32Array(4).fill(3), width: 2, height: 2 }
    const found = findMatches2d(image, template, { measure: 'ssd', threshold: 0 })
    expect(found.map(({ x, y }) => [x, y])).toEqual([[0, 0]])
  })

  test('the first of those too close to each other is taken', () => {
    const image = { data: Float64Array.of(3, 3, 0, 3, 3, 0, 3, 3, 3), width: 9, height: 1 }
    const options = { measure: 'ssd', threshold: 0.5, minDistance: 4 } as const
    const found = findMatches2d(image, { data: [0], width: 1, height: 1 }, options)
    expect(found.map(({ x }) => x)).toEqual([2])
  })
})
