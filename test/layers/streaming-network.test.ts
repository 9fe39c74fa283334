import fc from 'fast-check'
import type { Samples } from 'tapline'
import {
  Activation,
  BatchNorm,
  Conv1d,
  ConvTranspose1d,
  GlobalPool,
  type Layer,
  Pool,
  Sequential,
  StreamingNetwork,
} from 'tapline/layers'
import { describe, expect, test } from 'vitest'
import { expectSameBits } from '../support/closeness.js'
import { watchHeap } from '../support/heap-watch.js'
import { expectForgeriesToDoNoHarm, expectToResume } from '../support/resuming.js'
import { SEED } from '../support/seed.js'
import { noise } from '../support/signals.js'

const precisions = fc.constantFrom('float32' as const, 'float64' as const)
const ends = fc.oneof(
  fc.constantFrom('valid' as const, 'same' as const, 'full' as const),
  fc.record({ left: fc.integer({ min: 0, max: 9 }), right: fc.integer({ min: 0, max: 9 }) }),
)
const conv = fc.record({
  type: fc.constant('conv' as const),
  outputs: fc.integer({ min: 1, max: 6 }),
  kernelSize: fc.integer({ min: 1, max: 4 }),
  stride: fc.integer({ min: 1, max: 3 }),
  dilation: fc.integer({ min: 1, max: 4 }),
  padding: ends,
  isDepthwise: fc.boolean(),
})
const transposed = fc.record({
  type: fc.constant('transposed' as const),
  outputs: fc.integer({ min: 1, max: 5 }),
  kernelSize: fc.integer({ min: 1, max: 5 }),
  stride: fc.integer({ min: 1, max: 4 }),
  dilation: fc.integer({ min: 1, max: 3 }),
  padding: fc.integer({ min: 0, max: 5 }),
  isDepthwise: fc.boolean(),
})
const pool = fc.record({
  type: fc.constant('pool' as const),
  method: fc.constantFrom('max' as const, 'average' as const),
  size: fc.integer({ min: 1, max: 3 }),
  stride: fc.integer({ min: 1, max: 4 }),
})
const point = fc.record({
  type: fc.constant('point' as const),
  name: fc.constantFrom(
    'relu' as const,
    'leaky-relu' as const,
    'sigmoid' as const,
    'tanh' as const,
    'softmax' as const,
    'norm' as const,
  ),
})
const layerSpecs = fc.array(fc.oneof(conv, transposed, pool, point), { minLength: 1, maxLength: 5 })
type Spec = typeof layerSpecs extends fc.Arbitrary<(infer S)[]> ? S : never

function networkOf(specs: readonly Spec[], precision: 'float32' | 'float64'): Sequential {
  let channels = 2
  const layers: Layer[] = specs.map((spec, seed) => {
    if (spec.type === 'pool') return new Pool(spec.method, { size: spec.size, stride: spec.stride })
    if (spec.type === 'point') {
      if (spec.name !== 'norm') return new Activation(spec.name)
      const norm = new BatchNorm({ channels, precision })
      norm.mean.set(noise(precision, channels, seed))
      return norm
    }
    const { kernelSize, stride, dilation, isDepthwise } = spec
    const outputs = isDepthwise ? channels : spec.outputs
    const groups = isDepthwise ? channels : 1
    const options = {
      inChannels: channels,
      outChannels: outputs,
      groups,
      kernelSize,
      stride,
      dilation,
    }
    channels = outputs
    const layer =
      spec.type === 'conv'
        ? new Conv1d({ ...options, padding: spec.padding, precision, seed })
        : new ConvTranspose1d({ ...options, padding: spec.padding, precision, seed })
    layer.bias.set(noise(precision, outputs, seed))
    return layer
  })
  // The network's first layer tells how many channels it takes.
  return new Sequential([
    new Conv1d({ inChannels: 2, outChannels: 2, kernelSize: 1, precision, weights: [1, 0, 0, 1] }),
    ...layers,
  ])
}

/** All results of a network for a signal in chunks of these lengths, taken in turn. */
function streamed(
  streaming: StreamingNetwork,
  rows: readonly Samples[],
  lengths: readonly number[],
): number[][] {
  const results: Samples[][] = []
  for (let at = 0, i = 0; at < rows[0].length; i++) {
    const length = lengths[i % lengths.length]
    results.push(streaming.process(rows.map((row) => row.subarray(at, at + length))))
    at += length
  }
  results.push(streaming.flush())
  return Array.from({ length: streaming.outChannels }, (_, c) => results.flatMap((result) => [...result[c]]))
}

