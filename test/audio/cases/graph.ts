// A node within its graph: its connections, its settings, and its end.
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

/** A left channel of one sample, through a response with a tail: returns two channels of the output, after `prepare`. */
async function tailAfter(
  host: Host,
  prepare: (node: AudioNode, destination: AudioNode) => void,
): Promise<readonly Float32Array[]> {
  const context = new host.api.OfflineAudioContext(2, 1024, 48_000)
  const buffer = bufferOf(context, [new Float32Array(1000).fill(0.5)])
  const node = await host.createConvolverNode(context, { buffer, normalize: false })
  prepare(node, context.destination)
  player(host, context, [impulse(128, 0), new Float32Array(128)]).connect(node)
  return render(context)
}

/** The right channel while a mono input of 0.5 continues and a stereo input of 0.25 and 1 is added for 256 frames. */
async function rightAfter(host: Host, prepare: (node: AudioNode) => void): Promise<Float32Array> {
  const { context, merger } = discreteContext(host, 2, 1024, 48_000)
  const buffer = bufferOf(context, [[0, 0.5, 0.25]])
  const node = await host.createConvolverNode(context, { buffer, normalize: false })
  prepare(node)
  player(host, context, [new Float32Array(1024).fill(0.5)]).connect(node)
  player(host, context, [new Float32Array(256).fill(0.25), new Float32Array(256).fill(1)]).connect(node)
  lead(host, node, merger, [0, 1])
  const [, right] = await render(context)
  return right
}

/** The same, for an input that has one value for 256 frames, and then the other. */
function stepped(first: number, second: number): Float64Array {
  const input = Float64Array.from({ length: 1024 }, (_, n) => (n < 256 ? first : second))
  return input.map((_, n) => (n < 1 ? 0 : 0.5 * input[n - 1]) + (n < 2 ? 0 : 0.25 * input[n - 2]))
}

