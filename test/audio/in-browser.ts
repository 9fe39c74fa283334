import { createConvolverNode, fromMicrophone } from 'tapline/audio'
import { cases } from './cases/index.js'
import type { Host } from './cases/host.js'

/** Runs a case in a page: what the bundle of this file offers to the test. */
export function run(name: string): Promise<void> {
  const api = globalThis as unknown as Host['api']
  return cases[name]({ api, createConvolverNode, deviceless: {} })
}

/** A response of half a second of noise. */
function noise(context: BaseAudioContext): AudioBuffer {
  const buffer = context.createBuffer(2, context.sampleRate / 2, context.sampleRate)
  for (const i of [0, 1])
    buffer.copyToChannel(
      buffer.getChannelData(i).map(() => Math.random() - 0.5),
      i,
    )
  return buffer
}

/**
 * Makes so many nodes in a context that runs, connects and disconnects and drops each; returns how many of them were collected, and
 * how fast the clock of the context goes afterwards, beside that of the wall.
 */
export async function dropped(count: number): Promise<{ collected: number; speed: number }> {
  const context = new AudioContext()
  await context.resume()
  const buffer = noise(context)
  let collected = 0
  const registry = new FinalizationRegistry(() => collected++)
  for (let i = 0; i < count; i++) {
    const node = await createConvolverNode(context, { buffer })
    node.connect(context.destination)
    node.disconnect()
    registry.register(node, i)
  }
  const { gc } = globalThis as { readonly gc?: () => void }
  for (let i = 0; i < 5; i++) {
    gc?.()
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  const [begin, heard] = [performance.now(), context.currentTime]
  await new Promise((resolve) => setTimeout(resolve, 1000))
  const speed = (1000 * (context.currentTime - heard)) / (performance.now() - begin)
  await context.close()
  return { collected, speed }
}

/** Makes a node, and tells what became of it: a word, or what the error says. */
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

/** Listens for so many chunks of 500 samples in two channels; returns their lengths, and the greatest sample. */
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
