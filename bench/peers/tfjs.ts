import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import type { Row } from '../harness/measure.js'

/** A convolution of a square image with square kernels, padded to the same size, channels first. */
export interface LayerWork {
  readonly input: Float32Array
  readonly weights: Float32Array
  readonly inChannels: number
  readonly outChannels: number
  readonly size: number
  readonly kernelSize: number
}

/** Chooses the WASM backend with one thread. */
export async function startTfjs(): Promise<void> {
  setThreadsCount(1)
  setWasmPaths(`${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))}/`)
  await tf.setBackend('wasm')
  await tf.ready()
}

/** TensorFlow.js stores channels last. Its input and weights are in its memory beforehand, and its output stays there. */
export function tfjsRow(work: LayerWork): Row {
  const { inChannels, outChannels, size, kernelSize } = work
  const taps = kernelSize ** 2
  const pixels = size ** 2
  const input = tf.tensor3d(transposed(work.input, inChannels, pixels), [size, size, inChannels])
  // [o][c][tap] into [tap][c][o].
  const turned = Float32Array.from(work.weights, (_, i) => {
    const [o, c] = [i % outChannels, Math.floor(i / outChannels) % inChannels]
    return work.weights[(o * inChannels + c) * taps + Math.floor(i / (outChannels * inChannels))]
  })
  const weights = tf.tensor4d(turned, [kernelSize, kernelSize, inChannels, outChannels])
  return {
    name: 'tfjs, wasm',
    run: () => tf.conv2d(input, weights, 1, 'same').dispose(),
    result: () => transposed(tf.conv2d(input, weights, 1, 'same').dataSync<'float32'>(), pixels, outChannels),
  }
}

/** The transpose of a matrix. */
function transposed(matrix: Float32Array, rows: number, columns: number): Float32Array {
  return Float32Array.from(matrix, (_, i) => matrix[(i % rows) * columns + Math.floor(i / rows)])
}

/** Layers of kernels along one direction, each padded to the same size and followed by a ReLU. */
export interface StackWork {
  readonly input: Float32Array
  readonly channels: number
  readonly kernelSize: number
  /** The weights of each layer, [o][c][k], and the dilation. */
  readonly layers: readonly { readonly weights: Float32Array; readonly dilation: number }[]
}

/** A stack of layers for a signal, each with its ReLU in one operation. */
export function tfjsStackRow({ input, channels, kernelSize, layers }: StackWork): Row {
  const width = input.length / channels
  const signal = tf.tensor3d(transposed(input, channels, width), [1, width, channels])
  // [o][c][k] into [k][c][o].
  const filters = layers.map(({ weights, dilation }) => {
    const turned = Float32Array.from(weights, (_, i) => {
      const [o, c] = [i % channels, Math.floor(i / channels) % channels]
      return weights[(o * channels + c) * kernelSize + Math.floor(i / channels ** 2)]
    })
    return { filter: tf.tensor4d(turned, [1, kernelSize, channels, channels]), dilation }
  })
  const compute = (): tf.Tensor =>
    tf.tidy(() =>
      filters.reduce<tf.Tensor>(
        (x, { filter, dilation }) =>
          tf.fused.conv2d({
            x,
            filter,
            strides: 1,
            pad: 'same',
            dilations: [1, dilation],
            activation: 'relu',
          }),
        signal,
      ),
    )
  return {
    name: 'tfjs, wasm',
    run: () => compute().dispose(),
    result: () => transposed(compute().dataSync<'float32'>(), width, channels),
  }
}
