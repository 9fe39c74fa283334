// Which responses are accepted, which are refused, how they are scaled, and how they are replaced.
import { type AudioDataLike, prepareImpulseResponse, type TaplineConvolverNode } from 'tapline/audio'
import {
  atFrame,
  bufferOf,
  type Case,
  check,
  checkClose,
  checkFails,
  discreteContext,
  type Host,
  impulse,
  lead,
  player,
  render,
  TOLERANCE,
} from './host.js'

/** The scale of the specification, in its terms: calibration −58 dB at 44.1 kHz, RMS at least −78 dB. */
function specifiedScale(channels: readonly Float32Array[], sampleRate: number): number {
  let power = 0
  for (const samples of channels) for (const sample of samples) power += sample * sample
  power = Math.sqrt(power / (channels.length * channels[0].length))
  if (!Number.isFinite(power) || power < 0.000125) power = 0.000125
  let scale = (1 / power) * 0.00125
  scale *= 44_100 / sampleRate
  if (channels.length === 4) scale *= 0.5
  return scale
}

/** Renders a click through responses, one node each, all in one context; also returns the nodes. */
async function clicked(
  host: Host,
  responses: readonly AudioDataLike[],
  length: number,
): Promise<{ nodes: TaplineConvolverNode[]; outputs: Float32Array[] }> {
  const { context, merger } = discreteContext(host, 2 * responses.length, length, 48_000)
  const nodes = await Promise.all(responses.map((buffer) => host.createConvolverNode(context, { buffer })))
  for (const [i, node] of nodes.entries()) {
    player(host, context, [[1], [1]]).connect(node)
    lead(host, node, merger, [2 * i, 2 * i + 1])
  }
  return { nodes, outputs: await render(context) }
}

