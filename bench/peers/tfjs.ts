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
