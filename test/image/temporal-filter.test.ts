import fc from 'fast-check'
import { type FilteredInTime, type Frame, type Plane, TemporalFilter } from 'tapline/image'
import type { Samples } from 'tapline'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { naiveByte, naiveTemporalSums } from '../naive/frame.js'
import { expectClose, tolerance } from '../support/closeness.js'
import { noiseFrame, plainFrame } from '../support/frames.js'
import { watchHeap } from '../support/heap-watch.js'
import { SEED } from '../support/seed.js'
import { noise, PRECISIONS } from '../support/signals.js'

const planeOf = <Data extends ArrayLike<number>>(data: Data): Plane<Data> => ({
  data,
  width: data.length,
  height: 1,
})

describe(`TemporalFilter (seed ${SEED})`, () => {
  test('equals the definition for frames: halves to even, alpha of the newest', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.integer({ min: -96, max: 96 }), { minLength: 1, maxLength: 9 }),
        fc.integer({ min: 1, max: 12 }),
        (width, height, numerators, count) => {
          // Sums of whole 64ths are exact in float32.
          const taps = numerators.map((numerator) => numerator / 64)
          using filter = new TemporalFilter(taps)
          const frames = Array.from({ length: count }, (_, t) => noiseFrame(width, height, t + 1))
          const sums = naiveTemporalSums(
            frames.map(({ data }) => data),
            taps,
          )
          frames.forEach((frame, t) => {
            const expected = sums[t].map((sum, i) => (i % 4 === 3 ? frame.data[i] : naiveByte(sum)))
            expect(filter.process(frame)).toEqual({ width, height, data: Uint8ClampedArray.from(expected) })
          })
        },
      ),
      { seed: SEED, numRuns: 100 },
    )
  })

  test('equals the definition for planes longer than one piece of work', () => {
    for (const precision of PRECISIONS) {
      for (const count of [1, 2, 5]) {
        const taps = [...noise('float64', count, 3)]
        using filter = new TemporalFilter<Plane<Samples>>(taps)
        const images = [1, 2, 3, 4, 5, 6, 7].map((seed) => noise(precision, 40_001, seed))
        const expected = naiveTemporalSums(images, taps)
        images.forEach((image, t) => {
          const { data } = filter.process(planeOf(image))
          expect(data.constructor).toBe(image.constructor)
          expectClose(data, expected[t], tolerance(precision, new Array(count).fill(1), taps))
        })
      }
    }
  })

  test('rounds and clamps planes of clamped bytes, and computes those of other bytes in float32', () => {
    using change = new TemporalFilter<Plane>([0.5, -1])
    expect(change.process(planeOf(Uint8ClampedArray.of(9, 0, 4, 8))).data).toEqual(new Uint8ClampedArray(4))
    expect(change.process(planeOf(Uint8ClampedArray.of(21, 1, 255, 21))).data).toEqual(
      Uint8ClampedArray.of(2, 0, 124, 2),
    )
    change.reset()
    expect(change.process(planeOf(Uint8Array.of(9, 0))).data).toEqual(Float32Array.of(-4.5, 0))
    expect(change.process(planeOf([2, 4])).data).toEqual(Float64Array.of(-1, -2))
    expect(change.process(planeOf(Int16Array.of(6, 6))).data).toEqual(Float64Array.of(1, -1))
  })

  test('lets the first image stand for those before it', () => {
    using filter = new TemporalFilter([0.25, 0.25, 0.25, 0.25])
    const bright = plainFrame(3, 2, [200, 100, 50, 255])
    expect(filter.process(bright)).toEqual(bright)
    expect(filter.process(plainFrame(3, 2, [0, 100, 50, 0]))).toEqual(plainFrame(3, 2, [150, 100, 50, 0]))
    expect(filter.flush()).toEqual([])
    expect(filter.process(plainFrame(3, 2, [0, 0, 0, 9]))).toEqual(plainFrame(3, 2, [0, 0, 0, 9]))
  })

  test('copies its images, and does not change results', () => {
    using filter = new TemporalFilter([0, 1])
    const frame = plainFrame(1, 1, [1, 2, 3, 4])
    const first = filter.process(frame)
    frame.data.fill(7)
    const second = filter.process(frame)
    expect([...first.data]).toEqual([1, 2, 3, 4])
    expect([...second.data]).toEqual([1, 2, 3, 7])
  })

  test('lets a non-finite pixel reach only the results that contain it', () => {
    const values = [0, NaN, 1, 2, 3, Infinity, 4, 5, 6, 7]
    const cases = [
      { taps: [1, 2], bad: [1, 2, 5, 6] },
      { taps: [1, 2, 3], bad: [1, 2, 3, 5, 6, 7] },
    ]
    for (const { taps, bad } of cases) {
      using filter = new TemporalFilter<Plane<Float32Array>>(taps)
      const results = values.map((value) => filter.process(planeOf(Float32Array.of(value, 1))).data)
      expect([...values.keys()].filter((t) => !Number.isFinite(results[t][0]))).toEqual(bad)
      expect(results.every((result) => Number.isFinite(result[1]))).toBe(true)
    }
  })

  test('starts again with an image of another size or kind, or refuses it', () => {
    using filter = new TemporalFilter<Frame | Plane<Float32Array>>([0.5, 0.5])
    filter.process(plainFrame(2, 1, [100, 100, 100, 1]))
    expect(filter.process(plainFrame(1, 2, [10, 10, 10, 1]))).toEqual(plainFrame(1, 2, [10, 10, 10, 1]))
    expect(filter.process({ data: Float32Array.of(4, 4), width: 1, height: 2 }).data).toEqual(
      Float32Array.of(4, 4),
    )
    using strict = new TemporalFilter([0.5, 0.5], { sizeChange: 'refuse' })
    strict.process(plainFrame(2, 1, [100, 100, 100, 1]))
    expect(() => strict.process(plainFrame(1, 2, [0, 0, 0, 0]))).toThrow(
      "the image must be 2 x 1, like the previous one, got 1 x 2: call reset() between them, or choose sizeChange: 'adapt'",
    )
    expect(strict.process(plainFrame(2, 1, [0, 0, 0, 0]))).toEqual(plainFrame(2, 1, [50, 50, 50, 0]))
    const bytes = { data: new Uint8ClampedArray(2), width: 2, height: 1 }
    expect(() => strict.process(bytes as Frame)).toThrow(
      "the image must be a frame, like the previous one, got a plane of clamped bytes: call reset() between them, or choose sizeChange: 'adapt'",
    )
    strict.reset()
    strict.process(plainFrame(1, 2, [0, 0, 0, 0]))
  })

  test('needs constant memory for any length of stream, and frees it', () => {
    const heap = watchHeap()
    const filter = new TemporalFilter([0.5, 0.25, 0.25])
    const frame = noiseFrame(40, 30, 1)
    for (let i = 0; i < 3; i++) filter.process(frame)
    const { blocks, bytes } = heap
    for (let i = 0; i < 200; i++) filter.process(frame)
    expect([heap.blocks, heap.bytes]).toEqual([blocks, bytes])
    filter.reset()
    expect(heap.blocks).toBe(0)
    filter.process(frame)
    filter.dispose()
    filter.dispose()
    expect(heap.blocks).toBe(0)
    for (const use of [() => filter.process(frame), () => filter.flush(), () => filter.reset()]) {
      expect(use).toThrow('this object was disposed: make a new one')
    }
  })

  test('refuses invalid taps, options and images', () => {
    expect(() => new TemporalFilter('taps' as unknown as number[])).toThrow(TypeError)
    expect(() => new TemporalFilter([])).toThrow('taps must have at least one tap, got none')
    expect(() => new TemporalFilter([1, NaN])).toThrow(
      'taps[1] must be finite, got NaN: replace or remove it',
    )
    expect(() => new TemporalFilter([1], { sizeChange: 'x' as 'adapt' })).toThrow(RangeError)
    using filter = new TemporalFilter([1])
    const process = (image: unknown) => () => filter.process(image as Frame)
    expect(process(null)).toThrow(
      'image must be an object { data, width, height } of numbers, or of bytes such as an ImageData, got null',
    )
    expect(process({ data: 'x', width: 1, height: 1 })).toThrow(TypeError)
    expect(process({ data: new Uint8ClampedArray(5), width: 1, height: 1 })).toThrow(
      'image.data must have 1 x 1 x 4 = 4 bytes',
    )
    expect(process({ data: new Float32Array(4), width: 1, height: 1 })).toThrow(RangeError)
    expect(process({ data: new Float32Array(0), width: 0, height: 1 })).toThrow(RangeError)
  })

  test('has results of the types of its images', () => {
    expectTypeOf<FilteredInTime<Frame>>().toEqualTypeOf<Frame>()
    expectTypeOf<FilteredInTime<Plane<Float32Array>>>().toEqualTypeOf<Plane<Float32Array>>()
    expectTypeOf<FilteredInTime<Plane<Uint8Array>>>().toEqualTypeOf<Plane<Float32Array>>()
    expectTypeOf<FilteredInTime<Plane<number[]>>>().toEqualTypeOf<Plane<Float64Array>>()
    expectTypeOf<FilteredInTime<Plane>>().toEqualTypeOf<Plane<Samples | Uint8ClampedArray>>()
  })
})
