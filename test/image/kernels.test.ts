import {
  box,
  chooseMethod2d,
  convolve2d,
  correlate2d,
  type Direction,
  emboss,
  gaussian,
  gradients,
  laplacian,
  type Plane,
  scharr,
  sharpen,
  sobel,
  unsharp,
} from 'tapline/image'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { expectClose, expectSameBits } from '../support/closeness.js'

const sum = (kernel: Plane<Float64Array>): number => kernel.data.reduce((a, b) => a + b)
const rows = ({ data, width }: Plane<Float64Array>): number[][] =>
  Array.from({ length: data.length / width }, (_, y) => [...data.subarray(y * width, (y + 1) * width)])

// numpy.random.default_rng(5).integers(0, 256, (9, 11)), and the results of SciPy 1.17 and OpenCV 4.6 for it in float64.
const IMAGE: Plane<Float64Array> = {
  data: Float64Array.of(
    ...[171, 206, 5, 206, 120, 131, 161, 73, 250, 13, 71, 98, 146, 104, 33, 11, 0, 12, 38, 255, 48, 167],
    ...[
      192, 60, 72, 111, 67, 249, 45, 229, 204, 216, 29, 100, 160, 126, 170, 173, 169, 15, 245, 142, 231, 69,
    ],
    ...[92, 225, 47, 16, 95, 173, 31, 222, 87, 58, 139, 229, 226, 223, 78, 4, 199, 181, 197, 0, 9, 128],
    ...[85, 111, 238, 52, 135, 83, 75, 206, 39, 81, 30, 38, 71, 178, 148, 114, 43, 204, 204, 60, 15, 81],
    ...[37, 204, 133, 129, 74, 129, 247, 60, 196, 3, 80],
  ),
  width: 11,
  height: 9,
}

/** Values 0 to 3 of row 3. */
const fourOf = ({ data, width }: Plane<Float64Array>): number[] => [
  ...data.subarray(3 * width, 3 * width + 4),
]

describe('gaussian', () => {
  test('is a Gaussian, cut off at four sigmas, whose taps sum to 1', () => {
    for (const [sigma, side] of [
      [0.1, 1],
      [0.5, 5],
      [1, 9],
      [2, 17],
      [3.2, 27],
    ]) {
      const kernel = gaussian(sigma)
      expect([kernel.width, kernel.height]).toEqual([side, side])
      expectClose([sum(kernel)], [1], 1e-14)
    }
    const { data } = gaussian(2, { radius: 1 })
    expectClose([data[5] / data[4], data[8] / data[4]], [Math.exp(-1 / 8), Math.exp(-1 / 4)], 1e-15)
  })

  test('blurs like scipy.ndimage.gaussian_filter, and is separable', () => {
    const { data } = convolve2d(IMAGE, gaussian(1.3), { mode: 'same', boundary: 'symmetric' })
    expectClose(data.subarray(0, 4), [142.655269319, 129.100068399, 112.177969768, 102.947699759], 1e-9)
    expectClose([data[49], data[98]], [122.829042488, 64.40877034], 1e-8)
    expect(chooseMethod2d({ width: 1920, height: 1080 }, gaussian(1.3)).method).toBe('separable')
  })

  test('refuses invalid sizes', () => {
    for (const sigma of [0, -1, NaN, Infinity]) expect(() => gaussian(sigma)).toThrow(`above 0, got ${sigma}`)
    expect(() => gaussian('1' as unknown as number)).toThrow(TypeError)
    expect(() => gaussian(1e6)).toThrow('the kernel must have at most 67108864 taps, got 8000001 x 8000001')
    expect(() => gaussian(1, { radius: 1e9 })).toThrow(RangeError)
    expect(() => gaussian(1, { radius: 0.5 })).toThrow('radius must be a whole number of at least 0, got 0.5')
  })
})

describe('box', () => {
  test('has equal taps that sum to 1', () => {
    expect(rows(box(4, 2))).toEqual([
      [0.125, 0.125, 0.125, 0.125],
      [0.125, 0.125, 0.125, 0.125],
    ])
    expect([box(3).width, box(3).height]).toEqual([3, 3])
    expect(() => box(1e9)).toThrow(
      'the kernel must have at most 67108864 taps, got 1000000000 x 1000000000: choose smaller sides',
    )
    expect(() => box(0)).toThrow('width must be a whole number of at least 1, got 0')
    expect(() => box(1, 1.5)).toThrow('height must be a whole number of at least 1, got 1.5')
  })
})

