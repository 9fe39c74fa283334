import fc from 'fast-check'
import {
  type Boundary,
  chooseMethod2d,
  convolve2d,
  type Convolve2dOptions,
  correlate2d,
  type Method2d,
  type Plane,
} from 'tapline/image'
import { describe, expect, test } from 'vitest'
import { axisOf } from '../../src/image/plane/axis.js'
import { choose } from '../../src/image/convolve/choose-method-2d.js'
import scipy from '../golden/convolve-2d.json' with { type: 'json' }
import openCv from '../golden/filter-2d.json' with { type: 'json' }
import { naiveConvolution2d, type NaiveOptions, naivePixel } from '../naive/image.js'
import { expectClose, expectSameBits, tolerance } from '../support/closeness.js'
import { SEED } from '../support/seed.js'
import { MODES, PRECISIONS, samplesOf } from '../support/signals.js'

// golden/convolve-2d.json: computed by scipy.signal.convolve2d; golden/filter-2d.json: by cv2.filter2D. Versions and seeds are
// in the files.

const METHODS = ['auto', 'direct', 'fft'] as const
const BOUNDARIES: readonly Boundary[] = ['fill', 'wrap', 'symmetric', 'reflect', 'replicate']
const PLAIN: NaiveOptions = { mode: 'full', boundary: 'fill', fillValue: 0, stride: 1, dilation: 1 }

type Precision = (typeof PRECISIONS)[number]

function planeOf(precision: Precision, data: ArrayLike<number>, width: number): Plane {
  return { data: samplesOf(precision, data), width, height: data.length / width }
}

/** Pseudo-random numbers between −1 and 1. */
function noise(width: number, height: number, seed = 1): Plane<Float64Array> {
  const data = Float64Array.from({ length: width * height }, (_, i) => Math.sin(12.9898 * (i + 1) * seed) % 1)
  return { data, width, height }
}

/** The largest sum of magnitudes of an output. */
function extended(image: Plane, kernel: Plane, { boundary, fillValue, dilation }: NaiveOptions): number[] {
  const [right, bottom] = [(kernel.width - 1) * dilation, (kernel.height - 1) * dilation]
  const pixels: number[] = []
  for (let y = -bottom; y < image.height + bottom; y++) {
    for (let x = -right; x < image.width + right; x++) {
      pixels.push(naivePixel(image, x, y, boundary, fillValue))
    }
  }
  return pixels
}

function expectDefinition(
  image: Plane,
  kernel: Plane,
  options: NaiveOptions,
  method: Method2d,
  precision: Precision,
): void {
  const input = { ...image, data: samplesOf(precision, image.data) }
  const taps = { ...kernel, data: samplesOf(precision, kernel.data) }
  const expected = naiveConvolution2d(input, taps, options)
  const actual = convolve2d(input, taps, { ...options, method })
  expect([actual.width, actual.height]).toEqual([expected.width, expected.height])
  // The taps of a separable kernel are computed, and so rounded once more.
  const error = 3 * tolerance(precision, extended(input, taps, options), taps.data)
  expectClose(actual.data, expected.data, error, `${method}, ${precision}, ${JSON.stringify(options)}`)
}

