import type * as nodeWebAudioApi from 'node-web-audio-api'
import type { createConvolverNode } from 'tapline/audio'

/** The Web Audio API of the host, and the functions under test. */
export interface Host {
  readonly api: typeof nodeWebAudioApi
  readonly createConvolverNode: typeof createConvolverNode
  /** The options of an AudioContext that needs no device. */
  readonly deviceless: AudioContextOptions
}

/** A case runs on any host, and throws if something is wrong. */
export type Case = (host: Host) => Promise<void>

/** The Web Platform Tests allow this error; sources have amplitude 1. */
export const TOLERANCE = 2 ** -21

/** Throws unless the condition holds. Not vitest's `expect`, which does not run in a browser page. */
export function check(isSo: boolean, what: string): void {
  if (!isSo) throw new Error(what)
}

/** Throws unless all values are within `error` of the expected ones. */
export function checkClose(
  actual: Float32Array,
  expected: ArrayLike<number>,
  error: number,
  what: string,
): void {
  check(actual.length === expected.length, `${what}: ${actual.length} values, expected ${expected.length}`)
  for (let i = 0; i < actual.length; i++) {
    check(
      Math.abs(actual[i] - expected[i]) <= error,
      `${what}: [${i}] is ${actual[i]}, expected ${expected[i]}`,
    )
  }
}

/** Throws unless the promise or the function fails with an error of this name whose message contains this text. */
export async function checkFails(
  failing: Promise<unknown> | (() => unknown),
  name: string,
  says: string,
): Promise<void> {
  try {
    await (typeof failing === 'function' ? failing() : failing)
  } catch (error) {
    check(error instanceof Error || error instanceof DOMException, `${String(error)} is not an error`)
    const { name: actual, message } = error as Error
    check(actual === name && message.includes(says), `${actual}: ${message}, expected ${name}: ${says}`)
    return
  }
  throw new Error(`nothing was thrown, expected ${name}: ${says}`)
}

/** Renders, and copies the channels: in node-web-audio-api they are freed with their buffer. */
export async function render(context: OfflineAudioContext): Promise<Float32Array<ArrayBuffer>[]> {
  const buffer = await context.startRendering()
  return Array.from({ length: buffer.numberOfChannels }, (_, channel) => {
    const samples = new Float32Array(buffer.length)
    buffer.copyFromChannel(samples, channel)
    return samples
  })
}

/**
 * Runs an action when rendering reaches a frame, and lets the worklet receive its messages. Await it before rendering begins. In
 * node-web-audio-api, `suspend` runs on another thread and does not report when it is done: rendering that begins at once may
 * overtake it, and then fails or does not stop.
 */
export async function atFrame(context: OfflineAudioContext, frame: number, act: () => void): Promise<void> {
  void context.suspend(frame / context.sampleRate).then(() => {
    act()
    // Gives the message time to reach the worklet, which does not wait for it.
    setTimeout(() => void context.resume(), 200)
  })
  await new Promise((resolve) => setTimeout(resolve, 50))
}

/** A buffer of these channels. */
export function bufferOf(context: BaseAudioContext, channels: readonly ArrayLike<number>[]): AudioBuffer {
  const buffer = context.createBuffer(channels.length, channels[0].length, context.sampleRate)
  for (const [i, samples] of channels.entries()) buffer.copyToChannel(Float32Array.from(samples), i)
  return buffer
}

/** `length` zeros, except a one at `index`. */
export function impulse(length: number, index: number): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(length)
  samples[index] = 1
  return samples
}

/** A source that plays these channels once, beginning at a frame. */
export function player(
  { api }: Host,
  context: BaseAudioContext,
  channels: readonly ArrayLike<number>[],
  startFrame = 0,
): AudioBufferSourceNode {
  const source = new api.AudioBufferSourceNode(context, { buffer: bufferOf(context, channels) })
  source.start(startFrame / context.sampleRate)
  return source
}

/** A source with this number of channels: square waves of different frequencies, merged. */
export function squares({ api }: Host, context: BaseAudioContext, count: number): AudioNode {
  const merger = new api.ChannelMergerNode(context, { numberOfInputs: count })
  for (let k = 0; k < count; k++) {
    const oscillator = new api.OscillatorNode(context, { type: 'square', frequency: 440 + 220 * k })
    oscillator.connect(merger, 0, k)
    oscillator.start()
  }
  return merger
}

/** Connects the first channels of a node to the given inputs of the merger. */
export function lead({ api }: Host, node: AudioNode, merger: AudioNode, inputs: readonly number[]): void {
  const splitter = new api.ChannelSplitterNode(node.context, { numberOfOutputs: inputs.length })
  node.connect(splitter)
  for (const [output, input] of inputs.entries()) splitter.connect(merger, output, input)
}

/** A context whose destination does not mix, and a merger connected to its channels. */
export function discreteContext(
  { api }: Host,
  channelCount: number,
  length: number,
  sampleRate: number,
): { context: OfflineAudioContext; merger: ChannelMergerNode } {
  const context = new api.OfflineAudioContext(channelCount, length, sampleRate)
  context.destination.channelInterpretation = 'discrete'
  const merger = new api.ChannelMergerNode(context, { numberOfInputs: channelCount })
  merger.connect(context.destination)
  return { context, merger }
}
