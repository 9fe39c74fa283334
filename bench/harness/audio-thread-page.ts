// The part of bench/audio-thread.ts that runs in a page.
import { createConvolverNode } from '../../src/audio/index.js'

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

/** The audio thread has no clock: a worker writes the time into shared memory, over and over. */
const CLOCK = scriptOf(
  'onmessage = ({ data }) => { for (const time = new Float64Array(data); ; ) time[0] = performance.now() }',
)

/** Wraps the processors that are registered after it: the time of each call goes into the memory behind the clock. */
const TIMER = scriptOf(`
  const register = registerProcessor
  let shared
  register('timer', class extends AudioWorkletProcessor {
    constructor({ processorOptions }) {
      super()
      shared = new Float64Array(processorOptions.memory)
    }
    process() { return false }
  })
  globalThis.registerProcessor = (name, Processor) => register(name, class extends Processor {
    process(...parameters) {
      const start = shared[0]
      const goesOn = super.process(...parameters)
      if (shared[1] + 2 < shared.length) shared[2 + shared[1]++] = shared[0] - start
      return goesOn
    }
  })`)

function scriptOf(code: string): string {
  return URL.createObjectURL(new Blob([code], { type: 'text/javascript' }))
}

interface Quanta {
  readonly count: number
  /** In ms. */
  readonly median: number
  readonly p99: number
  readonly longest: number
  /** How long a quantum lasts, in ms. */
  readonly due: number
  readonly underruns: number
}

/** Plays stereo noise through a stereo response for some seconds: the time that each quantum takes in the audio thread. */
async function timeQuanta(
  responseSeconds: number,
  seconds: number,
  precision: 'float32' | 'float64',
): Promise<Quanta> {
  const context = new AudioContext()
  const memory = new SharedArrayBuffer(8 * 2 ** 20)
  const shared = new Float64Array(memory)
  const clock = new Worker(CLOCK)
  clock.postMessage(memory)
  await context.audioWorklet.addModule(TIMER)
  new AudioWorkletNode(context, 'timer', { processorOptions: { memory } }).connect(context.destination)
  const node = await createConvolverNode(context, { buffer: buffer(context, responseSeconds, 2), precision })
  const source = new AudioBufferSourceNode(context, { buffer: buffer(context, 1, 2), loop: true })
  source.connect(node as AudioNode).connect(context.destination)
  source.start()
  await context.resume()
  await wait(1000)
  const before = underrunsOf(context)
  shared[1] = 0
  await wait(1000 * seconds)
  const underruns = underrunsOf(context) - before
  const times = shared.slice(2, 2 + shared[1]).sort()
  clock.terminate()
  const due = 128_000 / context.sampleRate
  await context.close()
  const at = (share: number): number => times[Math.min(Math.floor(share * times.length), times.length - 1)]
  return { count: times.length, median: at(0.5), p99: at(0.99), longest: at(1), due, underruns }
}

Object.assign(globalThis, { measure, timeQuanta })
