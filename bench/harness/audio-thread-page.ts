// The part of bench/audio-thread.ts that runs in a page.
import { createConvolverNode } from '../../src/audio/index.js'
import type { Precision } from '../../src/samples.js'
import { timeProcessor } from './time-processor.js'

interface Convolver extends AudioNode {
  buffer: AudioBuffer | null
}

/** As Chromium counts: how often the output had nothing to play. */
interface Counted extends AudioContext {
  readonly playbackStats?: { readonly underrunEvents: number }
  readonly playoutStats?: { readonly fallbackFramesEvents: number }
}

/** A worklet beside the native node: the first one of a context moves the rendering to another thread. */
const EMPTY = URL.createObjectURL(
  new Blob(
    ["registerProcessor('empty', class extends AudioWorkletProcessor { process() { return true } })"],
    { type: 'text/javascript' },
  ),
)

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

async function made(kind: string, context: AudioContext): Promise<Convolver> {
  if (kind === 'tapline') return createConvolverNode(context)
  if (kind === 'worklet') await context.audioWorklet.addModule(EMPTY)
  const node = new ConvolverNode(context)
  if (kind === 'worklet') new AudioWorkletNode(context, 'empty').connect(context.destination)
  return node
}

function buffer(context: AudioContext, seconds: number, channelCount: number): AudioBuffer {
  const { sampleRate } = context
  const made = context.createBuffer(channelCount, seconds * sampleRate, sampleRate)
  for (let i = 0; i < channelCount; i++) {
    const samples = made.getChannelData(i)
    for (let n = 0; n < samples.length; n++)
      samples[n] = (Math.random() - 0.5) * Math.exp((-5 * n) / samples.length)
  }
  return made
}

function underrunsOf(context: Counted): number {
  return context.playbackStats?.underrunEvents ?? context.playoutStats?.fallbackFramesEvents ?? NaN
}

/** Runs a tone in a context, calls a function, and returns how often the output ran dry meanwhile and in the two seconds after. */
async function measure(kind: string, action: string): Promise<number> {
  const context = new AudioContext({ sampleRate: 48_000 })
  await context.resume()
  const tone = new OscillatorNode(context)
  tone.connect(context.destination)
  tone.start()
  const [what, ...numbers] = action.split('-')
  const [seconds, channelCount] = numbers.length === 2 ? numbers.map(Number) : [1, 2]
  const response = buffer(context, seconds, channelCount)
  const other = buffer(context, seconds, channelCount)
  let node: Convolver | undefined
  if (what === 'set' || what === 'calls') {
    node = await made(kind, context)
    node.buffer = response
    tone.connect(node)
    node.connect(context.destination)
  }
  await wait(1500)
  const before = underrunsOf(context)
  if (what === 'first') {
    node = await made(kind, context)
    node.buffer = response
    tone.connect(node)
    node.connect(context.destination)
  }
  if (what === 'set' && node !== undefined) node.buffer = other
  if (what === 'calls' && node !== undefined)
    for (let i = 0; i < 200; i++) node.buffer = i % 2 === 0 ? other : response
  await wait(2500)
  const after = underrunsOf(context)
  await context.close()
  return after - before
}

/** The times of the quanta, in ms, while another stereo response takes over, and then while the sound goes on. Once in a page. */
async function timeQuanta(seconds: number, precision: Precision): Promise<number[]> {
  const [, { quanta }] = await timeProcessor({ seconds, channelCount: 2, precision }, (action) => {
    const start = performance.now()
    action()
    return performance.now() - start
  })
  return quanta
}

Object.assign(globalThis, { measure, timeQuanta })
