import { createConvolverNode, fromMicrophone } from 'tapline/audio'
import { cases } from './cases/index.js'
import type { Host } from './cases/host.js'

/** Runs a case in a page: what the bundle of this file offers to the test. */
export function run(name: string): Promise<void> {
  const api = globalThis as unknown as Host['api']
  return cases[name]({ api, createConvolverNode, deviceless: {} })
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
