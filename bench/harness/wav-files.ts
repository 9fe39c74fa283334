import { createReadStream } from 'node:fs'
import type { Samples } from 'tapline'
import { readWav, type WavFormat } from 'tapline/format'
import { WavWriter } from 'tapline/node'
import { joined, noise } from './data.js'

const SAMPLE_RATE = 48_000
const BLOCK_SECONDS = 10

/** Writes a stereo file of 16 bits: noise at such a level that a hall of unit energy does not make it clip. */
export async function writeNoise(path: string, seconds: number, seed: number): Promise<void> {
  // The same block again and again: an hour of noise takes longer to make than to convolve.
  const block = [seed, seed + 1].map((each) =>
    noise(BLOCK_SECONDS * SAMPLE_RATE, each).map((sample) => sample / 4),
  )
  await writeStereo(path, new Array(seconds / BLOCK_SECONDS).fill(block), 's16le')
}

/** Writes a stereo file of chunks. */
export async function writeStereo(
  path: string,
  chunks: Iterable<Float32Array[]>,
  format: WavFormat,
): Promise<void> {
  const writer = await WavWriter.open(path, { sampleRate: SAMPLE_RATE, channels: 2, format })
  for (const chunk of chunks) await writer.write(chunk)
  await writer.close()
}

/** All samples of a file, channel by channel. */
export async function samplesOf(path: string): Promise<Float64Array> {
  const { chunks: source, channels } = await readWav(createReadStream(path))
  const chunks: Samples[][] = []
  for await (const chunk of source) chunks.push(chunk)
  return joined(Array.from({ length: channels }, (_, i) => joined(chunks.map((chunk) => chunk[i]))))
}