export const buffers: Readonly<Record<string, Case>> = {
  'one, two and four channels are taken, all other numbers are refused': async ({
    api,
    createConvolverNode,
  }) => {
    const context = new api.OfflineAudioContext(1, 128, 48_000)
    const node = await createConvolverNode(context)
    for (let count = 1; count <= 32; count++) {
      const buffer = context.createBuffer(count, 1, 48_000)
      if ([1, 2, 4].includes(count)) node.buffer = buffer
      else {
        const says = `buffer must have 1 channel, 2 (left, right) or 4 (LL, LR, RL, RR), got ${count}`
        await checkFails(() => (node.buffer = buffer), 'NotSupportedError', says)
        await checkFails(createConvolverNode(context, { buffer }), 'NotSupportedError', says)
      }
    }
    await context.startRendering()
  },

  'settings of a ConvolverNode are taken, others refused': async ({ api, createConvolverNode }) => {
    const context = new api.OfflineAudioContext(1, 128, 48_000)
    const plain = await createConvolverNode(context)
    check(plain.buffer === null && plain.normalize, 'a node has no buffer at first, and normalizes')
    check(plain.numberOfInputs === 1 && plain.numberOfOutputs === 1, 'a node has one input and one output')
    check(plain.channelCount === 2, 'channelCount is 2')
    check(plain.channelCountMode === 'clamped-max', 'channelCountMode is clamped-max')
    check(plain.channelInterpretation === 'speakers', 'channelInterpretation is speakers')
    const other = await createConvolverNode(context, {
      channelCount: 1,
      channelCountMode: 'explicit',
      channelInterpretation: 'discrete',
    })
    check(other.channelCount === 1, 'channelCount is 1')
    check(other.channelCountMode === 'explicit', 'channelCountMode is explicit')
    check(other.channelInterpretation === 'discrete', 'channelInterpretation is discrete')
    for (const channelCount of [0, 3, 99]) {
      await checkFails(createConvolverNode(context, { channelCount }), 'NotSupportedError', '')
    }
    await checkFails(createConvolverNode(context, { channelCountMode: 'max' }), 'NotSupportedError', "'max'")
    const buffer = context.createBuffer(1, 1, 24_000)
    await checkFails(createConvolverNode(context, { buffer }), 'NotSupportedError', 'got 24000 Hz')
    await context.startRendering()
  },

  'wrong values are refused with a remedy': async ({ api, createConvolverNode }) => {
    const context = new api.OfflineAudioContext(1, 128, 48_000)
    const none = {} as AudioBuffer
    await checkFails(
      createConvolverNode(context, { buffer: none }),
      'TypeError',
      'buffer must be { channels, sampleRate } or an AudioBuffer, got',
    )
    const bad = bufferOf(context, [[1, NaN]])
    await checkFails(
      createConvolverNode(context, { buffer: bad }),
      'RangeError',
      'buffer.getChannelData(0)[1] must be finite, got NaN',
    )
    const precision = 'float16' as 'float32'
    await checkFails(
      createConvolverNode(context, { precision }),
      'RangeError',
      `precision must be 'float32' or 'float64', got "float16"`,
    )
    const word = 'none' as unknown as boolean
    await checkFails(
      createConvolverNode(context, { normalize: word }),
      'TypeError',
      'normalize must be true or false, got "none"',
    )
    const node = await createConvolverNode(context)
    for (const fadeSeconds of [-1, NaN, Infinity, 1e12]) {
      await checkFails(() => node.setBuffer(null, { fadeSeconds }), 'RangeError', `${fadeSeconds}`)
    }
    await context.startRendering()
  },

  'a context that was rendered takes no more nodes': async ({ api, createConvolverNode }) => {
    const context = new api.OfflineAudioContext(1, 128, 48_000)
    await context.startRendering()
    await checkFails(
      createConvolverNode(context),
      'Error',
      'the context must be open, got one that is closed or was already rendered: make',
    )
  },

  'a buffer is set, and set again, and removed, and set': async ({ api, createConvolverNode }) => {
    const context = new api.OfflineAudioContext(1, 128, 48_000)
    const buffer = bufferOf(context, [[1]])
    const node = await createConvolverNode(context, { buffer: null })
    for (const next of [null, buffer, buffer, null, null, buffer]) {
      node.buffer = next
      check(node.buffer === next, 'the buffer is the one that was set')
    }
    await context.startRendering()
  },

  'without a buffer there is silence': async (host) => {
    const context = new host.api.OfflineAudioContext(1, 512, 48_000)
    const node = await host.createConvolverNode(context)
    player(host, context, [Array(512).fill(1)]).connect(node)
    node.connect(context.destination)
    const [output] = await render(context)
    check(
      output.every((value) => value === 0),
      'it is not silent',
    )
  },

  'a buffer of four channels that is set while sound plays is heard': async (host) => {
    const context = new host.api.OfflineAudioContext(1, 1280, 8192)
    const node = await host.createConvolverNode(context, { normalize: false })
    const source = new host.api.OscillatorNode(context)
    source.connect(node)
    node.connect(context.destination)
    source.start()
    await atFrame(context, 512, () => {
      node.buffer = bufferOf(context, Array(4).fill([1, 1, 1, 1]))
    })
    const [output] = await render(context)
    check(
      output.subarray(0, 512).every((value) => value === 0),
      'it is heard before it is set',
    )
    check(
      output.subarray(1152).some((value) => value !== 0),
      'it is not heard',
    )
  },

  'a response is scaled as the specification says, or not at all': async (host) => {
    for (const [channelCount, sampleRate, amplitude] of [
      [1, 44_100, 1],
      [2, 48_000, 0.3],
      [4, 22_050, 2],
      [1, 48_000, 1e-6],
    ] as const) {
      for (const normalize of [true, false]) {
        const context = new host.api.OfflineAudioContext(2, 256, sampleRate)
        const channels = Array.from({ length: channelCount }, (_, k) =>
          Float32Array.from({ length: 100 }, (__, n) => amplitude * Math.sin(n + k + 1)),
        )
        const node = await host.createConvolverNode(context, {
          buffer: bufferOf(context, channels),
          normalize,
        })
        player(host, context, [[1], [0]])
          .connect(node)
          .connect(context.destination)
        const [output] = await render(context)
        const scale = normalize ? specifiedScale(channels, sampleRate) : 1
        const expected = Array.from({ length: 256 }, (_, n) => scale * (n < 100 ? channels[0][n] : 0))
        checkClose(output, expected, scale * amplitude * TOLERANCE, `${channelCount} channels`)
      }
    }
  },

  'a response may be sound that is not an AudioBuffer, and becomes one': async (host) => {
    const channels = [
      [1, 0.5, 0.1],
      [0.25, -0.3, 0],
    ]
    const { api } = host
    const buffer = bufferOf(new api.OfflineAudioContext(1, 1, 48_000), channels)
    const data = { channels, sampleRate: 48_000 }
    const { nodes, outputs } = await clicked(host, [buffer, data, prepareImpulseResponse(data)], 128)
    for (const [i, node] of nodes.entries()) {
      checkClose(outputs[2 * i], outputs[0], 0, 'left')
      checkClose(outputs[2 * i + 1], outputs[1], 0, 'right')
      check(node.buffer instanceof api.AudioBuffer, 'the buffer is an AudioBuffer')
      check(i > 0 || node.buffer === buffer, 'the buffer is the one that was set')
      check(node.buffer?.sampleRate === 48_000 && node.tailTime === 2 / 48_000, 'it is as long')
      for (const [k, samples] of channels.entries()) {
        checkClose(node.buffer?.getChannelData(k) ?? buffer.getChannelData(k), samples, 1e-7, 'the buffer')
      }
    }
    check(Math.abs(outputs[0][0]) > 0, 'something is heard')
  },

  'a response that was normalized before is not scaled again': async (host) => {
    const channels = [[0.5, 0.25, -0.125]]
    const prepared = (normalize: 'none' | 'peak'): AudioDataLike =>
      prepareImpulseResponse({ channels, sampleRate: 48_000 }, { normalize })
    const peak = prepared('peak')
    const { nodes, outputs } = await clicked(host, [peak, structuredClone(peak), prepared('none')], 4)
    const scale = specifiedScale([Float32Array.from(channels[0])], 48_000)
    checkClose(outputs[0], [1, 0.5, -0.25, 0], 0, 'by its peak')
    checkClose(outputs[2], [1, 0.5, -0.25, 0], 0, 'by its peak, from another thread')
    checkClose(outputs[4], [0.5 * scale, 0.25 * scale, -0.125 * scale, 0], scale * TOLERANCE, 'not before')
    const { outputs: again } = await clicked(host, [nodes[0].buffer ?? { channels, sampleRate: 0 }], 4)
    checkClose(again[0], [1, 0.5, -0.25, 0], 0, 'from node to node')
  },

  'sound that is not a response is refused with a remedy, and changes nothing': async ({
    api,
    createConvolverNode,
  }) => {
    const context = new api.OfflineAudioContext(1, 128, 48_000)
    const node = await createConvolverNode(context, { buffer: { channels: [[1]], sampleRate: 48_000 } })
    const before = node.buffer
    for (const [channels, sampleRate, name, says] of [
      [
        [],
        48_000,
        'NotSupportedError',
        'buffer must have 1 channel, 2 (left, right) or 4 (LL, LR, RL, RR), got 0',
      ],
      [[[1], [1], [1]], 48_000, 'NotSupportedError', 'or 4 (LL, LR, RL, RR), got 3'],
      [
        [[1]],
        44_100,
        'NotSupportedError',
        'convert it, by prepareImpulseResponse(buffer, { sampleRate: 48000',
      ],
      [[[1]], NaN, 'RangeError', 'buffer.sampleRate must be a finite number above 0, got NaN'],
      [[[]], 48_000, 'RangeError', 'buffer.channels[0] must have at least one sample'],
      [
        [[1], [1, 2]],
        48_000,
        'RangeError',
        'buffer.channels[1] must have 1 samples, as the first channel has, got 2',
      ],
      [[[0, Infinity]], 48_000, 'RangeError', 'buffer.channels[0][1] must be finite, got Infinity'],
      [[[1e300]], 48_000, 'RangeError', 'buffer.getChannelData(0)[0] must be finite, got Infinity'],
    ] as const) {
      const buffer = { channels, sampleRate }
      await checkFails(createConvolverNode(context, { buffer }), name, says)
      await checkFails(() => node.setBuffer(buffer), name, says)
    }
    check(node.buffer === before, 'the buffer is the one that was set before')
    await context.startRendering()
  },

  'latency and tailTime are reported': async ({ api, createConvolverNode }) => {
    const context = new api.OfflineAudioContext(1, 128, 48_000)
    const node = await createConvolverNode(context)
    check(node.latency === 0 && node.tailTime === 0, 'without a buffer they are 0')
    node.buffer = bufferOf(context, [impulse(48_001, 7)])
    check(node.latency === 0, 'latency is 0')
    check(node.tailTime === 1, `tailTime is ${node.tailTime}, expected 1`)
    await context.startRendering()
  },
}