describe.each(PRECISIONS)('in %s', (precision) => {
  test.each(METHODS)('method %s gives the results of SciPy', (method) => {
    for (const item of scipy.cases) {
      const image = planeOf(precision, item.image, item.width)
      const kernel = planeOf(precision, item.kernel, item.kernelWidth)
      for (const mode of MODES) {
        for (const [boundary, name] of [
          ['fill', 'fill'],
          ['wrap', 'wrap'],
          ['symmetric', 'symm'],
        ] as const) {
          const expected = item[`${mode}_${name}`]
          const actual = convolve2d(image, kernel, { mode, boundary, method })
          expect([actual.width, actual.height]).toEqual([expected.width, expected.height])
          const error = 2 * tolerance(precision, extended(image, kernel, { ...PLAIN, boundary }), kernel.data)
          expectClose(actual.data, expected.data, error, `${mode}, ${boundary}, ${method}`)
        }
      }
      const options = { ...PLAIN, mode: 'same', fillValue: 1.5 } as const
      const error = 2 * tolerance(precision, extended(image, kernel, options), kernel.data)
      const { data } = convolve2d(image, kernel, { ...options, method })
      expectClose(data, item['same_fill_1.5'].data, error, `fillValue 1.5, ${method}`)
    }
  })

  test.each(METHODS)('correlate2d by method %s has the borders of OpenCV', (method) => {
    for (const item of openCv.cases) {
      const image = planeOf(precision, item.image, item.width)
      const kernel = planeOf(precision, item.kernel, item.kernelWidth)
      for (const boundary of ['fill', 'symmetric', 'reflect', 'replicate'] as const) {
        const { data } = correlate2d(image, kernel, { mode: 'same', boundary, method })
        const error = 2 * tolerance(precision, extended(image, kernel, { ...PLAIN, boundary }), kernel.data)
        expectClose(data, item[boundary], error, boundary)
      }
    }
  })

  const side = fc.integer({ min: 1, max: 14 })
  const option = fc.integer({ min: 1, max: 3 })

  test(`every method equals the definition, for any sizes and options (seed ${SEED})`, () => {
    fc.assert(
      fc.property(
        fc.tuple(side, side, side, side, option, option),
        fc.constantFrom(...MODES),
        fc.constantFrom(...BOUNDARIES),
        fc.constantFrom(...METHODS),
        ([width, height, kernelWidth, kernelHeight, stride, dilation], mode, boundary, method) => {
          const fits = (kernelWidth - 1) * dilation < width && (kernelHeight - 1) * dilation < height
          fc.pre(mode !== 'valid' || fits)
          const options = { mode, boundary, fillValue: 0.5, stride, dilation }
          expectDefinition(
            noise(width, height),
            noise(kernelWidth, kernelHeight, 3),
            options,
            method,
            precision,
          )
        },
      ),
      { seed: SEED, numRuns: 400 },
    )
  })

  test(`separable kernels and boxes equal the definition (seed ${SEED})`, () => {
    fc.assert(
      fc.property(
        fc.tuple(side, side, side, side, option, option),
        fc.constantFrom(...BOUNDARIES),
        fc.boolean(),
        ([width, height, kernelWidth, kernelHeight, stride, dilation], boundary, isBox) => {
          const [column, row] = [noise(1, kernelHeight, 5).data, noise(kernelWidth, 1, 7).data]
          const data = Float64Array.from({ length: kernelWidth * kernelHeight }, (_, i) =>
            isBox ? 0.75 : column[Math.floor(i / kernelWidth)] * row[i % kernelWidth],
          )
          const kernel = { data, width: kernelWidth, height: kernelHeight }
          const options: NaiveOptions = isBox
            ? { ...PLAIN, boundary }
            : { ...PLAIN, boundary, stride, dilation }
          const method = isBox ? 'box' : 'separable'
          // A product that was rounded to float32 is no longer a product: see `approximation`.
          const image = { ...noise(width, height), data: samplesOf(precision, noise(width, height).data) }
          const expected = naiveConvolution2d(image, kernel, options)
          const actual = convolve2d(image, kernel, { ...options, method })
          const error = 3 * tolerance(precision, extended(image, kernel, options), kernel.data)
          expectClose(actual.data, expected.data, error, `${method} ${JSON.stringify(options)}`)
        },
      ),
      { seed: SEED, numRuns: 300 },
    )
  })

  test('images of many bands and tiles equal the definition', () => {
    const kernel = noise(5, 4, 3)
    for (const [width, height] of [
      [1000, 300],
      [3, 5000],
      [70_000, 3],
    ]) {
      const image = { ...noise(width, height), data: samplesOf(precision, noise(width, height).data) }
      for (const boundary of ['fill', 'symmetric'] as const) {
        const options = { mode: 'same', boundary } as const
        const direct = convolve2d(image, kernel, { ...options, method: 'direct' })
        const fft = convolve2d(image, kernel, { ...options, method: 'fft' })
        const error = 2 * tolerance(precision, image.data, kernel.data)
        expectClose(fft.data, direct.data, error, `${width} x ${height}`)
        // A piece from the middle, by the definition.
        const [x, y] = [Math.floor(width / 2), Math.floor(height / 2)]
        const sum = naiveAt(image, kernel, x, y, boundary)
        expect(Math.abs(direct.data[y * width + x] - sum)).toBeLessThan(error)
      }
    }
  })

  test.each(['direct', 'separable', 'box', 'fft'] as const)(
    'a non-finite pixel makes NaN of exactly the outputs that contain it, by method %s',
    (method) => {
      for (const boundary of BOUNDARIES) {
        for (const [stride, dilation] of method === 'box'
          ? [[1, 1]]
          : [
              [1, 1],
              [2, 1],
              [1, 2],
              [2, 3],
            ]) {
          const image = noise(17, 13)
          image.data[3 * 17 + 4] = NaN
          image.data[3 * 17 + 5] = Infinity
          image.data[12 * 17 + 16] = -Infinity
          const kernel = { data: new Float64Array(12).fill(0.5), width: 4, height: 3 }
          const options = { mode: 'full', boundary, fillValue: 0, stride, dilation } as const
          expectDefinition(image, kernel, options, method, precision)
        }
      }
    },
  )
})

