import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import {
  type Boundary,
  box,
  convolve2d,
  filterFrame,
  type Frame,
  FrameFilter,
  type FrameFilterOptions,
  gaussian,
  type Plane,
  sharpen,
  sobel,
  splitChannels,
} from 'tapline/image'
import { describe, expect, test } from 'vitest'
import { naiveByte, naiveFrameSums, naiveWeightedSums } from '../naive/frame.js'
import { noiseFrame, plainFrame } from '../support/frames.js'
import { watchHeap } from '../support/heap-watch.js'
import { SEED } from '../support/seed.js'
import { noise } from '../support/signals.js'

const BOUNDARIES: readonly Boundary[] = ['fill', 'wrap', 'symmetric', 'reflect', 'replicate']

const noiseKernel = (width: number, height: number, seed: number): Plane<Float64Array> => ({
  data: Float64Array.from(noise('float64', width * height, seed)),
  width,
  height,
})

/** Taps that are whole 64ths: sums with bytes are exact in float32. */
const exactKernel = (width: number, height: number, seed: number): Plane<Float64Array> => {
  const { data } = noiseKernel(width, height, seed)
  return { data: data.map((tap) => Math.round(64 * tap) / 64), width, height }
}

/** Expects the bytes of the definition. Where a sum is within `error` of a half, either neighbour is right. */
function expectFiltered(
  actual: Frame,
  frame: Frame,
  kernel: Plane,
  options: FrameFilterOptions,
  error: number,
): void {
  const { boundary = 'reflect', fillValue = 0, alpha = 'keep' } = options
  expect([actual.width, actual.height]).toEqual([frame.width, frame.height])
  const sums =
    alpha === 'keep'
      ? naiveFrameSums(frame, kernel, boundary, fillValue)
      : naiveWeightedSums(frame, kernel, boundary)
  const wrong = sums.findIndex((sum, i) => {
    const allowed = [naiveByte(sum - error), naiveByte(sum), naiveByte(sum + error)]
    return !allowed.includes(actual.data[i])
  })
  if (wrong >= 0) expect.fail(`[${wrong}] is ${actual.data[wrong]}, but the sum ${sums[wrong]}`)
}

const sizes = fc.integer({ min: 1, max: 12 })
const cases = {
  width: sizes,
  height: sizes,
  kernelWidth: fc.integer({ min: 1, max: 7 }),
  kernelHeight: fc.integer({ min: 1, max: 7 }),
  seed: fc.integer({ min: 1, max: 1e6 }),
  boundary: fc.constantFrom(...BOUNDARIES),
  fillValue: fc.integer({ min: 0, max: 255 }),
}