describe('The kernels of edges', () => {
  test('are positive where an image brightens to the right, and downwards', () => {
    const ramp = (dx: number, dy: number): Plane<Float64Array> => ({
      data: Float64Array.from({ length: 25 }, (_, i) => dx * (i % 5) + dy * Math.floor(i / 5)),
      width: 5,
      height: 5,
    })
    for (const [kernel, scale] of [
      [sobel, 8],
      [scharr, 32],
    ] as const) {
      for (const [direction, dx, dy] of [
        ['x', 1, 0],
        ['x', 1, 7],
        ['y', 0, 1],
        ['y', 7, 1],
      ] as const) {
        const { data } = convolve2d(ramp(dx, dy), kernel(direction), { mode: 'valid' })
        expectSameBits(data, new Float64Array(9).fill(scale))
        expect(correlate2d(ramp(dx, dy), kernel(direction), { mode: 'valid' }).data[0]).toBe(-scale)
      }
    }
  })

  test('give the results of OpenCV and SciPy', () => {
    const filtered = (kernel: Plane): number[] =>
      fourOf(convolve2d(IMAGE, kernel, { mode: 'same', boundary: 'reflect' }))
    expect(filtered(sobel('x'))).toEqual([0, -113, -138, 137])
    expect(filtered(sobel('y'))).toEqual([130, 205, 20, -187])
    expect(filtered(scharr('y'))).toEqual([-10, 1275, -40, -941])
    expect(filtered(laplacian())).toEqual([204, -129, -55, -254])
  })

  test('have no taps of −0, and sums of 0', () => {
    for (const kernel of [sobel('x'), sobel('y'), scharr('x'), scharr('y'), laplacian(), laplacian(8)]) {
      expect([kernel.width, kernel.height]).toEqual([3, 3])
      expect(kernel.data.some((tap) => Object.is(tap, -0))).toBe(false)
      expect(sum(kernel)).toBe(0)
    }
  })

  test('refuse other directions and neighbourhoods', () => {
    expect(() => sobel('z' as Direction)).toThrow(`direction must be 'x' or 'y', got "z"`)
    expect(() => scharr(1 as unknown as Direction)).toThrow(TypeError)
    expect(() => laplacian(6 as 4)).toThrow('neighbours must be 4 or 8, got 6')
  })
})

describe('The kernels of detail', () => {
  test('do not change uniform areas', () => {
    for (const kernel of [sharpen(), sharpen(0.3), unsharp(1), unsharp(2, 3), emboss()]) {
      expectClose([sum(kernel)], [1], 1e-14)
    }
  })

  test('apply their amount', () => {
    expect(rows(sharpen(0.5))).toEqual([
      [0, -0.5, 0],
      [-0.5, 3, -0.5],
      [0, -0.5, 0],
    ])
    expect(rows(sharpen(0))[1]).toEqual([0, 1, 0])
    expect(() => sharpen(NaN)).toThrow('amount must be a finite number, got NaN')
    expect(() => unsharp(1, Infinity)).toThrow('amount must be a finite number, got Infinity')
    expect(() => unsharp(0)).toThrow('sigma must be a finite number above 0, got 0')
    expect(() => unsharp(250)).toThrow(
      'the kernel must have at most 1448 x 1448 taps, the most that a transform takes, got 2001 x 2001: choose a smaller sigma or radius',
    )
  })

  test('unsharp adds what a blur takes away', () => {
    const options = { mode: 'same', boundary: 'reflect' } as const
    const blurred = convolve2d(IMAGE, gaussian(0.8), options).data
    const expected = IMAGE.data.map((value, i) => value + 2.5 * (value - blurred[i]))
    expectClose(convolve2d(IMAGE, unsharp(0.8, 2.5), options).data, expected, 1e-11)
  })

  test('emboss lights raised areas from the upper left', () => {
    const square = { data: new Float64Array(64), width: 8, height: 8 }
    for (let i = 0; i < 16; i++) square.data[(2 + (i >> 2)) * 8 + 2 + (i & 3)] = 1
    const { data } = convolve2d(square, emboss(), { mode: 'same' })
    expect(data[2 * 8 + 2]).toBeGreaterThan(1)
    expect(data[6 * 8 + 6]).toBeLessThan(0)
    expect(data[3 * 8 + 3]).toBe(1)
  })
})

describe('gradients', () => {
  const turned = (angle: number): Plane<Float64Array> => ({
    data: Float64Array.from(
      { length: 81 },
      (_, i) => Math.cos(angle) * (i % 9) + Math.sin(angle) * Math.floor(i / 9),
    ),
    width: 9,
    height: 9,
  })

  test('tell in which direction brightness rises, and how steeply', () => {
    for (const angle of [0, 0.5, Math.PI / 2, 2, -0.5, -Math.PI / 2, -3]) {
      const { magnitude, orientation } = gradients(turned(angle))
      expect([magnitude.width, orientation.height]).toEqual([9, 9])
      expectClose([magnitude.data[40], orientation.data[40]], [8, angle], 1e-12)
    }
    expectClose([gradients(turned(Math.PI)).orientation.data[40]], [Math.PI], 1e-12)
  })

  test('are 0 in uniform areas, also at the edges', () => {
    const flat = { data: new Float32Array(12).fill(-7), width: 4, height: 3 }
    const { magnitude, orientation } = gradients(flat)
    expectSameBits(magnitude.data, new Float32Array(12))
    expectSameBits(orientation.data, new Float32Array(12))
    expect(gradients(flat, { boundary: 'fill' }).magnitude.data[0]).toBeGreaterThan(0)
    expect(gradients(flat, { boundary: 'fill', fillValue: -7 }).magnitude.data[0]).toBe(0)
  })

  test('have the precision and the errors of convolve2d', () => {
    expectTypeOf(gradients({ data: new Uint8Array(4), width: 2, height: 2 }).magnitude).toEqualTypeOf<
      Plane<Float32Array>
    >()
    expect(gradients({ data: [1, 2, 3, 4], width: 2, height: 2 }).orientation.data).toBeInstanceOf(
      Float64Array,
    )
    expect(() => gradients({ data: [1, 2, 3], width: 2, height: 2 })).toThrow(RangeError)
    expect(() => gradients({ data: [1], width: 1, height: 1 }, { boundary: 'x' as 'fill' })).toThrow(
      RangeError,
    )
  })
})
