import { Conv2d } from 'tapline/layers'
import type { Bench, Suite } from '../harness/bench.js'
import { noise } from '../harness/data.js'
import { sink } from '../harness/measure.js'
import { median } from '../harness/statistics.js'
import { startTfjs, tfjsRow } from '../peers/tfjs.js'

const SIZE = 64

export const layers: Suite = {
  name: 'layers',
  about: 'convolutional layers: 3 x 3 kernels over images of 64 x 64, float32',
  async run(bench) {
    await startTfjs()
    await compareForward(bench, 3, 32)
    await compareForward(bench, 32, 64)
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