describe(`FrameFilter (seed ${SEED})`, () => {
  test('equals the definition, halves included, for taps with exact sums', () => {
    fc.assert(
      fc.property(
        fc.record(cases),
        ({ width, height, kernelWidth, kernelHeight, seed, boundary, fillValue }) => {
          const frame = noiseFrame(width, height, seed)
          const kernel = exactKernel(kernelWidth, kernelHeight, seed + 1)
          const options = { boundary, fillValue, method: 'direct' } as const
          expectFiltered(filterFrame(frame, kernel, options), frame, kernel, options, 0)
        },
      ),
      { seed: SEED, numRuns: 300 },
    )
  })

  test('equals the definition by every method, up to rounding near a half', () => {
    fc.assert(
      fc.property(
        fc.record({ ...cases, method: fc.constantFrom('auto', 'fft', 'direct') }),
        ({ width, height, kernelWidth, kernelHeight, seed, boundary, fillValue, method }) => {
          const frame = noiseFrame(width, height, seed)
          const kernel = noiseKernel(kernelWidth, kernelHeight, seed + 1)
          const options = { boundary, fillValue, method }
          expectFiltered(filterFrame(frame, kernel, options), frame, kernel, options, 1e-3)
        },
      ),
      { seed: SEED, numRuns: 200 },
    )
  })

  test('equals the definition for frames of many bands and tiles', () => {
    const frame = noiseFrame(300, 130, 5)
    for (const [kernel, method] of [
      [exactKernel(3, 3, 6), 'direct'],
      [gaussian(1), 'separable'],
      [box(9, 4), 'box'],
      [noiseKernel(9, 8, 7), 'fft'],
    ] as const) {
      expectFiltered(
        filterFrame(frame, kernel, { method }),
        frame,
        kernel,
        {},
        method === 'direct' ? 0 : 1e-3,
      )
    }
  })

  test('equals convolve2d of each channel, rounded as clamped arrays round', () => {
    const frame = noiseFrame(33, 21, 8)
    const kernel = exactKernel(4, 5, 9)
    const filtered = splitChannels(filterFrame(frame, kernel, { method: 'direct', boundary: 'wrap' }))
    const channels = splitChannels(frame)
    for (const name of ['red', 'green', 'blue'] as const) {
      const { data } = convolve2d(channels[name], kernel, {
        mode: 'same',
        boundary: 'wrap',
        method: 'direct',
      })
      expect(filtered[name].data).toEqual(Uint8ClampedArray.from(data))
    }
    expect(filtered.alpha).toEqual(channels.alpha)
  })

  test('keeps every byte with the identity kernel', () => {
    const frame = noiseFrame(19, 7, 10)
    for (const method of ['auto', 'direct', 'separable', 'box', 'fft'] as const) {
      expect(filterFrame(frame, { data: [1], width: 1, height: 1 }, { method })).toEqual(frame)
    }
    expect(filterFrame(frame, sharpen(0))).toEqual(frame)
  })

  test('rounds exact halves to even bytes, and saturates', () => {
    const frame = { data: Uint8ClampedArray.of(1, 3, 5, 7, 253, 254, 255, 9), width: 2, height: 1 }
    const times = (tap: number) => [...filterFrame(frame, { data: [tap], width: 1, height: 1 }).data]
    expect(times(0.5)).toEqual([0, 2, 2, 7, 126, 127, 128, 9])
    expect(times(100)).toEqual([100, 255, 255, 7, 255, 255, 255, 9])
    expect(times(1e30)).toEqual([255, 255, 255, 7, 255, 255, 255, 9])
    expect(times(-1)).toEqual([0, 0, 0, 7, 0, 0, 0, 9])
  })

  test('does not darken the edges by default', () => {
    const frame = plainFrame(20, 15, [200, 100, 50, 255])
    expect(filterFrame(frame, gaussian(3))).toEqual(frame)
    expect(filterFrame(frame, box(5))).toEqual(frame)
    expect(filterFrame(frame, sobel('x')).data.every((byte, i) => byte === (i % 4 === 3 ? 255 : 0))).toBe(
      true,
    )
    expect(filterFrame(frame, box(5), { boundary: 'fill' }).data[0]).toBe(72)
    expect(filterFrame(frame, box(5), { boundary: 'fill', fillValue: 200 }).data[0]).toBe(200)
  })

  test('takes objects shaped like an ImageData, and does not change them', () => {
    class ImageData {
      readonly data = Uint8ClampedArray.of(10, 20, 30, 40)
      readonly width = 1
      readonly height = 1
    }
    const frame = new ImageData()
    const result = filterFrame(frame, { data: [2], width: 1, height: 1 })
    expect(result).toEqual({ data: Uint8ClampedArray.of(20, 40, 60, 40), width: 1, height: 1 })
    expect([...frame.data]).toEqual([10, 20, 30, 40])
  })
})

