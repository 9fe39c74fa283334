// The output, sample by sample: triangles, tails, channels that come and go, responses that take over.
import {
  atFrame,
  bufferOf,
  type Case,
  check,
  checkClose,
  discreteContext,
  type Host,
  impulse,
  lead,
  player,
  render,
  TOLERANCE,
} from './host.js'

const PULSE_LENGTH = 44_100

/** Σ of two square pulses' products: up by one to `length`, and down by one. */
function triangle(length: number, n: number): number {
  return Math.max(0, Math.min(n + 1, 2 * length - 1 - n))
}

function decibels(ratio: number): number {
  return 20 * Math.log10(ratio)
}

/** The node between stereo splitters, beside one node for the mono part and one for the stereo part, mixed afterwards. */
function upMixingCase(channelInterpretation: 'speakers' | 'discrete', monoFrames: number): Case {
  return async (host) => {
    const length = monoFrames + 256 + 256 + 640
    const { context, merger } = discreteContext(host, 4, length, 32_768)
    const response = impulse(256, 255).map((tap, k) => (k === 0 ? 0.5 : tap / 2))
    const options = { buffer: bufferOf(context, [response]), normalize: false, channelInterpretation }
    const [node, mono, stereo] = [
      await host.createConvolverNode(context, options),
      await host.createConvolverNode(context, options),
      await host.createConvolverNode(context, options),
    ]
    const mixer = new host.api.GainNode(context, { channelInterpretation })
    lead(host, node, merger, [0, 1])
    lead(host, mixer, merger, [2, 3])
    mono.connect(mixer)
    stereo.connect(mixer)
    const tone = new host.api.OscillatorNode(context, { frequency: 440 })
    tone.connect(node)
    tone.connect(mono)
    tone.start()
    const burst = [0.01, 0.02].map((step) => Float32Array.from({ length: 256 }, (_, n) => Math.sin(step * n)))
    for (const start of [monoFrames, monoFrames + 640]) {
      const source = player(host, context, burst, start)
      source.connect(node)
      source.connect(stereo)
    }
    const [left, right, expectedLeft, expectedRight] = await render(context)
    check(
      expectedRight.some((value) => Math.abs(value) > 0.1),
      'there is something in the right channel',
    )
    checkClose(left, expectedLeft, 3 * 2 ** -22, 'left')
    checkClose(right, expectedRight, 3 * 2 ** -22, 'right')
  }
}

/** A tone through an identity response, which is replaced after 1024 frames; returns input and output. */
async function exchanged(
  host: Host,
  next: ArrayLike<number> | null,
  fadeSeconds?: number,
): Promise<Float32Array[]> {
  const { context, merger } = discreteContext(host, 2, 4096, 8192)
  const node = await host.createConvolverNode(context, {
    buffer: bufferOf(context, [impulse(1024, 0)]),
    normalize: false,
  })
  const source = new host.api.OscillatorNode(context, { frequency: 210 })
  source.connect(node)
  source.connect(merger, 0, 0)
  lead(host, node, merger, [1])
  source.start()
  await atFrame(context, 1024, () => {
    node.setBuffer(
      next === null ? null : bufferOf(context, [next]),
      fadeSeconds === undefined ? {} : { fadeSeconds },
    )
  })
  return render(context)
}

