import fc from 'fast-check'
import { convolve } from 'tapline'
import { convolve2d, convolveNd, type ConvolveNdOptions } from 'tapline/image'
import { describe, expect, test } from 'vitest'
import { naiveConvolutionNd } from '../naive/layer.js'
import { expectClose, expectSameBits, tolerance } from '../support/closeness.js'
import { SEED } from '../support/seed.js'
import { MODES, noise, PRECISIONS } from '../support/signals.js'

const METHODS = ['auto', 'direct', 'fft'] as const

interface Case extends ConvolveNdOptions {
  readonly mode: (typeof MODES)[number]
}

/** One to four axes. */
const cases: fc.Arbitrary<Case> = fc
  .record({
    axes: fc.array(
      fc.record({ length: fc.integer({ min: 1, max: 5 }), taps: fc.integer({ min: 1, max: 4 }) }),
      {
        minLength: 1,
        maxLength: 4,
      },
    ),
    mode: fc.constantFrom(...MODES),
    method: fc.constantFrom(...METHODS),
  })
  .map(({ axes, mode, method }) => ({
    shape: axes.map(({ length }) => length),
    kernelShape: axes.map(({ length, taps }) => (mode === 'valid' ? Math.min(length, taps) : taps)),
    mode,
    method,
  }))

const size = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1)

describe('convolveNd', () => {
  test.each(PRECISIONS)(`equals the definition, %s (seed ${SEED})`, (precision) => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 0, max: 1e6 }), (options, seed) => {
        const signal = noise(precision, size(options.shape), seed)
        const kernel = noise(precision, size(options.kernelShape), seed + 1)
        const expected = naiveConvolutionNd(signal, options.shape, kernel, options.kernelShape, options.mode)
        const actual = convolveNd(signal, kernel, options)
        expect(actual.shape).toEqual(expected.shape)
        expect(actual.data).toBeInstanceOf(signal.constructor)
        // Transforms process rows laid end to end, with zeros between.
        expectClose(actual.data, expected.data, 2 * tolerance(precision, signal, kernel))
      }),
      { seed: SEED, numRuns: 100 },
    )
  })

  test(`a non-finite number makes NaN of exactly the results that contain it (seed ${SEED})`, () => {
    fc.assert(
      fc.property(
        cases,
        fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        (options, places, isKernel) => {
          const signal = noise('float64', size(options.shape), 1)
          const kernel = noise('float64', size(options.kernelShape), 2)
          const spoilt = isKernel ? kernel : signal
          for (const [i, place] of places.entries())
            spoilt[place % spoilt.length] = [NaN, Infinity, -Infinity][i]
          const expected = naiveConvolutionNd(
            signal,
            options.shape,
            kernel,
            options.kernelShape,
            options.mode,
          )
          expectClose(convolveNd(signal, kernel, options).data, expected.data, 1e-12)
        },
      ),
      { seed: SEED, numRuns: 100 },
    )
  })

  test('equals convolve along one axis, and convolve2d along two', () => {
    const [signal, kernel] = [noise('float64', 600, 1), noise('float64', 35, 2)]
    for (const mode of MODES) {
      const line = convolveNd(signal, kernel, { shape: [600], kernelShape: [35], mode })
      expectClose(line.data, convolve(signal, kernel, { mode }), 1e-12)
      const image = convolveNd(signal, kernel, { shape: [20, 30], kernelShape: [5, 7], mode })
      const options = { mode, method: 'direct' } as const
      const plane = convolve2d(
        { data: signal, width: 30, height: 20 },
        { data: kernel, width: 7, height: 5 },
        options,
      )
      expect(image.shape).toEqual([plane.height, plane.width])
      expectClose(image.data, plane.data, 1e-12)
    }
  })

  test('uses transforms for large kernels, and both methods agree', () => {
    const shape = [24, 40, 50]
    const signal = noise('float32', size(shape), 1)
    for (const kernelShape of [
      [3, 3, 3],
      [9, 15, 15],
      [30, 2, 3],
    ]) {
      const kernel = noise('float32', size(kernelShape), 2)
      const [a, b, c] = METHODS.map((method) =>
        convolveNd(signal, kernel, { shape, kernelShape, method, mode: 'same' }),
      )
      expectClose(b.data, c.data, tolerance('float32', signal, kernel))
      // The chosen method gives its own bits.
      expectSameBits(a.data, size(kernelShape) < 500 ? b.data : c.data)
    }
  })

  test('gives zeros for a kernel of zeros, and takes plain arrays', () => {
    expect(convolveNd([1, 2, 3], [0, 0], { shape: [3], kernelShape: [2], method: 'direct' }).data).toEqual(
      new Float64Array(4),
    )
  })

  test.each([
    [
      [1, 2, 3],
      [1],
      { shape: [2], kernelShape: [1] },
      'signal must have 2 numbers, as shape [2] says, got 3',
    ],
    [
      [1, 2],
      [1, 2],
      { shape: [2, 1], kernelShape: [1] },
      'kernel must have 1 numbers, as kernelShape [1] says, got 2',
    ],
    [
      [1, 2],
      [1],
      { shape: [2, 1], kernelShape: [1] },
      'kernelShape must have 2 axes, as shape has, got 1: put 1 for an axis of one number',
    ],
    [[], [1], { shape: [], kernelShape: [1] }, 'shape must have at least one axis, got none'],
    [[], [1], { shape: [0], kernelShape: [1] }, 'shape[0] must be a whole number of at least 1, got 0'],
    [[1], [1], { shape: [NaN], kernelShape: [1] }, 'shape[0] must be a whole number of at least 1, got NaN'],
    [
      [1, 2],
      [1, 2],
      { shape: [2, 1], kernelShape: [1, 2], mode: 'valid' as const },
      "kernelShape[1] must be at most shape[1], 1, in mode 'valid', got 2: choose 'same' or 'full'",
    ],
    [
      [1],
      [1],
      { shape: [1], kernelShape: [1], mode: 'half' as 'full' },
      `mode must be 'full', 'same' or 'valid', got "half"`,
    ],
    [
      [1],
      [1],
      { shape: [1], kernelShape: [1], method: 'box' as 'fft' },
      `method must be 'auto', 'direct' or 'fft', got "box"`,
    ],
  ])('refuses %j and %j with %j', (signal, kernel, options, message) => {
    expect(() => convolveNd(signal, kernel, options)).toThrow(RangeError)
    expect(() => convolveNd(signal, kernel, options)).toThrow(message)
  })

  test('refuses values that are not arrays, and missing options', () => {
    expect(() => convolveNd([1], [1], undefined as never)).toThrow(
      'shape must be an array of lengths, one for each axis, got undefined',
    )
    const options = { shape: [1], kernelShape: [1] }
    expect(() => convolveNd(5 as unknown as number[], [1], options)).toThrow(TypeError)
    expect(() => convolveNd([1], [1], { ...options, shape: 1 as unknown as number[] })).toThrow(
      'shape must be an array of lengths, one for each axis, got 1',
    )
  })
})
