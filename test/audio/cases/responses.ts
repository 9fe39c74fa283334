// Responses of one, two and four channels with inputs of one to six, as in the Web Platform Tests: the impulse of a response is
// delayed by one more sample in each channel.
import {
  type Case,
  check,
  checkClose,
  discreteContext,
  type Host,
  impulse,
  bufferOf,
  lead,
  render,
  squares,
  TOLERANCE,
} from './host.js'

const SAMPLE_RATE = 8192
const LENGTH = 1280

interface Setting {
  readonly responseChannels: 1 | 2 | 4
  readonly inputChannels: number
  readonly options:
    | { readonly channelCount?: number; readonly channelCountMode?: 'clamped-max' | 'explicit' }
    | undefined
}

/** The output for a stereo input. */
function expected(
  { responseChannels }: Pick<Setting, 'responseChannels'>,
  [left, right]: readonly Float32Array[],
): Float64Array[] {
  if (responseChannels === 1) return [delayed(left, 1), delayed(right, 1)]
  if (responseChannels === 2) return [delayed(left, 1), delayed(right, 2)]
  return [sum(delayed(left, 1), delayed(right, 3)), sum(delayed(left, 2), delayed(right, 4))]
}

function delayed(samples: Float32Array, by: number): Float64Array {
  return Float64Array.from(samples, (_, n) => (n < by ? 0 : samples[n - by]))
}

function sum(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, n) => value + b[n])
}

/** The nodes in one context, each beside a plain gain that mixes its input in the way expected of the node. */
function responseCase(settings: readonly Setting[]): Case {
  return async (host) => {
    const { context, merger } = discreteContext(host, 4 * settings.length, LENGTH, SAMPLE_RATE)
    for (const [i, { responseChannels, inputChannels, options }] of settings.entries()) {
      const source = squares(host, context, inputChannels)
      const channels = Array.from({ length: responseChannels }, (_, k) => impulse(8, k + 1))
      const buffer = bufferOf(context, channels)
      const node = await host.createConvolverNode(context, { buffer, normalize: false, ...options })
      const channelCount = options?.channelCount ?? 2
      const mixer = new host.api.GainNode(context, { channelCount, channelCountMode: 'explicit' })
      source.connect(node)
      source.connect(mixer)
      lead(host, node, merger, [4 * i, 4 * i + 1])
      lead(host, mixer, merger, channelCount === 1 ? [4 * i + 2] : [4 * i + 2, 4 * i + 3])
    }
    const rendered = await render(context)
    for (const [i, setting] of settings.entries()) {
      const [left, right, mixedLeft, mixedRight] = rendered.slice(4 * i, 4 * i + 4)
      const isMono = setting.options?.channelCount === 1
      const [expectedLeft, expectedRight] = expected(setting, [mixedLeft, isMono ? mixedLeft : mixedRight])
      checkClose(left, expectedLeft, TOLERANCE, `left, for ${setting.inputChannels} channels`)
      checkClose(right, expectedRight, TOLERANCE, `right, for ${setting.inputChannels} channels`)
    }
  }
}

const explicitly = { channelCountMode: 'explicit' } as const
const asMono = { channelCount: 1, channelCountMode: 'explicit' } as const

const mixtures = Object.fromEntries(
  ([1, 2, 4] as const).flatMap((responseChannels): [string, Case][] => {
    const inputs = (options: Setting['options'], counts: readonly number[]): Case =>
      responseCase(counts.map((inputChannels) => ({ responseChannels, inputChannels, options })))
    return [
      [`a response of ${responseChannels}, inputs of 2 to 6`, inputs({}, [2, 3, 4, 6])],
      [`a response of ${responseChannels}, inputs of 1 to 6, explicit`, inputs(explicitly, [1, 2, 3, 4, 6])],
      ...(responseChannels === 1
        ? []
        : [
            [
              `a response of ${responseChannels}, inputs of 1 to 6 mixed to mono`,
              inputs(asMono, [1, 2, 3, 4, 6]),
            ] satisfies [string, Case],
          ]),
    ]
  }),
)

/** A mono input through a mono response; returns the input and two channels of the output. */
async function monoThroughMono(
  host: Host,
  options: NonNullable<Setting['options']>,
): Promise<readonly Float32Array<ArrayBuffer>[]> {
  const { context, merger } = discreteContext(host, 3, LENGTH, SAMPLE_RATE)
  const source = new host.api.OscillatorNode(context)
  const buffer = bufferOf(context, [impulse(2, 1)])
  const node = await host.createConvolverNode(context, { buffer, normalize: false, ...options })
  source.connect(node)
  source.connect(merger, 0, 0)
  lead(host, node, merger, [1, 2])
  source.start()
  return render(context)
}

export const responses: Readonly<Record<string, Case>> = {
  ...mixtures,

  'a mono response keeps a mono input mono': async (host) => {
    for (const options of [{}, { channelCountMode: 'clamped-max' }] as const) {
      const [input, left, right] = await monoThroughMono(host, options)
      checkClose(left, delayed(input, 1), TOLERANCE, 'left')
      check(
        right.every((value) => value === 0),
        'there is a second channel',
      )
    }
  },

  'a mono response and a mono input mixed to stereo give two channels': async (host) => {
    const [input, left, right] = await monoThroughMono(host, explicitly)
    checkClose(left, delayed(input, 1), TOLERANCE, 'left')
    checkClose(right, delayed(input, 1), TOLERANCE, 'right')
  },

  'a mono input reaches both channels of responses of two and of four': async (host) => {
    for (const responseChannels of [2, 4] as const) {
      const { context, merger } = discreteContext(host, 3, LENGTH, SAMPLE_RATE)
      const source = new host.api.OscillatorNode(context, { type: 'square' })
      const channels = Array.from({ length: responseChannels }, (_, k) => impulse(8, k + 1))
      const node = await host.createConvolverNode(context, {
        buffer: bufferOf(context, channels),
        normalize: false,
      })
      source.connect(node)
      source.connect(merger, 0, 2)
      source.start()
      lead(host, node, merger, [0, 1])
      const [left, right, input] = await render(context)
      const [expectedLeft, expectedRight] = expected({ responseChannels }, [input, input])
      checkClose(left, expectedLeft, TOLERANCE, 'left')
      checkClose(right, expectedRight, TOLERANCE, 'right')
    }
  },

  'two nodes in a row': async (host) => {
    const { context, merger } = discreteContext(host, 2, 2000, 8000)
    const source = new host.api.OscillatorNode(context)
    const buffers = [1, 2].map((delay) => bufferOf(context, [impulse(5, delay)]))
    const [first, second] = [
      await host.createConvolverNode(context, { buffer: buffers[0], normalize: false }),
      await host.createConvolverNode(context, { buffer: buffers[1], normalize: false }),
    ]
    source.connect(first).connect(second).connect(merger, 0, 0)
    source.connect(merger, 0, 1)
    source.start()
    const [output, input] = await render(context)
    checkClose(output, delayed(input, 3), TOLERANCE, 'output')
  },
}