function naiveAt(image: Plane, kernel: Plane, x: number, y: number, boundary: Boundary): number {
  const [left, top] = [Math.floor((kernel.width - 1) / 2), Math.floor((kernel.height - 1) / 2)]
  let sum = 0
  for (let l = 0; l < kernel.height; l++) {
    for (let k = 0; k < kernel.width; k++) {
      sum += kernel.data[l * kernel.width + k] * naivePixel(image, x + left - k, y + top - l, boundary, 0)
    }
  }
  return sum
}

test('a kernel much larger than the image meets each pixel many times', () => {
  const image = { data: Float64Array.from({ length: 100 }, (_, i) => i), width: 10, height: 10 }
  const tall = { data: new Float64Array(100_000).fill(1), width: 1, height: 100_000 }
  const far = { data: [1, 2, 3, 2, 4, 6, -1, -2, -3], width: 3, height: 3 }
  const same = { mode: 'same', boundary: 'wrap' } as const
  for (const method of ['auto', 'direct', 'separable'] as const) {
    const sums = convolve2d(image, tall, { ...same, method })
    const sameSpot = convolve2d(image, far, { ...same, method, dilation: 600 })
    // Each column ten thousand times.
    sums.data.forEach((sum, i) => expect(sum).toBe(10_000 * (450 + 10 * (i % 10))))
    // All taps meet the same pixel.
    sameSpot.data.forEach((sum, i) => expect(sum).toBe(12 * i))
  }
})

describe('types', () => {
  const kernel = { data: [0, 0, 0, 0, 2, 0, 0, 0, 0], width: 3, height: 3 }

  test('float32 and bytes give float32, everything else gives float64', () => {
    const numbers = Array.from({ length: 20 }, (_, i) => 10 * i)
    for (const [data, result] of [
      [Float32Array.from(numbers), Float32Array],
      [Uint8Array.from(numbers), Float32Array],
      [Uint8ClampedArray.from(numbers), Float32Array],
      [Float64Array.from(numbers), Float64Array],
      [Int16Array.from(numbers), Float64Array],
      [numbers, Float64Array],
    ] as const) {
      const image = { data, width: 5, height: 4 }
      for (const method of METHODS) {
        const { data } = convolve2d(image, kernel, { mode: 'same', method })
        expect(data).toBeInstanceOf(result)
        expectClose(
          data,
          numbers.map((x) => 2 * x),
          method === 'fft' ? 1e-3 : 0,
        )
      }
    }
  })

  test('the boundary of bytes is that of numbers, NaN included', () => {
    const numbers = Array.from({ length: 35 }, (_, i) => (i * 37) % 256)
    const box = { data: new Float32Array(15).fill(1), width: 5, height: 3 }
    for (const boundary of BOUNDARIES) {
      for (const fillValue of [3.5, NaN]) {
        const options = { mode: 'full', boundary, fillValue, method: 'direct' } as const
        const bytes = convolve2d({ data: Uint8Array.from(numbers), width: 7, height: 5 }, box, options)
        const floats = convolve2d({ data: Float32Array.from(numbers), width: 7, height: 5 }, box, options)
        expectSameBits(bytes.data, floats.data, boundary)
      }
    }
  })

  test('`out` is written and returned', () => {
    const image = { data: Float32Array.of(1, 2, 3, 4), width: 2, height: 2 }
    const out = new Float64Array(4)
    const plane = convolve2d(image, kernel, { mode: 'same' }, out)
    expect(plane).toEqual({ data: out, width: 2, height: 2 })
    expect([...out]).toEqual([2, 4, 6, 8])
  })
})

