import { describe, expect, test } from 'vitest'
import { naiveBackward, naiveConvolutionNd, naiveForward, type NaiveLayer, naiveMaxPool } from './layer.js'

// Cases computed by hand.

const plain: NaiveLayer = {
  outChannels: 1,
  groups: 1,
  kernel: [2, 2],
  stride: [1, 1],
  dilation: [1, 1],
  before: [0, 0],
  after: [0, 0],
  weights: [1, 2, 3, 4],
  bias: [0],
}
const image = { data: [1, 2, 3, 4, 5, 6, 7, 8, 9], channels: 1, height: 3, width: 3 }

describe('The naive layer', () => {
  test('weights the four neighbours', () => {
    // 1·1 + 2·2 + 3·4 + 4·5 = 37
    expect(naiveForward(image, plain)).toEqual({
      data: Float64Array.of(37, 47, 67, 77),
      channels: 1,
      height: 2,
      width: 2,
    })
  })

  test('with a stride, a dilation and unequal padding', () => {
    const row = { data: [1, 2, 3, 4, 5], channels: 1, height: 1, width: 5 }
    const layer: NaiveLayer = {
      ...plain,
      kernel: [2, 1],
      stride: [2, 1],
      dilation: [3, 1],
      before: [2, 0],
      after: [1, 0],
      weights: [1, 10],
    }
    // 0 0 1 2 3 4 5 0: 0 + 10·2, 1 + 10·4, 3 + 10·0
    expect(naiveForward(row, layer).data).toEqual(Float64Array.of(20, 41, 3))
  })

  test('with groups: each output sees its own channel', () => {
    const two = { data: [1, 2, 10, 20], channels: 2, height: 1, width: 2 }
    const layer: NaiveLayer = {
      ...plain,
      outChannels: 2,
      groups: 2,
      kernel: [1, 1],
      weights: [3, 5],
      bias: [100, 0],
    }
    expect(naiveForward(two, layer).data).toEqual(Float64Array.of(103, 106, 50, 100))
  })

  test('computes gradients', () => {
    const row = { data: [1, 2, 3], channels: 1, height: 1, width: 3 }
    const layer: NaiveLayer = { ...plain, kernel: [2, 1], weights: [5, 7] }
    // out = [5·1 + 7·2, 5·2 + 7·3], loss = 10·out[0] + 100·out[1]
    expect(naiveBackward(row, layer, [10, 100])).toEqual({
      input: Float64Array.of(50, 70 + 500, 700),
      weights: Float64Array.of(10 + 200, 20 + 300),
      bias: Float64Array.of(110),
    })
  })
})

test('The naive max pooling', () => {
  expect(naiveMaxPool(image, [2, 2], [1, 1])).toEqual([5, 6, 8, 9])
  expect(naiveMaxPool(image, [1, 3], [2, 1])).toEqual([7, 9])
})

test('The naive convolution along many axes', () => {
  const [signal, kernel] = [
    [1, 2, 3, 4],
    [1, 10],
  ]
  const full = naiveConvolutionNd(signal, [2, 2], kernel, [1, 2], 'full')
  expect(full).toEqual({ data: [1, 12, 20, 3, 34, 40], shape: [2, 3] })
  expect(naiveConvolutionNd(signal, [2, 2], kernel, [1, 2], 'same').data).toEqual([1, 12, 3, 34])
  expect(naiveConvolutionNd(signal, [2, 2], kernel, [1, 2], 'valid').data).toEqual([12, 34])
  expect(naiveConvolutionNd(signal, [1, 2, 2], kernel, [1, 2, 1], 'valid').data).toEqual([13, 24])
  expect(naiveConvolutionNd([1, NaN, 3], [3], [1, 0], [2], 'full').data).toEqual([1, NaN, NaN, 0])
})
