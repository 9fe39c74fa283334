import { env, InferenceSession, Tensor } from 'onnxruntime-web'
import type { Row } from '../harness/measure.js'
import type { StackWork } from './tfjs.js'

/** The types of tensors and attributes in ONNX (onnx.proto). */
const FLOAT = 1
const INTEGERS = 7

/**
 * A stack of layers for a signal, each with its ReLU, as a model of ONNX Runtime, with one thread. Its input is in an array, and it
 * returns a new one.
 */
export async function onnxStackRow(work: StackWork): Promise<Row> {
  env.wasm.numThreads = 1
  const session = await InferenceSession.create(modelOf(work), { executionProviders: ['wasm'] })
  const x = new Tensor('float32', work.input, [1, work.channels, work.input.length / work.channels])
  const run = async (): Promise<Float32Array> => (await session.run({ x })).y.data
  return {
    name: 'onnxruntime-web, wasm',
    time: async () => {
      const begin = performance.now()
      await run()
      return (performance.now() - begin) / 1e3
    },
    result: run,
  }
}

/** The network as a file of ONNX: y = x after all layers. */
function modelOf({ input, channels, kernelSize, layers }: StackWork): Uint8Array {
  const length = input.length / channels
  const nodes = layers.flatMap(({ dilation }, i) => {
    const attributes = [
      integers('kernel_shape', [kernelSize]),
      integers('dilations', [dilation]),
      integers('pads', [dilation, dilation]),
    ]
    const to = i + 1 === layers.length ? 'y' : `x${i + 1}`
    return [
      node('Conv', [i === 0 ? 'x' : `x${i}`, `w${i}`], `c${i}`, attributes),
      node('Relu', [`c${i}`], to, []),
    ]
  })
  const tensors = layers.map(({ weights }, i) =>
    bytes([
      ...[channels, channels, kernelSize].map((size) => number(1, size)),
      number(2, FLOAT),
      text(8, `w${i}`),
      field(9, new Uint8Array(weights.buffer, weights.byteOffset, weights.byteLength)),
    ]),
  )
  const shape = bytes([1, channels, length].map((size) => field(1, number(1, size))))
  const value = (name: string): Uint8Array =>
    bytes([text(1, name), field(2, field(1, bytes([number(1, FLOAT), field(2, shape)])))])
  const graph = bytes([
    ...nodes.map((each) => field(1, each)),
    text(2, 'stack'),
    ...tensors.map((each) => field(5, each)),
    field(11, value('x')),
    field(12, value('y')),
  ])
  return bytes([number(1, 8), field(7, graph), field(8, bytes([text(1, ''), number(2, 13)]))])
}

function node(
  kind: string,
  inputs: readonly string[],
  output: string,
  attributes: readonly Uint8Array[],
): Uint8Array {
  return bytes([
    ...inputs.map((name) => text(1, name)),
    text(2, output),
    text(4, kind),
    ...attributes.map((each) => field(5, each)),
  ])
}

function integers(name: string, values: readonly number[]): Uint8Array {
  return bytes([text(1, name), ...values.map((value) => number(8, value)), number(20, INTEGERS)])
}

// Protocol Buffers: a field is its number and kind, then a number, or a length and bytes.

function number(id: number, value: number): Uint8Array {
  return Uint8Array.from([...varint(id << 3), ...varint(value)])
}

function text(id: number, value: string): Uint8Array {
  return field(id, new TextEncoder().encode(value))
}

function field(id: number, value: Uint8Array): Uint8Array {
  return bytes([Uint8Array.from([...varint((id << 3) | 2), ...varint(value.length)]), value])
}

/** Seven bits a byte, the lowest first. */
function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)]
}

function bytes(parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts)
}