describe('the choice', () => {
  const photo = { width: 1920, height: 1080 }

  test('follows the kernel', () => {
    expect(chooseMethod2d(photo, noise(3, 3)).method).toBe('direct')
    expect(chooseMethod2d(photo, noise(31, 31)).method).toBe('fft')
    const column = noise(1, 9).data
    const product = {
      data: Float64Array.from({ length: 81 }, (_, i) => column[i % 9] * column[Math.floor(i / 9)]),
    }
    expect(chooseMethod2d(photo, { ...product, width: 9, height: 9 }).method).toBe('separable')
    expect(chooseMethod2d(photo, { data: new Float64Array(81).fill(1), width: 9, height: 9 }).method).toBe(
      'box',
    )
  })

  test('treats a kernel as separable only within the approximation', () => {
    const kernel = { data: [1, 2, 1, 2, 4, 2, 1, 2, 1.1], width: 3, height: 3 }
    const { separableError, costs } = chooseMethod2d(photo, kernel)
    expect(costs.separable).toBe(Infinity)
    // σ₂/√(σ₁² + σ₂² + σ₃²), computed by numpy.linalg.svd.
    expect(separableError).toBeCloseTo(0.013_809_7, 6)
    expect(chooseMethod2d(photo, kernel, { approximation: 0.02 }).costs.separable).toBeLessThan(Infinity)
    expect(chooseMethod2d(photo, kernel, { approximation: 0.01 }).costs.separable).toBe(Infinity)
  })

  test('recognizes kernels of tiny and of huge taps', () => {
    const image = { data: [1, 2, 3, 4], width: 2, height: 2 }
    for (const scale of [1e-320, 1e-200, 1e200]) {
      for (const data of [
        [1, 2, 3, 4],
        [1, 2, 2, 4],
      ]) {
        const kernel = { data: data.map((tap) => tap * scale), width: 2, height: 2 }
        const expected = convolve2d(image, kernel, { method: 'direct' })
        const actual = convolve2d(image, kernel)
        expected.data.forEach((value, i) => expect(Math.abs(actual.data[i] / value - 1)).toBeLessThan(1e-3))
        const { separableError } = chooseMethod2d(photo, kernel)
        expect(separableError).toBeCloseTo(data[1] === data[2] ? 0 : 0.066_793, 3)
      }
    }
  })

  test('searches for factors only where they could be used', () => {
    const axis = axisOf('same', 64, 40, 1, 1)
    const task = { x: axis, y: axis, coefficients: noise(40, 40, 2).data }
    for (const method of ['auto', 'direct', 'fft', 'box'] as const) {
      expect(choose(task, 'float64', { method }).factors.column).toHaveLength(0)
    }
    const { factors, separableError } = choose(task, 'float64', { approximation: 0.1 })
    expect(factors.column).toHaveLength(40)
    expect(separableError).toBeLessThan(1)
  })

  test('an approximation stays within the allowed error', () => {
    const kernel = { data: [1, 2, 1, 2, 4, 2, 1, 2, 1.1], width: 3, height: 3 }
    const image = noise(40, 30)
    const exact = convolve2d(image, kernel, { method: 'direct' })
    const near = convolve2d(image, kernel, { method: 'separable', approximation: 0.02 })
    const greatest = Math.max(...exact.data.map((value, i) => Math.abs(value - near.data[i])))
    expect(greatest).toBeGreaterThan(1e-3)
    expect(greatest).toBeLessThan(0.02 * 5.7 * 3)
  })
})

test('a stride that leaves one pixel costs no memory', () => {
  const image = noise(12, 9)
  const kernel = noise(3, 3, 2)
  for (const method of ['direct', 'separable'] as const) {
    const options = { mode: 'same', stride: 50_000, method, approximation: 0.99 } as const
    const all = convolve2d(image, kernel, { ...options, stride: 1 }).data[0]
    const { data, width, height } = convolve2d(image, kernel, options)
    expect([width, height]).toEqual([1, 1])
    expect(data[0]).toBeCloseTo(all, 12)
  }
})