describe('A stream of frames', () => {
  const double = { data: [2], width: 1, height: 1 }

  test('returns new results that later frames do not change', () => {
    using filter = new FrameFilter(double)
    const [a, b] = [plainFrame(2, 2, [1, 2, 3, 4]), plainFrame(2, 2, [5, 6, 7, 8])]
    const first = filter.process(a)
    const second = filter.process(b)
    expect([...first.data.subarray(0, 4)]).toEqual([2, 4, 6, 4])
    expect([...second.data.subarray(0, 4)]).toEqual([10, 12, 14, 8])
    expect(filter.flush()).toEqual([])
  })

  test('writes into a given frame', () => {
    using filter = new FrameFilter(double)
    const frame = plainFrame(3, 2, [1, 2, 3, 4])
    const out = plainFrame(3, 2, [9, 9, 9, 9])
    expect(filter.process(frame, out)).toBe(out)
    expect(out).toEqual(plainFrame(3, 2, [2, 4, 6, 4]))
    expect(() => filter.process(frame, plainFrame(2, 3, [0, 0, 0, 0]))).toThrow(
      'out must be 3 x 2, like the frame, got 2 x 3',
    )
    expect(() => filter.process(frame, { ...out, data: [] } as unknown as Frame)).toThrow(TypeError)
  })

  test('continues with frames of another size', () => {
    using filter = new FrameFilter(box(3))
    for (const [width, height] of [
      [5, 4],
      [4, 5],
      [4, 5],
      [1, 1],
      [300, 2],
    ]) {
      const frame = noiseFrame(width, height, width)
      expect(filter.process(frame)).toEqual(filterFrame(frame, box(3)))
    }
  })

  test("refuses frames of another size with sizeChange 'refuse', until a reset", () => {
    using filter = new FrameFilter(double, { sizeChange: 'refuse' })
    const [small, large] = [plainFrame(2, 2, [1, 1, 1, 1]), plainFrame(3, 2, [1, 1, 1, 1])]
    filter.process(small)
    expect(() => filter.process(large)).toThrow(
      "the image must be 2 x 2, like the previous one, got 3 x 2: call reset() between them, or choose sizeChange: 'adapt'",
    )
    expect(filter.process(small)).toEqual(plainFrame(2, 2, [2, 2, 2, 1]))
    filter.reset()
    expect(filter.process(large)).toEqual(plainFrame(3, 2, [2, 2, 2, 1]))
    filter.flush()
    filter.process(small)
    filter.setKernel(box(1))
    expect(() => filter.process(large)).toThrow(
      "the image must be 2 x 2, like the previous one, got 3 x 2: call reset() between them, or choose sizeChange: 'adapt'",
    )
    filter.flush()
    expect(filter.process(large)).toEqual(large)
  })

  test('does not depend on later changes to the options', () => {
    const options: { sizeChange: 'adapt' | 'refuse'; boundary: Boundary } = {
      sizeChange: 'adapt',
      boundary: 'replicate',
    }
    using filter = new FrameFilter(box(3), options)
    Object.assign(options, { sizeChange: 'refuse', boundary: 'nothing' })
    for (const width of [2, 3]) {
      expect(filter.process(plainFrame(width, 2, [9, 9, 9, 1]))).toEqual(plainFrame(width, 2, [9, 9, 9, 1]))
    }
  })

  test('takes another kernel with the next frame, and keeps its own if the new one is invalid', () => {
    const taps = Float64Array.of(2)
    using filter = new FrameFilter({ data: taps, width: 1, height: 1 })
    const frame = plainFrame(2, 2, [10, 10, 10, 1])
    filter.process(frame)
    taps[0] = 5
    expect(filter.process(frame).data[0]).toBe(20)
    filter.setKernel({ data: [3], width: 1, height: 1 })
    expect(filter.process(frame).data[0]).toBe(30)
    expect(() => filter.setKernel({ data: [1, NaN], width: 2, height: 1 })).toThrow(RangeError)
    expect(filter.process(frame).data[0]).toBe(30)
  })

  test('needs constant memory, and frees it', () => {
    const heap = watchHeap()
    const filter = new FrameFilter(gaussian(1))
    const frame = noiseFrame(64, 48, 1)
    filter.process(frame)
    const { allocations, blocks, bytes } = heap
    expect(blocks).toBeGreaterThan(0)
    for (let i = 0; i < 200; i++) filter.process(frame)
    expect(heap.allocations).toBe(allocations)
    for (let i = 0; i < 20; i++) filter.process(noiseFrame(i + 1, 3, 1))
    filter.process(frame)
    expect([heap.blocks, heap.bytes]).toEqual([blocks, bytes])
    filter.dispose()
    filter.dispose()
    expect(heap.blocks).toBe(0)
    for (const use of [
      () => filter.process(frame),
      () => filter.flush(),
      () => filter.reset(),
      () => filter.setKernel(box(2)),
    ]) {
      expect(use).toThrow('this object was disposed: make a new one')
    }
  })

  test('makes no garbage with a given frame for the result', () => {
    setFlagsFromString('--expose-gc')
    const collectGarbage = runInNewContext('gc') as () => void
    const rows = 500
    const [frame, out] = [noiseFrame(4, rows, 1), noiseFrame(4, rows, 2)]
    for (const [kernel, options] of [
      [exactKernel(3, 3, 1), {}],
      [box(2), { pool: 1 }],
    ] as const) {
      using filter = new FrameFilter(kernel, options)
      const run = (): void => {
        for (let i = 0; i < 20; i++) filter.process(frame, 'pool' in options ? undefined : out)
      }
      // After the compiler has optimized it; a view per row would remain.
      let least = Infinity
      for (let turn = 0; turn < 100 && least > 40 * rows; turn++) {
        run()
        collectGarbage()
        const before = process.memoryUsage().heapUsed
        run()
        least = Math.min(least, (process.memoryUsage().heapUsed - before) / 20)
      }
      expect(least).toBeLessThanOrEqual(40 * rows)
    }
  })

  test('frees memory when a frame is refused', () => {
    const heap = watchHeap()
    expect(() => filterFrame({ data: new Uint8ClampedArray(3), width: 1, height: 1 }, box(2))).toThrow(
      'frame.data must have 1 x 1 x 4 = 4 bytes, row by row, got 3',
    )
    expect(heap.blocks).toBe(0)
  })
})

