import { createConvolverNode, fromMicrophone } from 'tapline/audio'
import type { FromProcessor } from '../../src/audio/messages.js'
import { cases } from './cases/index.js'
import type { Host } from './cases/host.js'

export { engineBits } from '../support/engine-bits.js'

/** Runs a case in a page: the entry of this bundle. */
export function run(name: string): Promise<void> {
  const api = globalThis as unknown as Host['api']
  return cases[name]({ api, createConvolverNode, deviceless: {} })
}

/** Stereo noise. */
function noise(context: BaseAudioContext, seconds: number): AudioBuffer {
  const buffer = context.createBuffer(2, seconds * context.sampleRate, context.sampleRate)
  for (const i of [0, 1])
    buffer.copyToChannel(
      buffer.getChannelData(i).map(() => Math.random() - 0.5),
      i,
    )
  return buffer
}

/** What became of nodes that were dropped. */
export interface Dropped {
  readonly collected: number
  /** How many of their processors have ended: these are never called again. */
  readonly ended: number
}

/** Makes `count` nodes in a running context, connects, disconnects and drops each, and waits until nearly all are gone. */
export async function dropped(count: number): Promise<Dropped> {
  const seen = { collected: 0, ended: 0 }
  const Original = globalThis.AudioWorkletNode
  globalThis.AudioWorkletNode = class extends Original {
    constructor(...parameters: ConstructorParameters<typeof AudioWorkletNode>) {
      super(...parameters)
      this.port.addEventListener('message', ({ data }: MessageEvent<FromProcessor>) => {
        if (data.kind === 'ended') seen.ended++
      })
    }
  }
  const context = new AudioContext()
  await context.resume()
  const buffer = noise(context, 0.5)
  const registry = new FinalizationRegistry(() => seen.collected++)
  for (let i = 0; i < count; i++) {
    const node = await createConvolverNode(context, { buffer })
    node.connect(context.destination)
    node.disconnect()
    registry.register(node, i)
  }
  globalThis.AudioWorkletNode = Original
  const { gc } = globalThis as { readonly gc?: () => void }
  // What is never collected ends this by the limit of the test.
  while (Math.min(seen.collected, seen.ended) < 0.95 * count) {
    gc?.()
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  await context.close()
  return seen
}

/** Renders stereo noise through a stereo response of five seconds, block by block. */
export async function renderHall(seconds: number): Promise<void> {
  const context = new OfflineAudioContext(2, seconds * 48_000, 48_000)
  const source = new AudioBufferSourceNode(context, { buffer: noise(context, 1), loop: true })
  const node = await createConvolverNode(context, { buffer: noise(context, 5), precision: 'float32' })
  source.connect(node)
  node.connect(context.destination)
  source.start()
  await context.startRendering()
}

/** Makes a node, and returns the outcome: a word, or the message of the error. */
export async function attempt(workletUrl?: string): Promise<string> {
  const context = new OfflineAudioContext(1, 128, 48_000)
  try {
    const node = await createConvolverNode(context, {
      buffer: { channels: [[3]], sampleRate: 48_000 },
      normalize: false,
      ...(workletUrl === undefined ? {} : { workletUrl }),
    })
    const source = new ConstantSourceNode(context)
    source.connect(node)
    node.connect(context.destination)
    source.start()
    const [first] = (await context.startRendering()).getChannelData(0)
    return `plays ${first}`
  } catch (error) {
    return String(error)
  }
}

/** Records chunks of 500 samples in two channels. Returns their lengths, and the greatest sample. */
export async function hear(count: number): Promise<{ lengths: number[]; peak: number }> {
  const { chunks } = await fromMicrophone({ channelCount: 2, chunkLength: 500 })
  const heard: Float32Array[] = []
  for await (const chunk of chunks) {
    heard.push(...chunk)
    if (heard.length === 2 * count) break
  }
  const peak = Math.max(...heard.map((samples) => Math.max(...samples)))
  return { lengths: heard.map(({ length }) => length), peak }
}
