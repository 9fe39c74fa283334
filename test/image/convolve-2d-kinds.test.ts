import fc from 'fast-check'
import {
  type Boundary,
  box,
  convolve2d,
  type Convolve2dOptions,
  correlate2d,
  FrameFilter,
  type Method2d,
  type Plane,
} from 'tapline/image'
import { describe, expect, test } from 'vitest'
import { naiveByte, naiveFrameSums } from '../naive/frame.js'
import { naiveConvolution2d } from '../naive/image.js'
import { expectClose, expectSameBits, tolerance } from '../support/closeness.js'
import { SEED } from '../support/seed.js'
import { MODES } from '../support/signals.js'

// Every kind of data against the definition, from one pixel on. With whole numbers, only transforms round.

const KINDS = {
  bytes: Uint8Array,
  'clamped bytes': Uint8ClampedArray,
  float32: Float32Array,
  float64: Float64Array,
  int16: Int16Array,
} as const

const BOUNDARIES: readonly Boundary[] = ['fill', 'wrap', 'symmetric', 'reflect', 'replicate']
const METHODS: readonly Method2d[] = ['auto', 'direct', 'separable', 'fft']

/** Pseudo-random whole numbers from 0 to `most`. */
function whole(length: number, seed: number, most: number): number[] {
  return Array.from({ length }, (_, i) => (Math.imul(i + 1, 2654435761 ^ seed) >>> 8) % (most + 1))
}

function kernelOf(method: Method2d, width: number, height: number, seed: number): Plane<number[]> {
  const [column, row] = [whole(height, seed, 5), whole(width, seed + 1, 5)]
  const isProduct = method === 'separable'
  const data = isProduct
    ? column.flatMap((weight) => row.map((other) => weight * other))
    : whole(width * height, seed, 9)
  return { data, width, height }
}

describe.each(Object.entries(KINDS))('%s', (name, Kind) => {
  const side = fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 40 }))
  const kernelSide = fc.integer({ min: 1, max: 5 })
  const step = fc.integer({ min: 1, max: 4 })

  test(`equal the definition for any size and stride (seed ${SEED})`, () => {
    fc.assert(
      fc.property(
        fc.tuple(side, side, kernelSide, kernelSide, step, step, fc.nat(1000)),
        fc.constantFrom(...MODES),
        fc.constantFrom(...BOUNDARIES),
        fc.constantFrom(...METHODS),
        ([width, height, kernelWidth, kernelHeight, stride, dilation, seed], mode, boundary, method) => {
          const fits = (kernelWidth - 1) * dilation < width && (kernelHeight - 1) * dilation < height
          fc.pre(mode !== 'valid' || fits)
          const image = { data: Kind.from(whole(width * height, seed, 255)), width, height }
          const kernel = kernelOf(method, kernelWidth, kernelHeight, seed)
          const options = { mode, boundary, fillValue: 7, stride, dilation } as const
          const expected = naiveConvolution2d(image, kernel, options)
          const actual = convolve2d(image, kernel, { ...options, method })
          expect([actual.width, actual.height]).toEqual([expected.width, expected.height])
          const precision = name.startsWith('int') || name === 'float64' ? 'float64' : 'float32'
          const error = method === 'direct' ? 0 : 8 * tolerance(precision, image.data, kernel.data) + 1e-2
          expectClose(actual.data, expected.data, error, `${method} ${JSON.stringify(options)}`)
        },
      ),
      { seed: SEED, numRuns: 400 },
    )
  })
})

test('bytes with a stride and one column: the first pair is not lost', () => {
  const image = { data: Uint8Array.of(1, 2, 3), width: 1, height: 3 }
  const kernel = { data: [1, 1], width: 1, height: 2 }
  const options: Convolve2dOptions = { mode: 'same', stride: 2 }
  for (const method of ['auto', 'direct', 'separable'] as const) {
    expect([...convolve2d(image, kernel, { ...options, method }).data], method).toEqual([1, 5])
  }
  expect([...correlate2d(image, kernel, options).data]).toEqual([1, 5])
  // Means of pairs of rows.
  const rows = { data: Uint8Array.from(whole(20 * 8, 3, 255)), width: 20, height: 8 }
  const means = convolve2d(rows, box(20, 2), { mode: 'valid', stride: 2 })
  for (let j = 0; j < 4; j++) {
    const pair = rows.data.subarray(40 * j, 40 * j + 40)
    expect(means.data[j]).toBeCloseTo(pair.reduce((a, b) => a + b, 0) / 40, 4)
  }
})

test('bytes in many bands give the results of floats', () => {
  for (const [width, height] of [
    [1, 40_000],
    [3, 40_001],
    [37, 4000],
  ]) {
    const bytes = Uint8Array.from(whole(width * height, 11, 255))
    const kernel = kernelOf('auto', Math.min(width, 3), 4, 5)
    for (const [stride, dilation] of [
      [1, 1],
      [2, 1],
      [3, 2],
      [width, 1],
    ]) {
      for (const method of ['direct', 'separable'] as const) {
        const options = {
          mode: 'same',
          boundary: 'reflect',
          stride,
          dilation,
          method,
          approximation: 0.999,
        } as const
        const ofBytes = convolve2d({ data: bytes, width, height }, kernel, options)
        const ofFloats = convolve2d({ data: Float32Array.from(bytes), width, height }, kernel, options)
        expectSameBits(ofBytes.data, ofFloats.data, JSON.stringify({ width, ...options }))
      }
    }
  }
})

test(`filtered frames of any size equal the definition (seed ${SEED})`, () => {
  const side = fc.integer({ min: 1, max: 21 })
  const kernelSide = fc.integer({ min: 1, max: 5 })
  fc.assert(
    fc.property(
      fc.tuple(side, side, kernelSide, kernelSide, fc.nat(1000)),
      fc.constantFrom(...BOUNDARIES),
      fc.constantFrom('direct', 'separable', 'box'),
      ([width, height, kernelWidth, kernelHeight, seed], boundary, method) => {
        const frame = { data: Uint8ClampedArray.from(whole(4 * width * height, seed, 255)), width, height }
        const kernel = kernelOf(method, kernelWidth, kernelHeight, seed)
        if (method === 'box') kernel.data.fill(1)
        // So that not all of it is clamped.
        const data = kernel.data.map((tap) => tap / 64)
        const sums = naiveFrameSums(frame, { ...kernel, data }, boundary, 9)
        using filter = new FrameFilter({ ...kernel, data }, { boundary, method, fillValue: 9 })
        expect([...filter.process(frame).data]).toEqual(sums.map(naiveByte))
      },
    ),
    { seed: SEED, numRuns: 300 },
  )
})