describe(`alpha as a weight (seed ${SEED})`, () => {
  test('equals the definition, by every method', () => {
    fc.assert(
      fc.property(
        fc.record(cases),
        fc.constantFrom('auto', 'direct', 'separable', 'box'),
        ({ width, height, kernelWidth, kernelHeight, seed, boundary }, method) => {
          const frame = noiseFrame(width, height, seed)
          // Some are transparent, some opaque.
          for (let i = 3; i < frame.data.length; i += 4) {
            frame.data[i] = [0, 255, frame.data[i]][Math.floor(frame.data[i] / 90)] ?? 0
          }
          const kernel = method === 'auto' ? exactKernel(kernelWidth, kernelHeight, seed) : box(kernelWidth)
          const options = { boundary, method, alpha: 'weight' } as const
          expectFiltered(filterFrame(frame, kernel, options), frame, kernel, options, 2e-2)
        },
      ),
      { seed: SEED, numRuns: 200 },
    )
  })

  test('keeps transparent pixels from bleeding into a blur', () => {
    // Red beside transparent green.
    const data = Uint8ClampedArray.of(200, 0, 0, 255, 0, 255, 0, 0, 0, 255, 0, 0)
    const frame = { data, width: 3, height: 1 }
    const blurred = filterFrame(frame, box(3, 1), { alpha: 'weight', boundary: 'replicate' })
    expect([...blurred.data]).toEqual([200, 0, 0, 170, 200, 0, 0, 85, 0, 0, 0, 0])
  })

  test('changes nothing for opaque frames', () => {
    const frame = noiseFrame(30, 20, 3)
    for (let i = 3; i < frame.data.length; i += 4) frame.data[i] = 255
    const options = { boundary: 'wrap', method: 'direct' } as const
    const kernel = { data: [0.25, 0.5, 0.25], width: 3, height: 1 }
    expect(filterFrame(frame, kernel, { ...options, alpha: 'weight' })).toEqual(
      filterFrame(frame, kernel, options),
    )
  })

  test('refuses a fill value', () => {
    const options = { alpha: 'weight', boundary: 'fill', fillValue: 3 } as const
    expect(() => new FrameFilter(box(2), options)).toThrow("fillValue must be 0 with alpha 'weight', got 3")
    expect(() => new FrameFilter(box(2), { alpha: 'straight' as never })).toThrow(RangeError)
  })
})

