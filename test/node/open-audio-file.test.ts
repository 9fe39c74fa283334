import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import lena from 'audio-lena'
import { InputError } from 'tapline/format'
import { type AudioSource, FileError, openAudioFile, WavWriter } from 'tapline/node'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapline-open-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** A FLAC file: a constant of 16 bits, in one channel of 8000 Hz, in a frame of 192 samples (see RFC 9639). */
const flac = Uint8Array.from([
  ...[...Buffer.from('fLaC'), 0x80, 0, 0, 34],
  ...[0, 192, 0, 192, 0, 0, 0, 0, 0, 0],
  ...[0x01, 0xf4, 0x00, 0xf0, 0, 0, 0, 192],
  ...new Array<number>(16).fill(0),
  ...withCrc16(withCrc8([0xff, 0xf8, 0x14, 0x08, 0x00]), [0x00, 0x20, 0x00]),
])

function withCrc8(bytes: number[]): number[] {
  let crc = 0
  for (const byte of bytes) {
    crc ^= byte
    for (let i = 0; i < 8; i++) crc = ((crc << 1) ^ (crc & 0x80 ? 0x07 : 0)) & 0xff
  }
  return [...bytes, crc]
}

function withCrc16(header: number[], content: number[]): number[] {
  const bytes = [...header, ...content]
  let crc = 0
  for (const byte of bytes) {
    crc ^= byte << 8
    for (let i = 0; i < 8; i++) crc = ((crc << 1) ^ (crc & 0x8000 ? 0x8005 : 0)) & 0xffff
  }
  return [...bytes, crc >> 8, crc & 0xff]
}

async function all({ chunks }: AudioSource): Promise<number[]> {
  const samples: number[] = []
  for await (const [first] of chunks) samples.push(...first)
  return samples
}

describe('openAudioFile', () => {
  test('reads a WAV file as it is gone through', async () => {
    const path = join(folder, 'long.wav')
    const writer = await WavWriter.open(path, { sampleRate: 22050, channels: 2, format: 'f64le' })
    const ramp = Float64Array.from({ length: 200_000 }, (_, n) => n / 7)
    await writer.write([ramp, ramp])
    await writer.close()
    const { chunks, ...header } = await openAudioFile(path)
    expect(header).toEqual({ sampleRate: 22050, channels: 2, frames: 200_000, format: 'f64le' })
    let count = 0
    let next = 0
    for await (const [left, right] of chunks) {
      count++
      expect(right).toEqual(left)
      expect(left).toEqual(ramp.subarray(next, (next += left.length)))
    }
    expect(next).toBe(200_000)
    expect(count).toBeGreaterThan(5)
    const asFloats = await openAudioFile(path, { precision: 'float32' })
    expect((await asFloats.chunks.next()).value?.[0]).toBeInstanceOf(Float32Array)
    await asFloats.chunks.return()
  })

  test('decodes others at their own rate', async () => {
    const path = join(folder, 'constant.flac')
    await writeFile(path, flac)
    const sound = await openAudioFile(path)
    expect(sound).toMatchObject({ sampleRate: 8000, channels: 1, frames: 192, format: 'FLAC' })
    expect(await all(sound)).toEqual(new Array(192).fill(0.25))
  })

  test('decodes a recording that is there', async () => {
    const path = join(folder, 'lena.mp3')
    await writeFile(path, await readFile(lena.url('mp3')))
    const sound = await openAudioFile(path)
    expect(sound.sampleRate).toBe(44100)
    expect((await all(sound)).length).toBe(sound.frames)
  })

  test('gives what there is of a file that is cut short, then fails', async () => {
    const path = join(folder, 'short.flac')
    const short = flac.slice()
    // It says there are 193 samples.
    short[25] = 193
    await writeFile(path, short)
    const { chunks } = await openAudioFile(path)
    expect((await chunks.next()).value?.[0]).toHaveLength(192)
    const failed = chunks.next()
    await expect(failed).rejects.toThrow(InputError)
    await expect(failed).rejects.toThrow('192 of 193 frames could be decoded')
  })

  test('names the file and the reason when it cannot be read', async () => {
    const missing = join(folder, 'none.wav')
    await expect(openAudioFile(missing)).rejects.toThrow(
      `cannot read ${missing}: no such file or directory (ENOENT): give the path of a file`,
    )
    await expect(openAudioFile(folder)).rejects.toThrow(FileError)
    const empty = join(folder, 'empty.mp3')
    await writeFile(empty, '')
    await expect(openAudioFile(empty)).rejects.toThrow(`cannot read ${empty}: it is empty: give a sound file`)
    const text = join(folder, 'text.txt')
    await writeFile(text, await readFile(new URL(import.meta.url)))
    await expect(openAudioFile(text)).rejects.toThrow(
      `cannot read ${text}: it is damaged, or no sound that can be decoded: give a WAV, FLAC, MP3, Ogg Vorbis or AAC file`,
    )
    const wav = join(folder, 'bad.wav')
    await writeFile(wav, 'RIFF....WAVEdata....')
    await expect(openAudioFile(wav)).rejects.toThrow(InputError)
  })

  test('names the packages that are missing', async () => {
    const path = join(folder, 'constant2.flac')
    await writeFile(path, flac)
    vi.resetModules()
    vi.doMock('music-metadata', () => {
      throw new Error('Cannot find package')
    })
    const fresh = await import('tapline/node')
    await expect(fresh.openAudioFile(path)).rejects.toThrow('npm install node-web-audio-api music-metadata')
    vi.doUnmock('music-metadata')
  })
})