const lengthsOf = fc
  .array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 6 })
  .filter((all) => all.some((n) => n > 0))

describe('StreamingNetwork', () => {
  test(`gives the bits of forward for any network and any chunks (seed ${SEED})`, () => {
    let outputs = 0
    fc.assert(
      fc.property(
        layerSpecs,
        precisions,
        lengthsOf,
        fc.integer({ min: 1, max: 150 }),
        (specs, precision, lengths, length) => {
          using network = networkOf(specs, precision)
          using streaming = new StreamingNetwork(network)
          const rows = [noise(precision, length, 1), noise(precision, length, 2)]
          rows[1][Math.floor(length / 3)] = NaN
          const data = [...rows[0], ...rows[1]]
          let expected: Samples | undefined
          try {
            expected = network.forward({ data, channels: 2, height: 1, width: length }).data
          } catch {
            expected = undefined
          }
          // Twice, because the second stream may meet remains of the first.
          for (const parts of [lengths, [1000]]) {
            const results = streamed(streaming, rows, parts).flat()
            expectSameBits(Float64Array.from(results), Float64Array.from(expected ?? []))
            outputs += results.length
          }
        },
      ),
      { seed: SEED, numRuns: 300 },
    )
    expect(outputs).toBeGreaterThan(10_000)
  })

  test('gives the bits of forward for pieces of many sizes, with more zeros than a piece has samples', () => {
    using network = new Sequential([
      new Conv1d({ inChannels: 1, outChannels: 5, kernelSize: 3, dilation: 300, padding: 'full' }),
      new Conv1d({ inChannels: 5, outChannels: 2, kernelSize: 2, padding: { left: 1500, right: 1200 } }),
      new Pool('max', { size: 2, stride: 5 }),
    ])
    using streaming = new StreamingNetwork(network)
    const signal = noise('float32', 2000, 3)
    const expected = network.forward({ data: signal, channels: 1, height: 1, width: 2000 }).data
    for (const length of [2000, 1, 160, 513]) {
      const results = streamed(streaming, [signal], [length]).flat()
      expectSameBits(Float32Array.from(results), expected)
    }
  })

  test('tells latency, receptive field and cost, which an impulse confirms', () => {
    const conv = (options: object): Conv1d =>
      new Conv1d({ inChannels: 1, outChannels: 1, kernelSize: 3, ...options })
    using network = new Sequential([
      conv({ padding: 'same', weights: [1, 1, 1] }),
      conv({ stride: 2, padding: { left: 2 }, weights: [1, 1, 1] }),
      new Pool('average', { size: 2 }),
      conv({ dilation: 4, padding: 'same', weights: [1, 1, 1] }),
    ])
    using streaming = new StreamingNetwork(network)
    expect(streaming.stride).toBe(4)
    expect(streaming.receptiveField).toBe(1 + 2 + 2 + 2 + 8 * 4)
    expect(streaming.latency).toBe(1 + 0 + 2 + 4 * 4)
    expect(streaming.multiplicationsPerSample).toBe(3 + 3 / 2 + 3 / 4)
    expect([streaming.inChannels, streaming.outChannels]).toEqual([1, 1])
    // Output i is known with sample stride·i + latency, and not before.
    for (let n = 1; n <= 60; n++) {
      streaming.reset()
      const known = streaming.process([new Float32Array(n)])[0].length
      expect(known).toBe(Math.max(Math.floor((n - 1 - streaming.latency) / streaming.stride) + 1, 0))
    }
  })

  test('tells latency and receptive field of layers that make signals longer', () => {
    using network = new Sequential([
      new Conv1d({ inChannels: 1, outChannels: 1, kernelSize: 4, stride: 4, weights: [1, 1, 1, 1] }),
      new ConvTranspose1d({ inChannels: 1, outChannels: 1, kernelSize: 8, stride: 4, padding: 2 }),
      new Conv1d({ inChannels: 1, outChannels: 1, kernelSize: 3, padding: 'same' }),
    ])
    network.tensors['1.weight'].data.fill(1)
    using streaming = new StreamingNetwork(network)
    expect(streaming.stride).toBe(1)
    expect(streaming.latency).toBe(3 + 2 + 1)
    expect(streaming.multiplicationsPerSample).toBe(1 + 2 + 3)
    // Each output reads whole blocks of four samples: two or three of them.
    expect(streaming.receptiveField).toBe(4 + 7 + 2)
    for (let place = 12; place < 32; place++) {
      const signal = new Float32Array(48)
      signal[place] = NaN
      const [output] = streamed(streaming, [signal], [7])
      const reached = output.flatMap((value, i) => (Number.isNaN(value) ? [i] : []))
      expect(place - reached[0]).toBeLessThanOrEqual(streaming.latency)
      expect(reached[reached.length - 1] - place).toBeLessThan(streaming.receptiveField - streaming.latency)
    }
  })

  test('makes NaN of the outputs that read it only', () => {
    using network = new Sequential([
      new Conv1d({ inChannels: 1, outChannels: 1, kernelSize: 3, dilation: 2, padding: { left: 4 } }),
      new Activation('relu'),
    ])
    using streaming = new StreamingNetwork(network)
    const signal = new Float32Array(20).fill(1)
    signal[9] = NaN
    const [output] = streamed(streaming, [signal], [4])
    expect(output.flatMap((value, i) => (Number.isNaN(value) ? [i] : []))).toEqual([9, 11, 13])
  })

  test('resumes from a snapshot bit for bit, and forged ones do no harm', () => {
    const network = new Sequential([
      new Conv1d({ inChannels: 2, outChannels: 3, kernelSize: 3, dilation: 2, padding: 'same' }),
      new Activation('tanh'),
      new Pool('max', { size: 2, stride: 3 }),
      new Conv1d({ inChannels: 3, outChannels: 2, kernelSize: 2, stride: 2, padding: { left: 3, right: 2 } }),
      new ConvTranspose1d({ inChannels: 2, outChannels: 2, kernelSize: 4, stride: 2 }),
      new ConvTranspose1d({ inChannels: 2, outChannels: 1, kernelSize: 2, stride: 2, padding: 3 }),
    ])
    const resuming = {
      create: () => new StreamingNetwork(network),
      restore: (bytes: Uint8Array) => StreamingNetwork.restore(network, bytes),
      chunks: [1, 2, 3, 0, 7, 1, 20, 2].map((length, i) => [
        noise('float32', length, i),
        noise('float32', length, i + 9),
      ]),
    }
    expectToResume(resuming)
    expectForgeriesToDoNoHarm(resuming)
    const bytes = resuming.create().snapshot()
    network.tensors['0.weight'].data[0] += 1
    expect(() => StreamingNetwork.restore(network, bytes)).toThrow(
      'parameters must be what it was when the snapshot',
    )
  })

  test('refuses what cannot run in a stream, and says what can', () => {
    const network = (layer: Layer): Sequential => new Sequential([layer])
    expect(() => new StreamingNetwork(network(new GlobalPool('max')))).toThrow(
      new RangeError(
        'network must consist of Conv1d, ConvTranspose1d, Pool, Activation and BatchNorm to run in a stream, got ' +
          "a GlobalPool as '0': use a Pool with the size of a window",
      ),
    )
    const shape = { inChannels: 1, outChannels: 1, kernelSize: 3 }
    expect(
      () => new StreamingNetwork(network(new Conv1d({ ...shape, stride: 2, padding: 'same-upper' }))),
    ).toThrow("'same-upper' with a stride in '0': pass { left, right }")
    const misfit = new Sequential([new Conv1d(shape), new BatchNorm({ channels: 2 })])
    expect(() => new StreamingNetwork(misfit)).toThrow(
      "layer '1' (BatchNorm) must take the 1 channels of '0', got 2",
    )
    using streaming = new StreamingNetwork(network(new Conv1d({ ...shape, inChannels: 2 })))
    expect(() => streaming.process([[1]])).toThrow('chunk must have 2 channels, as the network takes, got 1')
    expect(() => streaming.process([[1], [1, 2]])).toThrow(
      'chunk[1] must have 1 samples, as chunk[0] has, got 2',
    )
  })

  test('copies the parameters, and frees its memory', () => {
    using network = new Sequential([
      new Conv1d({ inChannels: 1, outChannels: 5, kernelSize: 1, weights: [1, 2, 3, 4, 5] }),
    ])
    new StreamingNetwork(network).dispose()
    const heap = watchHeap()
    const streaming = new StreamingNetwork(network)
    network.tensors['0.weight'].data.fill(0)
    expect(streaming.process([[2]]).map(([value]) => value)).toEqual([2, 4, 6, 8, 10])
    streaming.dispose()
    streaming.dispose()
    expect(heap.blocks).toBe(0)
    expect(() => streaming.process([[1]])).toThrow('disposed')
  })
})
