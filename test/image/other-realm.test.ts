import { runInNewContext } from 'node:vm'
import {
  convolve2d,
  convolveNd,
  filterFrame,
  FrameMatcher,
  type Frame,
  type Plane,
  TemporalFilter,
} from 'tapline/image'
import { expect, test } from 'vitest'

// Values from an iframe, from a test runner with globals of its own, or from `node:vm` are treated like our own.

const plane = runInNewContext(
  '({ data: Float32Array.of(1, 2, 3, 4), width: 2, height: 2 })',
) as Plane<Float32Array>
const frame = runInNewContext(
  '({ data: Uint8ClampedArray.of(10, 20, 30, 255), width: 1, height: 1 })',
) as Frame
const one = { data: [2], width: 1, height: 1 }

test('images of another realm are computed in their own precision', () => {
  const { data } = convolve2d(plane, one)
  expect(data).toEqual(Float32Array.of(2, 4, 6, 8))
  const { data: volume } = convolveNd(plane.data, [2], { shape: [2, 2], kernelShape: [1, 1] })
  expect(volume).toEqual(Float32Array.of(2, 4, 6, 8))
  const out = runInNewContext('new Float32Array(4)') as Float32Array
  expect(convolve2d(plane, one, {}, out).data).toBe(out)
  expect([...out]).toEqual([2, 4, 6, 8])
})

test('frames of another realm are frames', () => {
  expect([...filterFrame(frame, one).data]).toEqual([20, 40, 60, 255])
  using filter = new TemporalFilter([1])
  expect([...filter.process(frame).data]).toEqual([10, 20, 30, 255])
  using matcher = new FrameMatcher(plane)
  expect(matcher.process(plane)).toHaveLength(1)
})

test('taps that float32 cannot hold, and values that are not numbers, are refused', () => {
  expect(() => convolve2d(plane, { ...one, data: [1e39] })).toThrow(
    'kernel.data[0] must be a number that float32 can hold',
  )
  expect(() => convolveNd(plane.data, [1e39], { shape: [4], kernelShape: [1] })).toThrow(
    'kernel[0] must be a number that float32 can hold',
  )
  expect(() => convolve2d(plane, one, { fillValue: 1e39 })).toThrow('fillValue')
  expect(() => convolve2d({ ...plane, data: [1, 2, null as never, 4] }, one)).toThrow(
    'image.data[2] must be a number, got null: use NaN for a missing value',
  )
  expect(() =>
    convolve2d(
      [
        [1, 2],
        [3, 4],
      ] as never,
      [[1]] as never,
    ),
  ).toThrow(
    'image must be an object { data, width, height } of numbers, row by row, got an Array: pass rows.flat() as data',
  )
})
