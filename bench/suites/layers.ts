import { Activation, Conv1d, Conv2d, type Layer, Sequential, StreamingNetwork } from 'tapline/layers'
import type { Bench, Suite } from '../harness/bench.js'
import { noise } from '../harness/data.js'
import { sink } from '../harness/measure.js'
import { median } from '../harness/statistics.js'
import { onnxStackRow } from '../peers/onnx.js'
import { startTfjs, tfjsRow, tfjsStackRow } from '../peers/tfjs.js'

const SIZE = 64

/** A network of the size that spots keywords: 9 layers of 64 channels, kernels of 3, over a second in steps of 10 ms and more. */
const STACK = { channels: 64, kernelSize: 3, length: 1600, dilations: [1, 2, 4, 8, 1, 2, 4, 8, 1] }
const CHUNK_LENGTH = 160

export const layers: Suite = {
  name: 'layers',
  about:
    'convolutional layers: 3 x 3 kernels over images of 64 x 64, and a network of 9 layers over a signal, float32',
  async run(bench) {
    await startTfjs()
    await compareForward(bench, 3, 32)
    await compareForward(bench, 32, 64)
    await compareStack(bench)
    measureBackward(bench, 3, 32)
    measureBackward(bench, 32, 64)
  },
}

async function compareForward(bench: Bench, inChannels: number, outChannels: number): Promise<void> {
  const layer = layerOf(inChannels, outChannels)
  const data = noise(inChannels * SIZE * SIZE, 1)
  const input = { data, channels: inChannels, height: SIZE, width: SIZE }
  const out = new Float32Array(outChannels * SIZE * SIZE)
  const weights = Float32Array.from(layer.weights)
  const peer = tfjsRow({ input: data, weights, inChannels, outChannels, size: SIZE, kernelSize: 3 })
  await bench.compare({
    work: `forward, ${SIZE} x ${SIZE} x ${inChannels} -> ${outChannels} kernels 3 x 3, float32`,
    note: 'ours with input and output in arrays, theirs with both in their own memory',
    samples: out.length,
    ours: { name: 'tapline', run: () => layer.forward(input, out).data },
    peers: [peer],
    targets: [{ against: [peer.name], atLeast: 1 }],
  })
  layer.dispose()
}

/** A network over a whole signal, beside a framework; and the same network over a stream. */
async function compareStack(bench: Bench): Promise<void> {
  const { channels, kernelSize, length, dilations } = STACK
  const convolutions = dilations.map(
    (dilation, seed) =>
      new Conv1d({
        inChannels: channels,
        outChannels: channels,
        kernelSize,
        dilation,
        padding: { left: dilation, right: dilation },
        bias: false,
        seed,
      }),
  )
  const network = new Sequential(convolutions.flatMap((layer): Layer[] => [layer, new Activation('relu')]))
  const data = noise(channels * length, 1)
  const input = { data, channels, height: 1, width: length }
  const layers = convolutions.map(({ weights }, i) => ({
    weights: Float32Array.from(weights),
    dilation: dilations[i],
  }))
  const work = `${dilations.length} layers of ${channels} channels, kernels of ${kernelSize}, ${length} samples, float32`
  const stack = { input: data, channels, kernelSize, layers }
  const peers = [tfjsStackRow(stack), await onnxStackRow(stack)]
  const whole = { name: 'tapline, whole', run: () => network.forward(input).data }
  await bench.compare({
    work,
    samples: length,
    ours: { name: 'tapline', run: whole.run },
    peers,
    targets: peers.map(({ name }) => ({ against: [name], atLeast: 1 })),
  })
  const streaming = new StreamingNetwork(network)
  const chunks = Array.from({ length: length / CHUNK_LENGTH }, (_, i) =>
    Array.from({ length: channels }, (_, c) =>
      data.slice(c * length + i * CHUNK_LENGTH).subarray(0, CHUNK_LENGTH),
    ),
  )
  const stream = (): Float32Array => {
    const parts = [...chunks.map((chunk) => streaming.process(chunk)), streaming.flush()]
    return Float32Array.from(
      Array.from({ length: channels }, (_, c) => parts.flatMap((part) => [...part[c]])).flat(),
    )
  }
  await bench.compare({
    work: `${work}, in chunks of ${CHUNK_LENGTH}`,
    samples: length,
    ours: {
      name: 'tapline, stream',
      run: () => {
        for (const chunk of chunks) sink.last = streaming.process(chunk)
        return streaming.flush()
      },
      result: stream,
    },
    peers: [whole],
    targets: [{ against: [whole.name], atLeast: 1 / 1.2 }],
  })
  streaming.dispose()
  network.dispose()
}

/** The gradients of input and weights each take one multiplication per multiplication of the forward pass. */
function measureBackward(bench: Bench, inChannels: number, outChannels: number): void {
  const layer = layerOf(inChannels, outChannels)
  const data = noise(inChannels * SIZE * SIZE, 1)
  const output = layer.forward({ data, channels: inChannels, height: SIZE, width: SIZE })
  const times = Array.from({ length: 30 }, () => {
    const begin = performance.now()
    sink.last = layer.backward(output)
    return (performance.now() - begin) / 1e3
  })
  bench.figure({
    name: `backward, ${SIZE} x ${SIZE} x ${inChannels} -> ${outChannels} kernels 3 x 3, float32`,
    value: (2 * output.data.length * inChannels * 9) / median(times) / 1e9,
    unit: 'billion multiplications a second',
  })
  layer.dispose()
}

function layerOf(inChannels: number, outChannels: number): Conv2d {
  return new Conv2d({ inChannels, outChannels, kernelSize: 3, padding: 'same', bias: false })
}