describe('a pool of frames', () => {
  test('is written to in turn', () => {
    using filter = new FrameFilter(box(1), { pool: 2 })
    const results = [10, 20, 30].map((level) => filter.process(plainFrame(2, 2, [level, 0, 0, 255])))
    expect(results[2]).toBe(results[0])
    expect(results[1]).not.toBe(results[0])
    expect(results.map(({ data }) => data[0])).toEqual([30, 20, 30])
    // Another size, and one that was transferred.
    const large = filter.process(plainFrame(3, 1, [1, 2, 3, 4]))
    expect(large.data).toHaveLength(12)
    structuredClone(large.data, { transfer: [large.data.buffer] })
    filter.process(plainFrame(3, 1, [1, 2, 3, 4]))
    expect(filter.process(plainFrame(3, 1, [1, 2, 3, 4])).data[1]).toBe(2)
  })

  test('does not include a frame passed as out', () => {
    using filter = new FrameFilter(box(1), { pool: 1 })
    const [own, given] = [filter.process(noiseFrame(2, 2, 1)), noiseFrame(2, 2, 2)]
    expect(filter.process(noiseFrame(2, 2, 1), given)).toBe(given)
    expect(filter.process(noiseFrame(2, 2, 1))).toBe(own)
    expect(() => new FrameFilter(box(1), { pool: 1.5 })).toThrow(RangeError)
  })

  test('may be filtered in place', () => {
    const frame = noiseFrame(23, 17, 5)
    const expected = filterFrame(frame, gaussian(1))
    using filter = new FrameFilter(gaussian(1), { pool: 1 })
    const own = filter.process(frame, noiseFrame(23, 17, 5))
    expect(filter.process(own, own)).toBe(own)
    expect(filterFrame(frame, gaussian(1), {}, frame)).toEqual(expected)
    expect(own).toEqual(filterFrame(expected, gaussian(1)))
  })
})

describe('FrameFilter refuses', () => {
  const frame = plainFrame(2, 2, [1, 1, 1, 1])
  const bad = (value: unknown) => () => filterFrame(value as Frame, box(1))

  test('values that are not frames', () => {
    expect(bad(null)).toThrow(TypeError)
    expect(bad('frame')).toThrow(
      'frame must be an object { data, width, height } of bytes, such as an ImageData, got "frame"',
    )
    expect(bad({ data: new Uint8Array(4), width: 1, height: 1 })).toThrow(
      'frame.data must be a Uint8ClampedArray with red, green, blue and alpha of each pixel, got a Uint8Array',
    )
    expect(bad({ ...frame, width: 0 })).toThrow('frame.width must be a whole number of at least 1, got 0')
    expect(bad({ ...frame, height: NaN })).toThrow(
      'frame.height must be a whole number of at least 1, got NaN',
    )
    expect(bad({ ...frame, height: 3 })).toThrow(RangeError)
  })

  test('invalid kernels and options, at once', () => {
    const make = (kernel: unknown, options?: object) => () => new FrameFilter(kernel as Plane, options)
    expect(make(null)).toThrow(TypeError)
    expect(make({ data: [], width: 0, height: 0 })).toThrow(RangeError)
    expect(make({ data: [Infinity], width: 1, height: 1 })).toThrow(
      'kernel.data[0] must be finite, got Infinity: replace or remove it',
    )
    expect(make(box(1), { boundary: 'black' })).toThrow(RangeError)
    expect(make(box(1), { fillValue: NaN })).toThrow('fillValue must be a finite number')
    expect(make(box(1), { fillValue: '0' })).toThrow(TypeError)
    expect(make(box(1), { sizeChange: 'ignore' })).toThrow(RangeError)
    expect(make(box(1), { approximation: 1 })).toThrow(RangeError)
    expect(make(sharpen(), { method: 'separable' })).toThrow(
      "got 'separable', but a column times a row misses",
    )
    expect(make(sharpen(), { method: 'box' })).toThrow(RangeError)
  })
})
