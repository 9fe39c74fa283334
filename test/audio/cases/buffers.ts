// What may be a response, what is refused, how it is scaled, and how it is replaced.
import {
  atFrame,
  bufferOf,
  type Case,
  check,
  checkClose,
  checkFails,
  impulse,
  player,
  render,
  TOLERANCE,
} from './host.js'

/** The scale of the specification, in its words: a response is played as loud as −58 dB, from 44.1 kHz, RMS at least −78 dB. */
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
        const says = `buffer has ${count} channels: give one with 1, 2 (left, right) or 4`
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
    await checkFails(createConvolverNode(context, { buffer }), 'NotSupportedError', 'sampled at 24000 Hz')
    await context.startRendering()
  },

  'wrong values are refused with a remedy': async ({ api, createConvolverNode }) => {
    const context = new api.OfflineAudioContext(1, 128, 48_000)
    const none = {} as AudioBuffer
    await checkFails(createConvolverNode(context, { buffer: none }), 'TypeError', 'buffer is no AudioBuffer')
    const bad = bufferOf(context, [[1, NaN]])
    await checkFails(createConvolverNode(context, { buffer: bad }), 'RangeError', 'not finite: mend')
    const precision = 'float16' as 'float32'
    await checkFails(createConvolverNode(context, { precision }), 'RangeError', 'precision is "float16"')
    const node = await createConvolverNode(context)
    for (const fadeSeconds of [-1, NaN, Infinity, 1e12]) {
      await checkFails(() => node.setBuffer(null, { fadeSeconds }), 'RangeError', `${fadeSeconds}`)
    }
    await context.startRendering()
  },

  'a context that was rendered takes no more nodes': async ({ api, createConvolverNode }) => {
    const context = new api.OfflineAudioContext(1, 128, 48_000)
    await context.startRendering()
    await checkFails(createConvolverNode(context), 'Error', 'the context is closed, or was rendered: make')
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

  'a buffer of four channels that is set while sound goes on is heard': async (host) => {
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

  'latency and tailTime are told': async ({ api, createConvolverNode }) => {
    const context = new api.OfflineAudioContext(1, 128, 48_000)
    const node = await createConvolverNode(context)
    check(node.latency === 0 && node.tailTime === 0, 'without a buffer they are 0')
    node.buffer = bufferOf(context, [impulse(48_001, 7)])
    check(node.latency === 0, 'latency is 0')
    check(node.tailTime === 1, `tailTime is ${node.tailTime}, expected 1`)
    await context.startRendering()
  },
}