export const graph: Readonly<Record<string, Case>> = {
  'a NaN is in the outputs that it reaches, and in no others': async (host) => {
    const context = new host.api.OfflineAudioContext(1, 1600, 48_000)
    const ones = new Float32Array(1600).fill(1)
    ones[700] = NaN
    ones[900] = Infinity
    const buffer = bufferOf(context, [[1, 0.5, 0.25]])
    const node = await host.createConvolverNode(context, { buffer, normalize: false })
    player(host, context, [ones]).connect(node).connect(context.destination)
    const [output] = await render(context)
    const spoilt = [...output.keys()].filter((n) => !Number.isFinite(output[n]))
    check(spoilt.join() === '700,701,702,900,901,902', `not finite: ${spoilt.slice(0, 9).join()}`)
  },

  'a tail stays stereo whatever is disconnected and connected again': async (host) => {
    const changes: ((node: AudioNode, to: AudioNode) => void)[] = [
      (node, to) => node.connect(to),
      (node, to) => {
        node.connect(to)
        node.disconnect()
        node.connect(to)
      },
      (node, to) => {
        node.connect(to)
        node.disconnect(0)
        node.connect(to)
      },
      (node, to) => {
        node.connect(to)
        node.disconnect(to)
        node.connect(to, 0, 0)
      },
    ]
    for (const change of changes) {
      const [left, right] = await tailAfter(host, change)
      checkClose(left.subarray(0, 1000), new Float32Array(1000).fill(0.5), TOLERANCE, 'left')
      check(
        right.every((x) => x === 0),
        'the tail has come to the right channel',
      )
    }
  },

  'connections are those of an AudioNode': async (host) => {
    const context = new host.api.OfflineAudioContext(1, 128, 48_000)
    const node = await host.createConvolverNode(context, {
      buffer: bufferOf(context, [[1]]),
      normalize: false,
    })
    const gain = new host.api.GainNode(context, { gain: 0 })
    check(node.connect(gain) === gain, 'connect returns the destination')
    node.disconnect(gain)
    await checkFails(() => node.disconnect(gain), 'InvalidAccessError', '')
    await checkFails(() => node.connect(gain, 1), 'IndexSizeError', '')
    const ones = player(host, context, [new Float32Array(128).fill(1)])
    ones.connect(gain).connect(context.destination)
    ones.connect(node)
    node.connect(gain.gain)
    const [output] = await render(context)
    checkClose(output, new Float32Array(128).fill(1), TOLERANCE, 'a parameter that is driven')
  },

  'settings that are changed later are obeyed': async (host) => {
    const changes: [change: (node: AudioNode) => void, right: Float64Array][] = [
      [() => undefined, stepped(1.5, 0.5)],
      [(node) => (node.channelInterpretation = 'discrete'), stepped(1, 0)],
      [
        (node) => {
          node.channelInterpretation = 'discrete'
          node.channelInterpretation = 'speakers'
        },
        stepped(1.5, 0.5),
      ],
      [(node) => (node.channelCountMode = 'explicit'), stepped(1.5, 0.5)],
      [
        (node) => {
          node.channelInterpretation = 'discrete'
          node.channelCountMode = 'explicit'
        },
        stepped(1, 0),
      ],
      // The output has one channel.
      [(node) => (node.channelCount = 1), new Float64Array(1024)],
    ]
    for (const [change, right] of changes) {
      checkClose(await rightAfter(host, change), right, TOLERANCE, `right, after ${String(change)}`)
    }
  },

  'settings that a ConvolverNode refuses are also refused later, and a response changes none': async ({
    api,
    createConvolverNode,
  }) => {
    const context = new api.OfflineAudioContext(1, 128, 48_000)
    const node = await createConvolverNode(context)
    await checkFails(() => (node.channelCount = 3), 'NotSupportedError', 'channelCount must be 1 or 2, got 3')
    await checkFails(() => (node.channelCountMode = 'max'), 'NotSupportedError', "got 'max'")
    await checkFails(() => (node.normalize = 1 as never), 'TypeError', 'normalize must be true or false')
    node.buffer = bufferOf(context, [[1], [1]])
    check(node.channelCount === 2 && node.channelCountMode === 'clamped-max', 'a setting has changed')
    check(node.channelInterpretation === 'speakers', 'the interpretation has changed')
    await context.startRendering()
  },

  'of responses that are set at once, the last one counts': async (host) => {
    const context = new host.api.OfflineAudioContext(1, 4096, 48_000)
    const node = await host.createConvolverNode(context, {
      buffer: bufferOf(context, [[1]]),
      normalize: false,
    })
    player(host, context, [new Float32Array(4096).fill(1)])
      .connect(node)
      .connect(context.destination)
    await atFrame(context, 1024, () => {
      for (let gain = 2; gain <= 20; gain++) node.buffer = bufferOf(context, [[gain]])
    })
    const [output] = await render(context)
    check(output[1000] === 1 && output[4095] === 20, `${output[1000]} and ${output[4095]}, expected 1 and 20`)
  },

  'a node that was disposed of takes no response': async (host) => {
    const context = new host.api.OfflineAudioContext(1, 128, 48_000)
    const node = await host.createConvolverNode(context)
    node.dispose()
    node.dispose()
    await checkFails(() => (node.buffer = null), 'Error', 'this object was disposed')
    await context.startRendering()
  },

  'what is not a context or an option is refused': async ({ api, createConvolverNode }) => {
    const context = new api.OfflineAudioContext(1, 128, 48_000)
    const given = bufferOf(context, [[1]])
    const failures: [unknown, unknown, string][] = [
      [context, 42, 'options must be an object with any of buffer, normalize,'],
      [context, null, 'options must be an object'],
      [context, given, 'options must be an object such as { buffer }, got an AudioBuffer'],
      [context, { disableNormalization: true }, 'pass { normalize: false }'],
      [context, { Buffer: given }, "unknown option 'Buffer': did you mean 'buffer'?"],
      [context, { workletUrl: 5 }, 'workletUrl must be a string or a URL, got 5'],
      [undefined, {}, 'context must be an AudioContext or OfflineAudioContext'],
      [{ sampleRate: 48_000 }, {}, 'context must be an AudioContext or OfflineAudioContext'],
      [{ _nativeContext: context }, {}, 'got one of standardized-audio-context'],
      [{ rawContext: { _nativeContext: context } }, {}, 'call Tone.setContext with it'],
    ]
    for (const [where, options, says] of failures) {
      await checkFails(createConvolverNode(where as never, options as never), 'TypeError', says)
    }
    const wrapped = { rawContext: context } as unknown as BaseAudioContext
    const node = await createConvolverNode(wrapped, { buffer: given })
    check(node.context === context, 'the context is not the one that was wrapped')
    await context.startRendering()
  },
}
