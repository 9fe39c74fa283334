import { readAudioFile, WavWriter } from 'tapline/node'
import { describe, expect, test } from 'vitest'
import { ExampleFolder, exampleFile } from './run-example.js'

const folder = new ExampleFolder()

async function outcomeOf(...paths: string[]) {
  const lines = await folder.run('hall', ...paths)
  return { lines, sound: await readAudioFile(folder.path('out/hall.wav')) }
}

async function writeWav(name: string, channels: Float32Array[]): Promise<string> {
  const path = folder.path(name)
  const writer = await WavWriter.open(path, { sampleRate: 8000, channels: channels.length, format: 'f32le' })
  await writer.write(channels)
  await writer.close()
  return path
}

describe('The example hall', () => {
  test('puts the singer into a stereo cathedral, with the whole tail and without clipping', async () => {
    const singer = await readAudioFile(exampleFile('data/lena.flac'))
    const { lines, sound } = await outcomeOf()
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/^out\/hall\.wav: 15\.27 s, peak 0\.\d\d, \d+ times real time$/)
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