export const signals: Readonly<Record<string, Case>> = {
  'two pulses of a second make a triangle, then nearly nothing, then nothing': async (host) => {
    const context = new host.api.OfflineAudioContext(2, 3 * PULSE_LENGTH, PULSE_LENGTH)
    const pulse = new Float32Array(PULSE_LENGTH).fill(1)
    const node = await host.createConvolverNode(context, {
      buffer: bufferOf(context, [pulse]),
      normalize: false,
    })
    player(host, context, [pulse]).connect(node).connect(context.destination)
    const [output] = await render(context)
    const end = 2 * PULSE_LENGTH
    let deviation = 0
    for (let n = 0; n < end - 1; n++) {
      const expected = triangle(PULSE_LENGTH, n)
      deviation = Math.max(deviation, Math.abs(output[n] - expected) / expected)
    }
    check(decibels(deviation) <= -124.41, `the triangle deviates by ${decibels(deviation)} dB`)
    const tail = output.subarray(end, end + 12_800).reduce((peak, x) => Math.max(peak, Math.abs(x)), 0)
    check(decibels(tail / PULSE_LENGTH) <= -129.7, `the tail is at ${decibels(tail / PULSE_LENGTH)} dB`)
    check(
      output.subarray(end + 12_800).every((x) => x === 0),
      'there is something after the tail',
    )
  },

  'after the tail the output is exactly zero': async (host) => {
    const { context, merger } = discreteContext(host, 12, 1024, 48_000)
    let channel = 0
    for (const precision of ['float32', 'float64'] as const) {
      for (const channelCount of [1, 2, 4]) {
        const channels = Array.from({ length: channelCount }, (_, k) =>
          Float32Array.from({ length: 300 }, (__, n) => Math.cos(n * (k + 1))),
        )
        const buffer = bufferOf(context, channels)
        const node = await host.createConvolverNode(context, { buffer, precision })
        player(host, context, [channels[0], channels[0]]).connect(node)
        lead(host, node, merger, [channel++, channel++])
      }
    }
    for (const output of await render(context)) {
      check(output[450] !== 0, 'there is nothing in the tail')
      check(
        output.subarray(599).every((x) => x === 0),
        'there is something after the tail',
      )
    }
  },

  'mono and stereo inputs, mono at first, are as if convolved apart': upMixingCase('speakers', 384),
  'mono and stereo inputs, stereo at first, are as if convolved apart': upMixingCase('speakers', 0),
  'mono and stereo inputs, discrete, are as if convolved apart': upMixingCase('discrete', 384),

  'the tail of a stereo input stays stereo': async (host) => {
    const context = new host.api.OfflineAudioContext(2, 4096, 48_000)
    const response = Float32Array.from({ length: 3000 }, (_, n) => 0.999 ** n)
    const node = await host.createConvolverNode(context, {
      buffer: bufferOf(context, [response]),
      normalize: false,
    })
    player(host, context, [impulse(100, 0), new Float32Array(100)])
      .connect(node)
      .connect(context.destination)
    const [left, right] = await render(context)
    checkClose(left.subarray(0, 3000), response, TOLERANCE, 'left')
    check(
      right.every((x) => x === 0),
      'the tail has come to the right channel',
    )
  },

  'the tail of a stereo input stays stereo after a delay that is longer than the input': async (host) => {
    const { context, merger } = discreteContext(host, 2, 2048, 48_000)
    const buffer = bufferOf(context, [impulse(1500, 300)])
    const node = await host.createConvolverNode(context, { buffer, normalize: false })
    player(host, context, [[0.5], [-0.25]]).connect(node)
    lead(host, node, merger, [0, 1])
    const [left, right] = await render(context)
    checkClose(
      left,
      impulse(2048, 300).map((x) => 0.5 * x),
      TOLERANCE,
      'left',
    )
    checkClose(
      right,
      impulse(2048, 300).map((x) => -0.25 * x),
      TOLERANCE,
      'right',
    )
  },

  'a response takes over, and sounds on what came before': async (host) => {
    const [input, output] = await exchanged(host, impulse(1024, 1000))
    const delayed = input.map((_, n) => (n < 1000 ? 0 : input[n - 1000]))
    checkClose(output.subarray(0, 1024), input.subarray(0, 1024), TOLERANCE, 'before')
    checkClose(output.subarray(1280), delayed.subarray(1280), TOLERANCE, 'after')
  },

  'a response fades into another without a click': async (host) => {
    const [input, output] = await exchanged(host, [-1], 1024 / 8192)
    checkClose(output.subarray(0, 1024), input.subarray(0, 1024), TOLERANCE, 'before')
    checkClose(
      output.subarray(2560),
      input.subarray(2560).map((x) => -x),
      TOLERANCE,
      'after',
    )
    // The tone itself changes by at most 2π·210/8192 per sample, and the fade by π/1024.
    for (let n = 1; n < output.length; n++) {
      check(Math.abs(output[n] - output[n - 1]) < 0.17, `there is a click at ${n}`)
    }
  },

  'a stereo response that follows upon a mono one gives a stereo output': async (host) => {
    const { context, merger } = discreteContext(host, 3, 1024, 8192)
    const node = await host.createConvolverNode(context, {
      buffer: bufferOf(context, [[1]]),
      normalize: false,
    })
    const source = new host.api.OscillatorNode(context)
    source.connect(node)
    source.connect(merger, 0, 0)
    lead(host, node, merger, [1, 2])
    source.start()
    node.buffer = bufferOf(context, [[1], [-1]])
    const [input, left, right] = await render(context)
    checkClose(left.subarray(512), input.subarray(512), TOLERANCE, 'left')
    checkClose(
      right.subarray(512),
      input.subarray(512).map((x) => -x),
      TOLERANCE,
      'right',
    )
  },

  'a stereo response gives a stereo output of a single channel as well, whenever it is set': async (host) => {
    const { context, merger } = discreteContext(host, 4, 512, 48_000)
    const buffer = bufferOf(context, [[1], [-1]])
    const options = { channelCount: 1, normalize: false }
    const late = await host.createConvolverNode(context, options)
    late.buffer = buffer
    const nodes = [await host.createConvolverNode(context, { ...options, buffer }), late]
    for (const [i, node] of nodes.entries()) {
      player(host, context, [new Float32Array(512).fill(1)]).connect(node)
      lead(host, node, merger, [2 * i, 2 * i + 1])
    }
    const outputs = await render(context)
    for (const [i, samples] of outputs.entries()) {
      const expected = Array<number>(256).fill(i % 2 === 0 ? 1 : -1)
      checkClose(samples.subarray(256), expected, TOLERANCE, `output ${i}`)
    }
  },

  'a response that is removed leaves silence': async (host) => {
    const [, output] = await exchanged(host, null)
    check(
      output.subarray(1280).every((x) => x === 0),
      'it is not silent',
    )
  },

  'a node that was disposed of is silent': async (host) => {
    const context = new host.api.OfflineAudioContext(1, 1024, 48_000)
    const node = await host.createConvolverNode(context, { buffer: bufferOf(context, [[1]]) })
    player(host, context, [new Float32Array(1024).fill(1)]).connect(node)
    node.connect(context.destination)
    node.dispose()
    const [output] = await render(context)
    check(
      output.every((x) => x === 0),
      'it is heard',
    )
  },
}
