import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { readAudioFile, WavWriter } from 'tapline/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const run = promisify(execFile)
const repository = fileURLToPath(new URL('../..', import.meta.url))
const tsx = join(repository, 'node_modules', 'tsx', 'dist', 'cli.mjs')

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapline-hall-'))
})

afterAll(async () => {
  await rm(folder, { recursive: true })
})

/** Runs the example from its source, in a folder of its own; returns what it prints, and the sound that it writes. */
async function outcomeOf(...paths: string[]) {
  const script = join(repository, 'examples', 'hall.ts')
  const parameters = [tsx, '--tsconfig', join(repository, 'tsconfig.json'), script, ...paths]
  const { stdout } = await run(process.execPath, parameters, { cwd: folder })
  return { stdout, sound: await readAudioFile(join(folder, 'out', 'hall.wav')) }
}

async function writeWav(name: string, channels: Float32Array[]): Promise<string> {
  const path = join(folder, name)
  const writer = await WavWriter.open(path, { sampleRate: 8000, channels: channels.length, format: 'f32le' })
  await writer.write(channels)
  await writer.close()
  return path
}

describe('The example hall', { timeout: 60_000 }, () => {
  test('puts the singer into a stereo cathedral, with the whole tail and without clipping', async () => {
    const singer = await readAudioFile(join(repository, 'examples', 'data', 'lena.flac'))
    const { stdout, sound } = await outcomeOf()
    expect(stdout).toMatch(/^out\/hall\.wav: 15\.27 s, peak 0\.\d\d, \d+ times real time\n$/)
    expect(sound.channels.map(({ length }) => length)).toEqual(
      Array(2).fill(singer.channels[0].length + 3 * 44_100 - 1),
    )
    expect(sound.channels[0]).not.toEqual(sound.channels[1])
  })

  test('convolves your own files', async () => {
    const recording = await writeWav('recording.wav', [Float32Array.of(1, 0, 0, 0.5)])
    const response = await writeWav('response.wav', [Float32Array.of(1, 0.5), Float32Array.of(0, 2)])
    const { sound } = await outcomeOf(recording, response)
    const scale = sound.channels[0][0]
    expect(sound.channels[0].map((value) => value / scale)).toEqual(Float32Array.of(1, 0.5, 0, 0.5, 0.25))
    expect(sound.channels[1].map((value) => value / scale)).toEqual(Float32Array.of(0, 2, 0, 0, 1))
  })
})
