import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { prepareImpulseResponse } from 'tapline/audio'
import { InputError, WavEncoder, type WavFormat } from 'tapline/format'
import { FileError, openAudioFile, readAudioFile } from 'tapline/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const recording = fileURLToPath(new URL('../../examples/data/lena.flac', import.meta.url))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapline-read-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function wav(name: string, format: WavFormat, channels: readonly ArrayLike<number>[]): Promise<string> {
  const path = join(folder, name)
  const frames = channels[0].length
  const encoder = new WavEncoder({ sampleRate: 22_050, channels: channels.length, format, frames })
  await writeFile(path, encoder.process(channels))
  return path
}

describe('readAudioFile', () => {
  test('returns all samples of each channel, from several chunks', async () => {
    const left = Float64Array.from({ length: 100_000 }, (_, n) => Math.sin(n))
    const right = left.map((value) => value / 3)
    const path = await wav('long.wav', 'f64le', [left, right])
    expect(await readAudioFile(path)).toEqual({
      sampleRate: 22_050,
      channels: [left, right],
      warnings: [],
    })
  })

  test('returns the requested precision, also for decoded files', async () => {
    const path = await wav('fine.wav', 's32le', [[0.1, -0.25]])
    const [value] = (await readAudioFile(path)).channels[0]
    expect(Math.abs(value - 0.1)).toBeLessThan(2 ** -31)
    expect((await readAudioFile(path, { precision: 'float32' })).channels).toEqual([
      Float32Array.of(value, -0.25),
    ])
    const voice = await readAudioFile(recording, { precision: 'float64' })
    const asDecoded = await readAudioFile(recording)
    expect(voice.channels).toEqual(asDecoded.channels.map((samples) => Float64Array.from(samples)))
    expect(voice.channels[0]).toHaveLength((await openAudioFile(recording)).frames ?? NaN)
  })

  test('returns sound that can be prepared as an impulse response', async () => {
    const path = await wav('response.wav', 'f32le', [[0, 1, 0.5]])
    const { channels } = prepareImpulseResponse(await readAudioFile(path), { leadingSilence: 'remove' })
    expect(channels).toEqual([Float32Array.of(1, 0.5)])
  })

  test('returns one empty array per channel if there are no samples', async () => {
    const { channels } = await readAudioFile(await wav('empty.wav', 's16le', [[], []]))
    expect(channels.map(({ length }) => length)).toEqual([0, 0])
  })

  test('fails as openAudioFile does, and for a truncated file', async () => {
    await expect(readAudioFile(join(folder, 'none.wav'))).rejects.toThrow(FileError)
    await expect(readAudioFile('')).rejects.toThrow(RangeError)
    const path = await wav('short.wav', 's16le', [[1, 2, 3]])
    await writeFile(path, (await readFile(path)).subarray(0, -2))
    await expect(readAudioFile(path, { strict: true })).rejects.toThrow(InputError)
    const { channels, warnings } = await readAudioFile(path)
    expect([channels[0].length, warnings.length]).toEqual([2, 1])
  })
})