describe('errors', () => {
  const image = { data: new Float32Array(12), width: 4, height: 3 }
  const kernel = { data: [1, 1, 1, 1], width: 2, height: 2 }
  const wrong = (options: object): Convolve2dOptions => options

  test.each([
    [
      () => convolve2d(null as unknown as Plane, kernel),
      TypeError,
      'image must be an object { data, width, height } of numbers, row by row, got null',
    ],
    [
      () => convolve2d({ data: new Uint8ClampedArray(16), width: 2, height: 2 }, kernel),
      RangeError,
      'image.data must have 2 x 2 = 4 numbers, got 16: for a frame, pass luminance(frame), or use filterFrame',
    ],
    [
      () => convolve2d({ ...image, data: 'x' as never }, kernel),
      TypeError,
      'image.data must be a Float32Array, a Float64Array or an array of numbers, got "x"',
    ],
    [
      () => convolve2d({ ...image, width: 5 }, kernel),
      RangeError,
      'image.data must have 5 x 3 = 15 numbers, got 12',
    ],
    [
      () => convolve2d({ ...image, height: 0 }, kernel),
      RangeError,
      'image.height must be a whole number of at least 1, got 0',
    ],
    [
      () => convolve2d(image, { data: [], width: 0, height: 0 }),
      RangeError,
      'kernel.width must be a whole number of at least 1, got 0',
    ],
    [
      () => convolve2d(image, { ...kernel, height: 1.5 }),
      RangeError,
      'kernel.height must be a whole number of at least 1, got 1.5',
    ],
    [
      () => convolve2d(image, kernel, wrong({ mode: 'all' })),
      RangeError,
      `mode must be 'full', 'same' or 'valid', got "all"`,
    ],
    [
      () => convolve2d(image, kernel, wrong({ boundary: 'mirror' })),
      RangeError,
      `boundary must be 'fill', 'wrap', 'symmetric', 'reflect' or 'replicate', got "mirror"`,
    ],
    [
      () => convolve2d(image, kernel, wrong({ fillValue: '0' })),
      TypeError,
      'fillValue must be a number, got "0"',
    ],
    [
      () => convolve2d(image, kernel, { stride: 0 }),
      RangeError,
      'stride must be a whole number of at least 1, got 0',
    ],
    [
      () => convolve2d(image, kernel, { dilation: NaN }),
      RangeError,
      'dilation must be a whole number of at least 1, got NaN',
    ],
    [
      () => convolve2d(image, kernel, { approximation: 1 }),
      RangeError,
      'approximation must be a number from 0 to less than 1, got 1',
    ],
    [
      () => convolve2d(image, kernel, { approximation: NaN }),
      RangeError,
      'approximation must be a number from 0 to less than 1, got NaN',
    ],
    [
      () => convolve2d(image, kernel, wrong({ method: 'overlap-add' })),
      RangeError,
      `method must be 'auto', 'direct', 'separable', 'box' or 'fft', got "overlap-add"`,
    ],
    [
      () => convolve2d(image, { data: [1, 0, 0, 1], width: 2, height: 2 }, { method: 'separable' }),
      RangeError,
      "method must be one that takes this kernel, got 'separable', but a column times a row misses 0.71 of it: choose 'auto'",
    ],
    [
      () => convolve2d(image, kernel, { method: 'box', stride: 2 }),
      RangeError,
      "got 'box', which needs equal taps with stride and dilation 1: choose 'auto'",
    ],
    [
      () => convolve2d(image, kernel, { mode: 'valid', dilation: 3 }),
      RangeError,
      "kernel must fit into the image of 4 x 3 pixels in mode 'valid', got one that spans 4 x 4: choose 'same' or 'full'",
    ],
    [
      () => correlate2d(image, { data: new Float32Array(5), width: 5, height: 1 }, { mode: 'valid' }),
      RangeError,
      "template must fit into the image of 4 x 3 pixels in mode 'valid', got one that spans 5 x 1: choose 'same' or 'full'",
    ],
    [
      () => convolve2d(image, kernel, {}, new Float32Array(12)),
      RangeError,
      'out must have 20 samples, for a result of 5 x 4, got 12',
    ],
    [
      () => convolve2d(image, kernel, { mode: 'same' }, image.data),
      RangeError,
      'out must have memory of its own, got that of image, which is still being read: pass another array',
    ],
    [
      () => convolve2d(image, kernel, {}, [] as never),
      TypeError,
      'out must be a Float32Array or a Float64Array, got an Array',
    ],
    [
      () => chooseMethod2d({ width: 0, height: 1 }, kernel),
      RangeError,
      'image.width must be a whole number of at least 1, got 0',
    ],
  ] as const)('%# is refused in words', (call, type, message) => {
    expect(call).toThrow(type)
    expect(call).toThrow(message)
  })

  test('the choice refuses what the convolution refuses', () => {
    for (const options of [{ approximation: -1 }, { approximation: 1 }, { mode: 'valid', dilation: 5 }]) {
      const message = (use: (options: Convolve2dOptions) => unknown): unknown => {
        try {
          use(wrong(options))
        } catch (error) {
          return error
        }
        return undefined
      }
      const refusal = message((given) => convolve2d(image, kernel, given))
      expect(refusal).toBeInstanceOf(RangeError)
      expect(message((given) => chooseMethod2d(image, kernel, given))).toEqual(refusal)
    }
  })

  test('a tap that is not finite makes NaN of everything', () => {
    const { data } = convolve2d(image, { data: [1, NaN, 0, 0], width: 2, height: 2 }, { mode: 'same' })
    expect([...data]).toEqual(Array.from({ length: 12 }, () => NaN))
  })
})
